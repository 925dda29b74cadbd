"""Tiredness, pale skin and a craving for ice: iron deficiency whose cause is not yet known."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_EN, table, text_note

TITLES = ("Tired and pale (44, female)", "乏力、面色苍白（44 岁，女）")

_NOTE = """
OUTPATIENT NOTE
Patient: Priya Raman    Sex: Female    DOB: 1981-10-19    MRN: 00542871
Date of visit: 2026-03-24
Referred by: Dr. Colm Brannigan

HISTORY
44-year-old teacher, tired for eight months and short of breath on two flights of stairs. She
chews ice cubes all day. Her hair falls out more than before. Periods are heavy, with clots,
every 24 days. She has noticed no black stools and no blood in the stool; no weight loss, no
fever, no night sweats. Her appetite is normal. She eats no meat. Restless legs in the evening.

PAST HISTORY
Hypothyroidism was excluded in 2024. Two births. No operations. No transfusions.

FAMILY HISTORY
Father had colon cancer at 48. No thalassemia known in the family.

EXAMINATION
BP 112/70 mmHg, heart rate 98/min. Pale conjunctivae, spoon-shaped nails, sore corners of the
mouth. Soft systolic murmur. No enlarged lymph nodes. Liver and spleen not palpable. No jaundice.

ASSESSMENT
Microcytic anemia, most likely from iron deficiency with heavy menstrual bleeding. Loss from the
bowel has to be considered in view of the father. Celiac disease possible.

PLAN
Oral iron; ferritin again in eight weeks. Colonoscopy. If hemoglobin falls below 7, transfuse.
"""

_ROWS = """
Hemoglobin,718-7,8.4,g/dL,12.0-16.0,L,2026-03-20
Hematocrit,4544-3,27.1,%,36-46,L,2026-03-20
MCV,787-2,68,fL,80-100,L,2026-03-20
Platelets,777-3,468,10*9/L,125-350,H,2026-03-20
Leukocytes,6690-2,6.2,10*9/L,4.0-10.0,,2026-03-20
Ferritin,2276-4,<5,ng/mL,15-150,L,2026-03-20
Iron,2498-4,22,ug/dL,50-170,L,2026-03-20
Iron binding capacity,2500-7,512,ug/dL,250-450,H,2026-03-20
TSH,3016-3,2.1,m[IU]/L,0.27-4.2,,2026-03-20
C-reactive protein,1988-5,2,mg/L,<8,,2026-03-20
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "raman-record.json", _chart().bundle()
    yield "raman-clinic-note.txt", text_note(_NOTE, MARK_EN)
    yield (
        "raman-laboratory.csv",
        table(
            (MARK_EN, "Patient: Priya Raman, MRN: 00542871, DOB: 1981-10-19"),
            "Test,LOINC,Result,Unit,Reference range,Flag,Collected",
            _ROWS,
        ),
    )


def _chart() -> Chart:
    chart = Chart(
        "anaemia",
        "en",
        "+00:00",
        person("Priya Raman", "female", "1981-10-19", "00542871", language="en"),
    )
    chart.visit("AMB", "2022-01-13T14:00", "2022-01-13T14:20", "Health check")
    chart.measure("2022-01-13T14:05", hb="12.4", mcv="84", plt="276", tsh="1.8", wt="61", ht="160")
    chart.visit("AMB", "2024-06-27T14:00", "2024-06-27T14:20", "Tiredness")
    chart.problem(
        "N92.0",
        "Excessive and frequent menstruation with regular cycle",
        "Heavy periods",
        onset="2023",
    )
    chart.measure("2024-06-27T14:05", hb="10.9 L", mcv="76 L", ferr="9 L", tsh="2.0")
    chart.problem("E03.9", "Hypothyroidism, unspecified", onset="2024-06-27", sure="refuted")
    chart.drug("24947", "ferrous sulfate", "325 mg once daily", "2024-06-27", "2024-08-15")
    chart.visit("AMB", "2026-03-24T14:00", "2026-03-24T14:30", "Tiredness")
    chart.measure("2026-03-24T14:05", bp="112/70", hr="98", spo2="99", wt="60")
    chart.problem("D50.9", "Iron deficiency anemia, unspecified", onset="2024-06")
    chart.drug("24947", "ferrous sulfate", "325 mg every other day", "2026-03-24")
    chart.family("father", "C18.9", "Malignant neoplasm of colon, unspecified")
    return chart
