from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.concept import HPO, ICD10CM, LOINC, Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.laboratory.analytes import analytes
from apps.medical.domain.laboratory.assess import assess, laboratory_findings
from apps.medical.domain.record import (
    Identity,
    Observation,
    PatientRecord,
    Problem,
    Verification,
)
from apps.medical.domain.source import DocumentKind, Severity, Source, SourceDocument
from apps.medical.domain.when import When


def row(
    test: str,
    value: str | None,
    unit: str = "",
    *,
    taken: str | None = "2024-05-01",
    text: str = "",
    start: int = 0,
) -> Observation:
    return Observation(
        id=f"{test}-{taken}",
        category="laboratory",
        concept=Concept(test),
        value=None if value is None else Decimal(value),
        unit=unit,
        text=text,
        taken=When.parse(taken) if taken else None,
        source=Source("sheet", start, start + 5),
    )


def patient(*rows: Observation, birth: str = "1984-01-01", **kwargs: object) -> PatientRecord:
    identity = Identity("Test", "female", When.parse(birth), synthetic=True)
    return replace(PatientRecord("p", identity, (), observations=rows), **kwargs)


def pregnancy(**kwargs: object) -> Problem:
    base = Problem(
        id="1",
        concept=Concept("Pregnancy"),
        clinical_status="active",
        verification=Verification.CONFIRMED,
        onset=None,
        abated=None,
        source=Source("note", 0, 1),
    )
    return replace(base, **kwargs)


def test_our_interval_stands_beside_the_laboratorys_and_a_difference_is_marked() -> None:
    given_by_laboratory = replace(row("ALT", "47", "U/L"), low=Decimal(0), high=Decimal(50))
    (one,) = assess(patient(given_by_laboratory))
    assert one.flag == ""
    assert one.interval is not None
    assert one.interval.group == "laboratory"
    assert one.own_flag == "H"
    assert one.own_interval is not None
    assert one.own_interval.high == 45
    assert one.reference is not None
    assert "textbook" in one.reference.title
    assert one.agrees_with_laboratory is False


@pytest.mark.parametrize(("language", "flag"), [("en", ""), ("zh", "L")])
def test_a_chinese_sheet_is_judged_by_the_standards_of_china(language, flag: str) -> None:
    sheet = SourceDocument("sheet", DocumentKind.LABORATORY, "x", "Na,136", language, "a.csv")
    (one,) = assess(patient(row("Na", "136", "mmol/L"), documents=(sheet,)))
    assert one.flag == flag
    assert one.reference is not None
    assert ("WS/T 404" in one.reference.title) is (language == "zh")


def test_nothing_of_an_impossible_value_is_corrected() -> None:
    (one,) = assess(patient(row("glucose", "90", "mmol/L")))
    (trap,) = one.traps
    assert one.value == 90
    assert one.flag == ""
    assert not one.judged
    assert trap.severity is Severity.ERROR
    assert "90 mg/dL would be 4.996 mmol/L" in trap.text
    assert "未作更正" in trap.zh


def test_a_change_of_unit_within_a_trend_is_told_once() -> None:
    rows = (
        row("glucose", "5.0", "mmol/L", taken="2024-01-01"),
        row("glucose", "95", "mg/dL", taken="2024-02-01"),
        row("glucose", "96", "mg/dl", taken="2024-03-01"),
    )
    found = assess(patient(*rows))
    changed = [[trap.kind for trap in one.traps] for one in found]
    assert changed == [[], ["unit-changes"], []]


@pytest.mark.parametrize(
    ("problem", "flag"),
    [
        (pregnancy(), ""),
        (pregnancy(concept=Concept("孕20周")), ""),
        (pregnancy(concept=Concept("x", (Coding(ICD10CM, "O24.410"),))), ""),
        (pregnancy(verification=Verification.REFUTED), "H"),
        (pregnancy(clinical_status="resolved"), "H"),
        (pregnancy(concept=Concept("Not pregnant")), "H"),
        (pregnancy(concept=Concept("妊娠史")), "H"),
        (pregnancy(onset=When.parse("2022-01-01")), "H"),
        (pregnancy(onset=When.parse("2024-02")), ""),
        (pregnancy(onset=When.parse("2024-06-01")), "H"),
        (pregnancy(abated=When.parse("2024-04-01"), clinical_status="resolved"), "H"),
    ],
)
def test_pregnancy_comes_from_the_problems_while_it_lasts(problem: Problem, flag: str) -> None:
    (one,) = assess(patient(row("WBC", "12", "10*9/L"), problems=(problem,)))
    assert one.flag == flag


@pytest.mark.parametrize(
    ("birth", "judged"), [("2006-05-01", True), ("2006-05-02", True), ("2006", False)]
)
def test_a_partial_birth_date_is_said_where_it_matters(birth: str, judged: bool) -> None:
    (one,) = assess(patient(row("ALP", "140", "U/L"), birth=birth))
    assert one.judged is judged
    assert any(trap.kind == "age-unclear" for trap in one.traps) is not judged


def test_without_a_moment_the_age_is_unknown() -> None:
    (one,) = assess(patient(row("ALP", "140", "U/L", taken=None)))
    assert [trap.kind for trap in one.traps] == ["age-unclear"]


def test_other_observations_are_judged_only_where_they_are_known() -> None:
    smoking = replace(row("Tobacco smoking status", None, text="never"), category="other")
    height = replace(row("Body height", "170", "cm"), category="other")
    (one,) = assess(patient(smoking, height))
    assert one.analyte is not None
    assert one.analyte.id == "height"


@given(
    st.sampled_from(analytes()),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9)),
    st.sampled_from(["", "mg/dL", "mmol/L", "%", "U/L", "10^9/L", "g/L", "foo", "ng/mL", "s"]),
    st.sampled_from(["", "H", "L", "N", "↑", "A", "critical"]),
    st.sampled_from([None, "<", ">", "<=", ">="]),
)
def test_any_number_in_any_unit_is_judged_or_explained(item, value, unit, said, comparator) -> None:
    observation = replace(
        row(item.name, str(value), unit), interpretation=said, comparator=comparator
    )
    (one,) = assess(patient(observation))
    assert one.observation is observation
    if not one.judged and one.analyte is not None and one.own_interval is not None:
        assert one.traps
    if any(trap.kind == "impossible-value" for trap in one.traps):
        assert one.flag == ""
    for trap in one.traps:
        assert trap.text
        assert trap.zh


def by_term(*rows: Observation, **kwargs: object) -> dict[str, Finding]:
    found = laboratory_findings(patient(*rows, **kwargs))
    assert len({finding.hpo for finding in found}) == len(found)
    return {finding.hpo or "": finding for finding in found}


def test_abnormal_values_become_findings_with_their_words() -> None:
    potassium = row("K", "6.0", "mmol/L", start=40)
    coded = replace(potassium, concept=Concept("K", (Coding(LOINC, "2823-3"),)))
    found = by_term(row("Hb", "9", "g/dL"), coded)
    anemia, hyperkalemia = found["HP:0001903"], found["HP:0002153"]
    assert anemia.assertion is Assertion.PRESENT
    assert anemia.origin is Origin.LABORATORY
    assert hyperkalemia.source == Source("sheet", 40, 45)
    assert hyperkalemia.concept.code(LOINC) == "2823-3"
    assert found["HP:0002900"].assertion is Assertion.ABSENT


def test_a_usual_value_rules_out_only_what_the_table_says() -> None:
    found = by_term(row("K", "4.0", "mmol/L"), row("TSH", "2.0", "mIU/L"))
    assert set(found) == {"HP:0002153", "HP:0002900"}
    assert all(finding.assertion is Assertion.ABSENT for finding in found.values())


def test_what_has_passed_is_historical() -> None:
    low, usual = row("Hb", "90", "g/L", taken="2024-01-01"), row("Hb", "130", "g/L")
    anemia = by_term(usual, low)["HP:0001903"]
    assert anemia.assertion is Assertion.HISTORICAL
    assert anemia.when == When.parse("2024-01-01")


def test_what_was_not_judged_says_nothing() -> None:
    assert by_term(row("K", "45", "mmol/L"), row("K", "6.0"), row("HBsAb", None, text="阳性")) == {}


def test_chinese_sheets_give_chinese_words() -> None:
    sheet = SourceDocument("sheet", DocumentKind.LABORATORY, "化验", "尿蛋白,++", "zh", "a.csv")
    found = by_term(row("尿蛋白", None, text="++"), documents=(sheet,))
    proteinuria = found["HP:0000093"]
    assert proteinuria.concept.text == "蛋白尿"
    assert proteinuria.concept.codings[0] == Coding(HPO, "HP:0000093", "Proteinuria")


@pytest.mark.parametrize(
    ("text", "abnormal"),
    [
        ("negative", False), ("NEG", False), ("(-)", False), ("阴性（-）", False),
        ("未检出", False),
        ("Not detected", False), ("No growth after 5 days", False), ("-", False),
        ("positive", True), ("1+", True), ("弱阳性", True), ("Trace", True), ("Detected", True),
        ("Detected (qualifier value)", True), ("see comment", None), ("待复查", None),
    ],
)  # fmt: skip
def test_answers_in_words(text: str, abnormal: bool | None) -> None:
    (one,) = assess(patient(row("尿隐血", None, text=text)))
    assert one.abnormal is abnormal
    assert one.flag == ""
    assert bool(one.traps) is (abnormal is None)
