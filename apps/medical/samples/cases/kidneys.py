"""Diabetes and a filtration rate that has halved in six years, on full-dose metformin."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_EN, table, text_note

TITLES = ("Diabetes with falling kidney function (66, male)", "糖尿病伴肾功能下降（66 岁，男）")

_NOTE = """
OUTPATIENT NOTE – GENERAL MEDICINE
Patient: Leonard Pruitt    Sex: Male    DOB: 1959-11-30    MRN: 00265908
Date of visit: 2026-04-14
Insurance ID: SYN-4410-2290

REASON FOR VISIT
Six-monthly diabetes review.

INTERVAL HISTORY
Feels tired and gets up three times a night to urinate. Ankles swell in the evening. For two
weeks he has taken over-the-counter ibuprofen for knee pain. He reports no chest pain, no
shortness of breath, no visual loss. No numbness in the feet. He vomited for two days in March
with a stomach bug and kept taking all his tablets.

MEDICATIONS
Metformin 1000 mg twice daily, lisinopril 20 mg, atorvastatin 40 mg, ibuprofen 400 mg as needed.

EXAMINATION
BP 152/88 mmHg, weight 94 kg. Mild ankle edema on both sides. Heart and lungs normal. Fundi: no
retinopathy seen. Foot sensation intact.

ASSESSMENT
Chronic kidney disease stage 4 has developed from diabetic kidney disease: eGFR 27, albuminuria
rising. Metformin needs review at this filtration rate. Ibuprofen should be reconsidered.
Possible anemia of chronic kidney disease.

PLAN
Repeat creatinine and potassium in one week. If potassium exceeds 5.5, review lisinopril.
"""

_ROWS = """
Creatinine,2160-0,2.51,mg/dL,0.7-1.3,H,2026-04-12
eGFR (CKD-EPI 2021),98979-8,27,mL/min/{1.73_m2},>60,L,2026-04-12
Potassium,2823-3,5.3,mmol/L,3.5-5.1,H,2026-04-12
Bicarbonate,1963-8,19,mmol/L,22-29,L,2026-04-12
Hemoglobin A1c,4548-4,8.1,%,4.0-5.6,H,2026-04-12
Hemoglobin,718-7,11.2,g/dL,13.5-17.5,L,2026-04-12
"Albumin/Creatinine ratio, urine",9318-7,612,mg/g,<30,H,2026-04-12
Urine ketones,,negative,,negative,,2026-04-12
"""

_TREND = (
    ("2020-05-06", "1.21", "66", "84 H", "7.2 H", "4.4"),
    ("2021-06-10", "1.33", "59 L", "126 H", "7.5 H", "4.5"),
    ("2022-05-19", "1.48 H", "52 L", "190 H", "7.9 H", "4.6"),
    ("2023-06-01", "1.69 H", "44 L", "275 H", "7.8 H", "4.8"),
    ("2024-06-13", "1.94 H", "37 L", "388 H", "8.0 H", "4.9"),
    ("2025-07-03", "2.22 H", "32 L", "507 H", "8.2 H", "5.0"),
)


def files() -> Iterator[tuple[str, bytes]]:
    yield "pruitt-record.json", _chart().bundle()
    yield "pruitt-review-note.txt", text_note(_NOTE, MARK_EN)
    yield (
        "pruitt-laboratory.csv",
        table(
            (MARK_EN, "Patient: Leonard Pruitt, MRN: 00265908, DOB: 1959-11-30"),
            "Test,LOINC,Result,Unit,Reference range,Flag,Collected",
            _ROWS,
        ),
    )


def _chart() -> Chart:
    chart = Chart(
        "kidneys",
        "en",
        "-05:00",
        person("Leonard Pruitt", "male", "1959-11-30", "00265908", language="en"),
    )
    chart.visit("AMB", "2011-02-08T09:00", "2011-02-08T09:40", "New diagnosis of diabetes")
    chart.problem("E11.9", "Type 2 diabetes mellitus without complications", onset="2011-02")
    chart.problem("I10", "Essential (primary) hypertension", onset="2011")
    chart.drug("6809", "metformin", "1000 mg twice daily", "2011-02-08")
    chart.drug("29046", "lisinopril", "20 mg once daily", "2011-03-01")
    chart.drug("83367", "atorvastatin", "40 mg at night", "2015-01-20")
    for number, (day, creatinine, rate, albumin, a1c, potassium) in enumerate(_TREND):
        chart.visit("AMB", f"{day}T09:00", f"{day}T09:20", "Diabetes review")
        chart.measure(
            f"{day}T09:05",
            creat=creatinine,
            egfr=rate,
            acr=albumin,
            a1c=a1c,
            k=potassium,
            bp=f"{138 + 2 * number}/{82 + number}",
            wt=f"{90 + number * 0.7:.1f}",
        )
    chart.problem(
        "E11.22", "Type 2 diabetes mellitus with diabetic chronic kidney disease", onset="2021-06"
    )
    chart.problem("N18.32", "Chronic kidney disease, stage 3b", onset="2024-06-13")
    chart.visit("AMB", "2026-04-14T09:00", "2026-04-14T09:30", "Diabetes review")
    chart.measure("2026-04-14T09:05", bp="152/88", wt="94")
    chart.drug("5640", "ibuprofen", "400 mg as needed, bought without prescription", "2026-03-30")
    chart.family("mother", "N18.6", "End stage renal disease")
    return chart
