"""Chest pain with a rising troponin, and an allergy to penicillin that once nearly killed her."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_EN, text_note

TITLES = ("Chest pain with rising troponin (57, female)", "胸痛伴肌钙蛋白升高（57 岁，女）")

_NOTE = """
ADMISSION NOTE – CARDIOLOGY
Patient: Denise Okafor    Sex: Female    DOB: 1968-07-02    MRN: 00730164
Date of admission: 2026-03-09 22:15
E-mail: denise.okafor@mail.example    Phone: 555-0177

CHIEF COMPLAINT
Pressure in the chest for two hours.

HISTORY OF PRESENT ILLNESS
57-year-old woman with type 2 diabetes and high cholesterol. At 8 pm, while carrying groceries,
she felt pressure behind the breastbone that spread to the left arm and jaw, with cold sweat and
nausea. She vomited once. The pain eased after nitroglycerin in the ambulance. For three weeks
she has been short of breath on the stairs. She denies fainting, cough and leg swelling. She has
had no fever.

PAST HISTORY
Type 2 diabetes since 2012. Hyperlipidemia. Gestational diabetes in 1996. No previous heart
attack, no stroke, no bleeding. Anaphylaxis to penicillin in 2003.

MEDICATIONS
Metformin, atorvastatin. She stopped taking aspirin last year because of heartburn.

FAMILY HISTORY
Father died of a heart attack at 52. Sister has lupus.

EXAMINATION
BP 148/86 mmHg, heart rate 96/min, temperature 36.8 °C, SpO2 96%. Sweating, in mild distress.
Heart regular, no murmur, no rub. Lungs clear. No edema. Abdomen soft, not tender.

ECG
ST depression of 1.5 mm in V4 to V6. No ST elevation.

ASSESSMENT AND PLAN
Non-ST-elevation myocardial infarction. Aortic dissection unlikely: equal pulses, normal
mediastinum. Return at once for bleeding or black stools if treated with two antiplatelet drugs.
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "okafor-record.json", _chart().bundle()
    yield "okafor-admission-note.txt", text_note(_NOTE, MARK_EN)


def _chart() -> Chart:
    chart = Chart(
        "chest-pain",
        "en",
        "-06:00",
        person(
            "Denise Okafor", "female", "1968-07-02", "00730164", language="en", phone="555-0177"
        ),
    )
    chart.allergy("7980", "penicillin G", "Anaphylaxis", words="Penicillin")
    chart.visit("AMB", "2012-04-16T08:30", "2012-04-16T09:00", "Diabetes clinic")
    chart.problem("E11.9", "Type 2 diabetes mellitus without complications", onset="2012-04")
    chart.drug("6809", "metformin", "1000 mg twice daily", "2012-04-16")
    chart.measure(
        "2012-04-16T08:40", a1c="7.9 H", glu="168 H", creat="0.7 0.5-1.1", wt="81", ht="165"
    )
    chart.visit("AMB", "2018-09-20T10:00", "2018-09-20T10:20", "Follow-up")
    chart.problem("E78.5", "Hyperlipidemia, unspecified", onset="2018-09-20")
    chart.drug("83367", "atorvastatin", "20 mg at night", "2018-09-20")
    chart.drug("1191", "aspirin", "81 mg once daily", "2018-09-20", "2025-02-10")
    chart.measure("2018-09-20T10:05", ldl="171 H", a1c="7.4 H", bp="136/82")
    chart.visit("AMB", "2025-02-10T09:30", "2025-02-10T10:00", "Follow-up")
    chart.problem("K21.9", "Gastro-esophageal reflux disease without esophagitis", onset="2025-01")
    chart.measure("2025-02-10T09:40", ldl="142 H", a1c="7.1 H", creat="0.8 0.5-1.1", bp="138/84")
    chart.visit("IMP", "2026-03-09T22:15", "2026-03-13T12:00", "Acute coronary syndrome")
    chart.measure("2026-03-09T22:20", bp="148/86", hr="96", temp="36.8", spo2="96", rr="20")
    chart.measure(
        "2026-03-09T22:30", trop="48 H", creat="0.9 0.5-1.1", k="4.1", glu="212 H", hb="13.1"
    )
    chart.measure("2026-03-10T01:30", trop="316 H")
    chart.measure("2026-03-10T07:30", trop="642 H", ldl="149 H", a1c="7.3 H")
    chart.problem("I21.4", "Non-ST elevation (NSTEMI) myocardial infarction", onset="2026-03-09")
    chart.family("father", "I21.9", "Acute myocardial infarction, unspecified")
    return chart
