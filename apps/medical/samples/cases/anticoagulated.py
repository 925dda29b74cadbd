"""An old woman well settled on warfarin, for whom naproxen has just been ordered."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_EN, table, text_note

TITLES = ("Warfarin and a new painkiller (79, female)", "华法林与新开止痛药（79 岁，女）")

_NOTE = """
HOME VISIT NOTE
Patient: Edith Lindqvist    Sex: Female    DOB: 1946-08-21    MRN: 00377512
Date: 2026-01-15
Visited at: 3 Harbour Row, Flat 2    Daughter's phone: 555-0163

REASON
Knee pain.

HISTORY
79-year-old woman with atrial fibrillation on warfarin. Both knees have hurt for years; the right
has been worse for ten days after gardening. No fall, no locking. Her gums bled once while
brushing. She denies black stools, blood in the urine, headache and palpitations. She had a
stomach ulcer in 1998. She is mildly hard of hearing. No stroke or transient attack so far.

MEDICATIONS
Warfarin by the clinic's card, bisoprolol 5 mg, acetaminophen as needed. Naproxen 500 mg twice
daily was ordered by the orthopaedic clinic yesterday and has not been started.

EXAMINATION
BP 134/76 mmHg, heart rate 74/min, irregular. Right knee: crepitus, small effusion, no redness,
no warmth. A few bruises on the forearms. No edema.

ASSESSMENT
Osteoarthritis of both knees, no sign of septic arthritis or gout. INR 3.4 last week, above the
range. Naproxen with warfarin in a patient with an earlier ulcer: bleeding risk, to be discussed
before it is started.
"""

_ROWS = """
INR,6301-6,2.3,{INR},2.0-3.0,,2025-09-04
INR,6301-6,2.6,{INR},2.0-3.0,,2025-10-02
INR,6301-6,2.5,{INR},2.0-3.0,,2025-11-06
INR,6301-6,2.9,{INR},2.0-3.0,,2025-12-04
INR,6301-6,3.4,{INR},2.0-3.0,H,2026-01-08
Hemoglobin,718-7,12.2,g/dL,12.0-16.0,,2026-01-08
Creatinine,2160-0,1.2,mg/dL,0.5-1.1,H,2026-01-08
Platelets,777-3,201,10*9/L,125-350,,2026-01-08
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "lindqvist-record.json", _chart().bundle()
    yield "lindqvist-home-visit.txt", text_note(_NOTE, MARK_EN)
    yield (
        "lindqvist-anticoagulation.csv",
        table(
            (MARK_EN, "Patient: Edith Lindqvist, MRN: 00377512, DOB: 1946-08-21"),
            "Test,LOINC,Result,Unit,Therapeutic range,Flag,Date",
            _ROWS,
        ),
    )


def _chart() -> Chart:
    chart = Chart(
        "anticoagulated",
        "en",
        "+01:00",
        person(
            "Edith Lindqvist",
            "female",
            "1946-08-21",
            "00377512",
            language="en",
            address="3 Harbour Row, Flat 2",
        ),
    )
    chart.problem(
        "K25.9",
        "Gastric ulcer, unspecified as acute or chronic, without hemorrhage or perforation",
        "Stomach ulcer",
        onset="1998",
        end="1999",
        status="resolved",
    )
    chart.visit("IMP", "2020-02-11T13:00", "2020-02-14T10:00", "New atrial fibrillation")
    chart.problem("I48.20", "Chronic atrial fibrillation, unspecified", onset="2020-02-11")
    chart.drug("11289", "warfarin", "by INR, usually 3 mg once daily", "2020-02-12")
    chart.drug("19484", "bisoprolol", "5 mg once daily", "2020-02-12")
    chart.measure("2020-02-11T13:20", hr="138", bp="128/80", creat="1.0 0.5-1.1", hb="13.0")
    chart.visit("AMB", "2024-05-23T09:00", "2024-05-23T09:20", "Knee pain")
    chart.problem("M17.0", "Bilateral primary osteoarthritis of knee", onset="2018")
    chart.drug("161", "acetaminophen", "1 g up to three times daily as needed", "2024-05-23")
    chart.measure("2024-05-23T09:05", inr="2.4 2.0-3.0", creat="1.1 0.5-1.1", egfr="51 L", wt="58")
    chart.visit("AMB", "2026-01-14T15:00", "2026-01-14T15:20", "Orthopaedic clinic")
    chart.drug("7258", "naproxen", "500 mg twice daily", "2026-01-14", status="draft")
    chart.visit("AMB", "2026-01-15T11:00", "2026-01-15T11:40", "Home visit")
    chart.measure("2026-01-15T11:05", bp="134/76", hr="74", wt="57")
    return chart
