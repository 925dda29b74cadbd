"""Cautions of one patient: each kind, from the lines that it follows from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from apps.medical.domain.concept import ICD10CM, LOINC, Coding, Concept
from apps.medical.domain.option import Caution, CautionKind
from apps.medical.domain.record import (
    Allergy,
    Identity,
    Medication,
    Observation,
    PatientRecord,
    Problem,
    Verification,
)
from apps.medical.domain.source import Severity, Source
from apps.medical.domain.treatment.cautions import cautions
from apps.medical.domain.treatment.patient import ckd_epi
from apps.medical.domain.when import When

ADULT = PatientRecord("p", Identity("", "male", When.parse("1975-06-01")), ())


def _at(number: int) -> Source:
    return Source("d", number, number + 1)


def _taking(*names: str, status: str = "active", end: str | None = None) -> PatientRecord:
    ended = When.parse(end) if end else None
    given = When.parse("2024-01-10")
    lines = tuple(
        Medication(str(n), Concept(name), status, "", given, ended, _at(n))
        for n, name in enumerate(names)
    )
    return replace(ADULT, medications=lines)


def _allergic(*names: str, verification: Verification = Verification.CONFIRMED) -> PatientRecord:
    lines = tuple(
        Allergy(str(n), Concept(name), "", "", verification, _at(n)) for n, name in enumerate(names)
    )
    return replace(ADULT, allergies=lines)


def _with_problem(text: str, code: str = "", status: str = "active", **more) -> PatientRecord:
    codings = (Coding(ICD10CM, code),) if code else ()
    verification = more.get("verification", Verification.CONFIRMED)
    line = Problem("1", Concept(text, codings), status, verification, None, None, _at(1))
    return replace(ADULT, problems=(line,), observations=(_result("4.1"),))


def _result(value: str, name: str = "potassium", unit: str = "mmol/L", code: str = "",
            day: str = "2024-05-01") -> Observation:  # fmt: skip
    codings = (Coding(LOINC, code),) if code else ()
    return Observation("o", "laboratory", Concept(name, codings), Decimal(value), unit, "",
                       When.parse(day), _at(3))  # fmt: skip


def _of(drug: str, record: PatientRecord, kind: CautionKind) -> list[Caution]:
    return [c for c in cautions(Concept(drug), record) if c.kind is kind]


@pytest.mark.parametrize(
    ("drug", "allergy", "severity"),
    [
        ("Amoxicillin 500 MG Oral Capsule", "Penicillin", Severity.ERROR),
        ("cephalexin", "Penicillin V", Severity.WARNING),
        ("头孢克洛胶囊", "青霉素", Severity.WARNING),
        ("co-trimoxazole", "sulfa drugs", Severity.ERROR),
        ("ibuprofen", "aspirin", Severity.ERROR),
        ("对乙酰氨基酚片", "对乙酰氨基酚", Severity.ERROR),
    ],
)
def test_allergies_reach_the_class(drug: str, allergy: str, severity: Severity) -> None:
    found = _of(drug, _allergic(allergy), CautionKind.ALLERGY)
    assert found
    assert found[0].severity is severity
    assert found[0].because == (_at(0),)
    assert found[0].text_zh


def test_a_refuted_allergy_and_another_class_say_nothing() -> None:
    refuted = _allergic("Penicillin", verification=Verification.REFUTED)
    assert not _of("amoxicillin", refuted, CautionKind.ALLERGY)
    assert not _of("azithromycin", _allergic("Penicillin"), CautionKind.ALLERGY)


def test_an_unknown_drug_that_the_allergy_names_is_still_told() -> None:
    found = _of("Wonderol 5 mg", _allergic("Wonderol"), CautionKind.ALLERGY)
    assert [c.severity for c in found] == [Severity.ERROR]


@pytest.mark.parametrize(
    ("drug", "taken", "severity"),
    [
        ("ibuprofen", "Warfarin Sodium 5 MG", Severity.ERROR),
        ("warfarin", "阿司匹林肠溶片", Severity.ERROR),
        ("sildenafil", "nitroglycerin", Severity.ERROR),
        ("clarithromycin", "simvastatin", Severity.ERROR),
        ("spironolactone", "lisinopril", Severity.WARNING),
        ("sertraline", "phenelzine", Severity.ERROR),
        ("磺胺甲噁唑", "metformin", None),
    ],
)
def test_interactions_hold_both_ways(drug: str, taken: str, severity: Severity | None) -> None:
    there = _of(drug, _taking(taken), CautionKind.INTERACTION)
    back = _of(taken, _taking(drug), CautionKind.INTERACTION)
    assert (there[0].severity if there else None) is severity
    assert (back[0].severity if back else None) is severity


@pytest.mark.parametrize("status", ["completed", "stopped", "entered-in-error", "cancelled"])
def test_what_is_no_longer_taken_does_not_interact(status: str) -> None:
    assert not _of("ibuprofen", _taking("warfarin", status=status), CautionKind.INTERACTION)


def test_what_ended_before_the_newest_date_does_not_interact() -> None:
    record = replace(_taking("warfarin", end="2024-02-01"), observations=(_result("4.1"),))
    assert not _of("ibuprofen", record, CautionKind.INTERACTION)


def test_the_same_class_twice_is_told_but_insulins_go_together() -> None:
    assert _of("lisinopril", _taking("enalapril"), CautionKind.DUPLICATE)
    assert not _of("insulin aspart", _taking("insulin glargine"), CautionKind.DUPLICATE)


@pytest.mark.parametrize(
    ("gfr", "severity"), [("25", Severity.ERROR), ("40", Severity.WARNING), ("60", None)]
)
def test_kidney_function_sets_the_weight(gfr: str, severity: Severity | None) -> None:
    record = replace(ADULT, observations=(_result(gfr, "eGFR", "mL/min/1.73m2", "33914-3"),))
    found = _of("metformin", record, CautionKind.RENAL)
    assert (found[0].severity if found else None) is severity


def test_creatinine_stands_in_for_a_missing_gfr_in_both_units() -> None:
    for value, unit in (("4.0", "mg/dL"), ("353.7", "µmol/L"), ("353.7", "umol/L")):
        record = replace(ADULT, observations=(_result(value, "Creatinine", unit, "2160-0"),))
        (found,) = _of("metformin", record, CautionKind.RENAL)
        assert found.severity is Severity.ERROR
        assert "CKD-EPI 2021 18" in found.text


def test_creatinine_in_an_unknown_unit_is_not_guessed() -> None:
    record = replace(ADULT, observations=(_result("4.0", "Creatinine", "g/L", "2160-0"),))
    (found,) = _of("metformin", record, CautionKind.RENAL)
    assert found.severity is Severity.INFORMATION
    assert "no kidney function" in found.text


def test_ckd_epi_gives_published_values() -> None:
    """Worked examples of the CKD-EPI 2021 creatinine equation."""
    assert round(ckd_epi(1.0, 50, female=False)) == 92
    assert round(ckd_epi(1.0, 50, female=True)) == 69


@pytest.mark.parametrize(
    ("drug", "problem", "code", "grave"),
    [
        ("propranolol", "Asthma", "J45.909", True),
        ("ibuprofen", "Heart failure", "I50.9", True),
        ("naproxen", "胃溃疡", "", True),
        ("ciprofloxacin", "Marfan syndrome", "", True),
        ("metoclopramide", "Parkinson's disease", "G20", True),
    ],
)
def test_conditions_speak_against_drugs(drug: str, problem: str, code: str, grave: bool) -> None:
    found = _of(drug, _with_problem(problem, code), CautionKind.CONDITION)
    assert any(c.severity is Severity.ERROR for c in found) is grave
    assert found[0].because == (_at(1),)


def test_refuted_and_resolved_problems_say_nothing() -> None:
    refuted = _with_problem("Asthma", "J45", verification=Verification.REFUTED)
    assert not _of("propranolol", refuted, CautionKind.CONDITION)
    resolved = _with_problem("Asthma", "J45", status="resolved")
    assert not _of("propranolol", resolved, CautionKind.CONDITION)


def test_pregnancy_by_code_by_words_and_in_chinese() -> None:
    for record in (
        _with_problem("supervision", "Z34.90"),
        _with_problem("Pregnancy, 20 weeks"),
        _with_problem("妊娠20周"),
    ):
        (found,) = _of("lisinopril", record, CautionKind.PREGNANCY)
        assert found.severity is Severity.ERROR
    assert not _of("labetalol", _with_problem("妊娠20周"), CautionKind.PREGNANCY)


def test_a_child_is_kept_from_aspirin_and_an_adult_is_not() -> None:
    child = replace(ADULT, identity=Identity("", "female", When.parse("2018-01")),
                    observations=(_result("4.1"),))  # fmt: skip
    assert _of("aspirin", child, CautionKind.AGE)
    adult = replace(ADULT, observations=(_result("4.1"),))
    assert not _of("aspirin", adult, CautionKind.AGE)


def test_without_a_date_no_age_is_assumed() -> None:
    assert not _of("aspirin", ADULT, CautionKind.AGE)


def test_gravest_come_first_and_each_has_a_source() -> None:
    record = replace(_taking("warfarin", "losartan"), allergies=_allergic("aspirin").allergies)
    found = cautions(Concept("ibuprofen"), record)
    order = [Severity.ERROR, Severity.WARNING, Severity.INFORMATION]
    assert [order.index(c.severity) for c in found] == sorted(
        order.index(c.severity) for c in found
    )
    assert all(c.reference.title and c.text and c.text_zh for c in found)
