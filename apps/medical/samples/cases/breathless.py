"""A smoker with known COPD, breathless three weeks after a hip operation: exacerbation or clot?"""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_EN, text_note, word_note

TITLES = ("Breathless after hip surgery (68, male)", "髋关节术后气促（68 岁，男）")

_NOTE = """
EMERGENCY DEPARTMENT NOTE
Patient: Harold Whitcombe    Sex: Male    DOB: 1957-09-14    MRN: 00481725
Date of visit: 2026-02-17 09:40
Address: 18 Larkspur Terrace, Millbrook Falls    Phone: (555) 555-0142
Seen by: Dr. Ingrid Solvang

CHIEF COMPLAINT
Sudden shortness of breath since this morning.

HISTORY OF PRESENT ILLNESS
Mr. Whitcombe is a 68-year-old man with COPD who woke at 5 am with sudden shortness of breath and
sharp right-sided chest pain that is worse on breathing in. He has coughed up a little blood
once. His left calf has been swollen and tender for four days. He had a total hip replacement on
the left on 27 January and has walked little since. He denies fever and has no increase in sputum
or change in its colour. No wheeze was noticed at home. He has used his rescue inhaler six times
without relief.

PAST MEDICAL HISTORY
COPD, diagnosed 2014, with an exacerbation in November 2023 treated with prednisone.
Hypertension. No history of deep vein thrombosis. No history of heart failure.

FAMILY HISTORY
Brother had a pulmonary embolism at age 50. Mother had breast cancer.

SOCIAL HISTORY
40 pack-years, stopped smoking in 2019. Drinks two beers a week.

EXAMINATION
Temperature 37.1 °C, heart rate 118/min, respiratory rate 28/min, blood pressure 104/68 mmHg,
oxygen saturation 87% on room air. Anxious, speaks in short sentences. Breath sounds reduced at
both bases, no wheezing, no crackles. Heart sounds normal, no murmur. Left calf 4 cm larger than
the right, with pitting edema and tenderness. No rash. Hip wound clean, no redness.

ASSESSMENT
Acute hypoxia with pleuritic chest pain and haemoptysis. Pulmonary embolism is likely; an
exacerbation of COPD cannot be excluded. If the kidney function allows, CT pulmonary angiography
today. Pneumonia is unlikely without fever or sputum.
"""

_XRAY = """
RADIOLOGY REPORT
Patient: Harold Whitcombe    MRN: 00481725    DOB: 1957-09-14
Exam date: 2026-02-17
EXAM: Chest X-ray, PA and lateral

INDICATION: Acute shortness of breath.

COMPARISON: 2023-11-20.

FINDINGS:
The lungs are hyperinflated with flattened diaphragms. There is no focal consolidation. There is
a small right pleural effusion. There is no pneumothorax. The heart size is normal. Linear
atelectasis at the right base.

IMPRESSION:
1. Hyperinflation consistent with known COPD.
2. Small right pleural effusion and basal atelectasis. No pneumonia. A normal film does not
exclude pulmonary embolism.
"""

_VITALS = (
    ("Time", "Heart rate", "Respiratory rate", "SpO2", "Blood pressure"),
    ("09:40", "118/min", "28/min", "87%", "104/68 mmHg"),
    ("10:30", "112/min", "26/min", "92% on 4 L oxygen", "106/70 mmHg"),
)


def files() -> Iterator[tuple[str, bytes]]:
    yield "whitcombe-record.json", _chart().bundle()
    yield "whitcombe-emergency-note.docx", word_note(_NOTE, MARK_EN, _VITALS)
    yield "whitcombe-chest-xray.txt", text_note(_XRAY, MARK_EN)


def _chart() -> Chart:
    chart = Chart(
        "breathless",
        "en",
        "-05:00",
        person(
            "Harold Whitcombe",
            "male",
            "1957-09-14",
            "00481725",
            language="en",
            address="18 Larkspur Terrace, Millbrook Falls",
            phone="(555) 555-0142",
        ),
    )
    chart.visit("AMB", "2014-06-03T10:00", "2014-06-03T10:40", "Lung function clinic")
    chart.problem(
        "J44.9", "Chronic obstructive pulmonary disease, unspecified", "COPD", onset="2014"
    )
    chart.drug("69120", "tiotropium", "18 micrograms inhaled once daily", "2014-06-03")
    chart.drug("435", "albuterol", "2 puffs as needed", "2014-06-03")
    chart.visit("AMB", "2019-03-11T09:00", "2019-03-11T09:30", "Annual check-up")
    chart.problem("I10", "Essential (primary) hypertension", "Hypertension", onset="2019-03-11")
    chart.drug("17767", "amlodipine", "5 mg once daily", "2019-03-11")
    chart.measure("2019-03-11T09:10", bp="158/92", wt="84", ht="178", creat="0.9", k="4.2")
    chart.visit("EMER", "2023-11-20T16:10", "2023-11-20T21:00", "COPD exacerbation")
    chart.problem(
        "J44.1",
        "Chronic obstructive pulmonary disease with (acute) exacerbation",
        onset="2023-11-18",
        end="2023-12-01",
        status="resolved",
    )
    chart.drug("8640", "prednisone", "40 mg once daily for 5 days", "2023-11-20", "2023-11-25")
    chart.measure("2023-11-20T16:30", spo2="89", rr="26", temp="37.9", wbc="12.4 H", crp="38 H")
    chart.visit("IMP", "2026-01-27T07:30", "2026-01-31T11:00", "Hip replacement")
    chart.problem("M16.12", "Unilateral primary osteoarthritis, left hip", onset="2022-05")
    chart.event("Procedure", "Total replacement of left hip joint", "2026-01-27T09:00")
    chart.measure("2026-01-28T06:00", hb="11.8 L 13.5-17.5", creat="1.0", plt="238")
    chart.visit("EMER", "2026-02-17T09:40", "2026-02-17T15:30", "Acute shortness of breath")
    chart.measure("2026-02-17T09:45", temp="37.1", hr="118", rr="28", spo2="87", bp="104/68")
    chart.measure(
        "2026-02-17T10:05",
        ddimer="4820 H",
        trop="31 H",
        bnp="410 H",
        wbc="9.1",
        crp="14 H",
        hb="12.9 L 13.5-17.5",
        creat="1.1",
        ph="7.48 H",
        pco2="30 L",
        po2="54 L",
    )
    chart.problem(
        "I26.99",
        "Other pulmonary embolism without acute cor pulmonale",
        "Suspected pulmonary embolism",
        onset="2026-02-17",
        sure="provisional",
    )
    chart.problem("J18.9", "Pneumonia, unspecified organism", onset="2026-02-17", sure="refuted")
    chart.family("brother", "I26.99", "Other pulmonary embolism without acute cor pulmonale")
    return chart
