"""Red flags: each fires on what is present now, and on nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from apps.medical.domain.concept import LOINC, Coding, Concept
from apps.medical.domain.record import (
    Identity,
    Observation,
    PatientRecord,
    Problem,
    Sex,
    Verification,
)
from apps.medical.domain.redflags.flags import red_flags
from apps.medical.domain.redflags.rules import Phenotype, Value, rules
from apps.medical.domain.redflags.vitals import stated_vitals
from apps.medical.domain.source import DocumentKind, Source, SourceDocument, TextLanguage
from apps.medical.domain.text.findings import findings_in
from apps.medical.domain.text.ontology import phenotypes
from apps.medical.domain.when import When

DAY = date(2026, 3, 1)


def note(text: str, day: date = DAY) -> SourceDocument:
    language: TextLanguage = "zh" if any(char >= "\u4e00" for char in text) else "en"
    return SourceDocument(text, DocumentKind.NOTE, "note", text, language, "n", When.on(day))


def record(
    *notes: SourceDocument,
    born: date = date(1970, 1, 1),
    sex: Sex = "female",
    observations: Sequence[Observation] = (),
    problems: Sequence[Problem] = (),
) -> PatientRecord:
    identity = Identity("X", sex, When.on(born), synthetic=True)
    return PatientRecord(
        "p", identity, notes, observations=tuple(observations), problems=tuple(problems)
    )


def raised(of: PatientRecord) -> list[str]:
    findings = [finding for document in of.documents for finding in findings_in(document)]
    return [flag.id for flag in red_flags(findings, of)]


def measured(loinc: str, name: str, value: str, unit: str, day: date = DAY) -> Observation:
    concept = Concept(name, (Coding(LOINC, loinc, name),))
    source = Source("lab", 0, 5)
    return Observation(
        f"{name}{value}{day}", "laboratory", concept, Decimal(value), unit, "", When.on(day), source
    )


ADULT = [
    ("Chest pain with diaphoresis.", "chest-pain-instability"),
    ("胸痛伴大汗。", "chest-pain-instability"),
    ("Thunderclap headache while lifting.", "thunderclap-headache"),
    ("Fever and neck stiffness since morning.", "meningitis"),
    ("发热伴颈强直。", "meningitis"),
    ("Fever with a non-blanching rash.", "meningococcal-rash"),
    ("Facial droop, slurred speech and left-sided weakness.", "stroke"),
    ("Back pain with saddle anaesthesia.", "cauda-equina"),
    ("腰痛，鞍区麻木。", "cauda-equina"),
    ("Haemoptysis and weight loss.", "lung-cancer"),
    ("咯血，体重下降。", "lung-cancer"),
    ("Dysphagia with weight loss.", "oesophageal-cancer"),
    ("Fever, jaundice and abdominal pain.", "cholangitis"),
    ("Hives and trouble breathing.", "anaphylaxis"),
    ("She has thoughts of suicide.", "suicidal-ideation"),
    ("患者有轻生念头。", "suicidal-ideation"),
    ("Pregnant at 34 weeks, a seizure today.", "eclampsia"),
    ("孕妇妊娠34周，血压升高，头痛。", "pre-eclampsia"),
    ("Abdominal pain with rebound.", "peritonitis"),
    ("Vomiting blood, then fainted.", "upper-gi-bleed"),
    ("SpO2 85% on air.", "hypoxaemia"),
    ("血氧饱和度 84%。", "hypoxaemia"),
    ("BP 82/50 mmHg.", "hypotension"),
    ("Red eye, eye pain and blurred vision.", "acute-glaucoma"),
]
SILENT = [
    "No chest pain, no diaphoresis.",
    "Chest pain without diaphoresis, syncope or dyspnea.",
    "Mother had a thunderclap headache.",
    "Return if thunderclap headache.",
    "History of suicidal ideation.",
    "Denies suicidal ideation.",
    "否认自杀念头。",
    "Possible cholangitis with fever.",
    "Fever. Neck stiffness absent.",
    "Goal SpO2 88%.",
    "Return if SpO2 below 85%.",
    "BP 122/80 mmHg, SpO2 97%.",
    "Cough and weight loss.",
    "Chest pain.",
]


@pytest.mark.parametrize(("text", "id"), ADULT)
def test_a_flag_fires(text: str, id: str) -> None:
    assert id in raised(record(note(text), born=date(1980, 1, 1)))


@pytest.mark.parametrize("text", SILENT)
def test_nothing_fires_on_what_is_not_present_now(text: str) -> None:
    assert raised(record(note(text))) == []


@pytest.mark.parametrize(
    ("text", "born", "id"),
    [
        ("Fever since last night.", date(2026, 1, 10), "young-infant-fever"),
        ("发热半天，T 38.5℃。", date(2026, 1, 10), "young-infant-fever"),
        ("Bilious vomiting.", date(2026, 1, 10), "bilious-vomiting"),
        ("Stridor and cyanosis.", date(2022, 1, 1), "upper-airway"),
        ("腹痛，血便。", date(2024, 6, 1), "intussusception"),
        ("Infantile spasms.", date(2025, 6, 1), "infantile-spasms"),
        ("Pallor and splenomegaly.", date(2018, 6, 1), "child-malignancy"),
    ],
)
def test_a_childs_flag_fires_at_its_age_only(text: str, born: date, id: str) -> None:
    assert id in raised(record(note(text), born=born))
    assert id not in raised(record(note(text), born=date(1970, 1, 1)))


def test_an_unknown_age_raises_no_childs_flag() -> None:
    of = record(note("Fever."))
    unknown = PatientRecord("p", Identity("X", "female", None), of.documents)
    assert raised(unknown) == []


@pytest.mark.parametrize(
    ("loinc", "name", "value", "unit", "id"),
    [
        ("2823-3", "Potassium", "6.7", "mmol/L", "hyperkalaemia"),
        ("2823-3", "Potassium", "2.3", "mmol/L", "hypokalaemia"),
        ("777-3", "Platelets", "12", "10*9/L", "platelets"),
        ("718-7", "Hemoglobin", "6.1", "g/dL", "severe-anaemia"),
        ("59408-5", "Oxygen saturation", "86", "%", "hypoxaemia"),
    ],
)
def test_a_measured_value_fires(loinc: str, name: str, value: str, unit: str, id: str) -> None:
    of = record(observations=[measured(loinc, name, value, unit)])
    (flag,) = red_flags((), of)
    assert flag.id == id
    assert flag.because == (Source("lab", 0, 5),)


def test_the_latest_value_decides() -> None:
    old = measured("2823-3", "Potassium", "6.9", "mmol/L", date(2026, 2, 27))
    new = measured("2823-3", "Potassium", "4.4", "mmol/L")
    assert raised(record(observations=[old, new])) == []
    assert raised(record(observations=[new, old])) == []


def test_what_is_older_than_two_weeks_is_not_now() -> None:
    old = note("Thunderclap headache.", date(2026, 1, 1))
    assert raised(record(old)) == ["thunderclap-headache"]
    assert raised(record(old, note("Well again."))) == []


def test_an_infants_note_that_tells_of_its_birth_is_no_pregnancy() -> None:
    text = "Pregnancy was normal. Seizure today."
    assert "eclampsia" not in raised(record(note(text), born=date(2025, 1, 1)))


def test_a_coded_pregnancy_counts() -> None:
    pregnancy = Problem(
        "1",
        Concept("Normal pregnancy"),
        "active",
        Verification.CONFIRMED,
        When.on(date(2025, 12, 1)),
        None,
        Source("problem", 0, 3),
    )
    of = record(note("BP 168/112 mmHg."), born=date(1995, 1, 1), problems=[pregnancy])
    assert raised(of) == ["severe-hypertension-pregnancy"]


def test_every_rule_is_complete_and_bilingual() -> None:
    assert len(rules()) >= 50
    assert len({rule.id for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule.title, rule.id
        assert rule.why, rule.id
        assert any(char >= "\u4e00" for char in rule.title_zh), rule.id
        assert any(char >= "\u4e00" for char in rule.why_zh), rule.id
        assert rule.reference.title, rule.id
        for condition in (one for group in rule.needs for one in group):
            assert not isinstance(condition, Phenotype) or condition.hpo in phenotypes(), rule.id


@pytest.mark.parametrize(
    ("comparison", "met"),
    [("<", (True, False, False)), ("<=", (True, True, False)), (">", (False, False, True)),
     (">=", (False, True, True))],
)  # fmt: skip
def test_a_limit_knows_its_side(comparison: str, met: tuple[bool, bool, bool]) -> None:
    value = Value("x", comparison, Decimal(5))  # pyright: ignore[reportArgumentType]
    assert tuple(value.met_by(Decimal(number)) for number in (4, 5, 6)) == met


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BP 120/80", {"systolic": 120, "diastolic": 80}),
        ("血压 160/110mmHg", {"systolic": 160, "diastolic": 110}),
        ("Temp 101.3 F", {"temperature": Decimal("38.5")}),
        ("体温最高39.2℃", {"temperature": Decimal("39.2")}),
        ("T 38.1", {"temperature": Decimal("38.1")}),
        ("O2 sat 88%", {"spo2": 88}),
        ("GCS 7", {"gcs": 7}),
        ("BP 999/80", {"diastolic": 80}),
        ("SpO2 180%", {}),
        ("维持血压 120/80", {}),
    ],
)
def test_vital_signs_of_a_note(text: str, expected: dict[str, Decimal]) -> None:
    assert {one.analyte: one.value for one in stated_vitals(note(text))} == expected
