"""High blood pressure at 33 weeks, headache and protein in the urine; an ACE inhibitor on file."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_EN, table, text_note

TITLES = ("High blood pressure in pregnancy (31, female)", "妊娠期高血压（31 岁，女）")

_NOTE = """
OBSTETRIC TRIAGE NOTE
Patient: Maria Castellanos    Sex: Female    DOB: 1994-12-05    MRN: 00918443
Date of visit: 2026-05-06 14:20
Phone: 555-0119    Address: 7 Quarry Lane, Ashford Heights

CHIEF COMPLAINT
Headache for two days.

HISTORY
31-year-old, first pregnancy, 33 weeks and 2 days. Headache since Monday that paracetamol does
not relieve, and flashing lights this morning. Hands and face are swollen. Blood pressure was
normal until 28 weeks. She denies abdominal pain, bleeding and loss of fluid. The baby moves
well. No seizures.

PAST HISTORY
Migraine as a teenager. Mild high blood pressure in 2022 treated with lisinopril, stopped before
pregnancy; the pharmacy still lists it. No kidney disease. No diabetes.

FAMILY HISTORY
Mother had pre-eclampsia with her first child. Grandmother has type 2 diabetes.

EXAMINATION
BP 164/108 mmHg, repeated after 15 minutes 162/106 mmHg. Heart rate 88/min, SpO2 98%, temperature
36.7 °C. Edema of hands, face and ankles. Reflexes brisk, no clonus. No epigastric tenderness.
Lungs clear. Fundal height 31 cm, fetal heart rate 142/min.

ASSESSMENT
Pre-eclampsia with severe features (severe hypertension, headache, visual disturbance). HELLP
syndrome not present on today's tests. Abruption not suspected.

PLAN
Admit. Lower the blood pressure, prevent seizures, steroids for the baby's lungs. If the
platelets fall below 100, deliver.
"""

_ROWS = """
Hemoglobin;718-7;11,6;g/dL;11,0-15,0;;06.05.2026
Platelets;777-3;148;10*9/L;125-350;;06.05.2026
Aspartate aminotransferase;1920-8;36;U/L;15-40;;06.05.2026
Alanine aminotransferase;1742-6;41;U/L;9-50;;06.05.2026
Creatinine;2160-0;0,9;mg/dL;0,4-0,8;H;06.05.2026
Urate;3084-1;6,8;mg/dL;2,6-6,0;H;06.05.2026
Lactate dehydrogenase;2532-0;231;U/L;120-250;;06.05.2026
Protein/Creatinine ratio, urine;2890-2;1240;mg/g;<200;H;06.05.2026
Glucose;2345-7;86;mg/dL;70-99;;25.04.2026
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "castellanos-record.json", _chart().bundle()
    yield "castellanos-triage-note.txt", text_note(_NOTE, MARK_EN)
    yield (
        "castellanos-laboratory.csv",
        table(
            (MARK_EN, "Patient name: Maria Castellanos; MRN: 00918443"),
            "Analyte;LOINC;Value;Unit;Reference;Flag;Date",
            _ROWS,
        ),
    )


def _chart() -> Chart:
    chart = Chart(
        "pregnancy",
        "en",
        "-05:00",
        person(
            "Maria Castellanos",
            "female",
            "1994-12-05",
            "00918443",
            language="en",
            address="7 Quarry Lane, Ashford Heights",
            phone="555-0119",
        ),
    )
    chart.visit("AMB", "2022-08-17T11:00", "2022-08-17T11:20", "Blood pressure check")
    chart.problem("I10", "Essential (primary) hypertension", onset="2022-08-17")
    chart.drug("29046", "lisinopril", "10 mg once daily", "2022-08-17")
    chart.measure("2022-08-17T11:05", bp="144/92", creat="0.7 0.5-1.1", wt="66", ht="163")
    chart.visit("AMB", "2025-11-12T10:00", "2025-11-12T10:30", "First antenatal visit")
    chart.problem(
        "Z34.03",
        "Encounter for supervision of normal first pregnancy, third trimester",
        "First pregnancy, due 2026-06-22",
        onset="2025-09",
    )
    chart.measure("2025-11-12T10:10", bp="118/72", wt="67", hb="12.8", creat="0.6 0.4-0.8")
    chart.visit("AMB", "2026-04-01T10:00", "2026-04-01T10:15", "Antenatal visit, 28 weeks")
    chart.measure("2026-04-01T10:05", bp="132/84", wt="74.5", hb="11.9 11.0-15.0")
    chart.event("Immunization", "Tdap vaccine", "2026-04-01T10:10")
    chart.visit("IMP", "2026-05-06T14:20", "2026-05-12T10:00", "Severe hypertension in pregnancy")
    chart.measure("2026-05-06T14:25", bp="164/108", hr="88", spo2="98", temp="36.7", wt="81")
    chart.measure("2026-05-06T14:40", bp="162/106", pcr="1240 H")
    chart.problem("O14.13", "Severe pre-eclampsia, third trimester", onset="2026-05-06")
    chart.problem(
        "O14.23", "HELLP syndrome (HELLP), third trimester", onset="2026-05-06", sure="refuted"
    )
    chart.family("mother", "O14.90", "Unspecified pre-eclampsia, unspecified trimester")
    return chart
