"""Findings of coded problems, observations and family-history resources."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from apps.medical.domain.concept import HPO, ICD10CM, SNOMED, Coding, Concept
from apps.medical.domain.finding import Assertion, Origin
from apps.medical.domain.record import (
    Event,
    Identity,
    Observation,
    PatientRecord,
    Problem,
    Verification,
)
from apps.medical.domain.source import DocumentKind, Source, SourceDocument
from apps.medical.domain.text.coded import coded_findings, mapped
from apps.medical.domain.when import When

HERE = Source("r", 0, 1)


def problem(
    words: str, verification: Verification, status: str = "active", abated: When | None = None
) -> Problem:
    concept = Concept(words, (Coding(SNOMED, "1", words),))
    return Problem("1", concept, status, verification, None, abated, HERE)


def record(**parts: object) -> PatientRecord:
    return PatientRecord("p", Identity("X", "female", None), parts.pop("documents", ()), **parts)  # pyright: ignore


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (problem("Asthma (disorder)", Verification.CONFIRMED), Assertion.PRESENT),
        (problem("Asthma", Verification.REFUTED), Assertion.ABSENT),
        (problem("Asthma", Verification.PROVISIONAL), Assertion.POSSIBLE),
        (problem("Asthma", Verification.DIFFERENTIAL), Assertion.POSSIBLE),
        (problem("Asthma", Verification.CONFIRMED, "resolved"), Assertion.HISTORICAL),
        (
            problem("Asthma", Verification.CONFIRMED, "active", When.on(date(2020, 1, 1))),
            Assertion.HISTORICAL,
        ),
        (problem("哮喘", Verification.CONFIRMED), Assertion.PRESENT),
    ],
)
def test_a_problem_keeps_its_code_and_gains_an_hpo_id(one: Problem, expected: Assertion) -> None:
    (finding,) = coded_findings(record(problems=(one,)))
    assert (finding.assertion, finding.origin) == (expected, Origin.CODED)
    assert finding.concept.code(SNOMED) == "1"
    assert finding.hpo == "HP:0002099"


def answer(
    text: str, category: Literal["laboratory", "other"] = "other", value: Decimal | None = None
) -> Observation:
    return Observation("1", category, Concept("Cough"), value, "", text, None, HERE)


@pytest.mark.parametrize(
    ("text", "expected"), [("Yes", Assertion.PRESENT), ("否", Assertion.ABSENT)]
)
def test_a_yes_or_no_answer_is_a_finding(text: str, expected: Assertion) -> None:
    (finding,) = coded_findings(record(observations=(answer(text),)))
    assert (finding.hpo, finding.assertion) == ("HP:0012735", expected)


def test_an_answer_that_names_a_finding_is_one() -> None:
    (finding,) = coded_findings(record(observations=(answer("Fever"),)))
    assert finding.hpo == "HP:0001945"


@pytest.mark.parametrize(
    "one", [answer("yes", "laboratory"), answer("", value=Decimal(3)), answer("often")]
)
def test_numbers_and_other_words_are_left_alone(one: Observation) -> None:
    assert coded_findings(record(observations=(one,))) == ()


def test_a_family_history_resource_is_of_the_family() -> None:
    text = json.dumps({"condition": [{"code": {"text": "Gout"}}, {"code": {"coding": []}}, 7]})
    document = SourceDocument("f", DocumentKind.RESOURCE, "", text, "en", "")
    event = Event(
        "1", "FamilyMemberHistory", Concept("father"), None, None, Source("f", 0, len(text))
    )
    (finding,) = coded_findings(record(documents=(document,), events=(event,)))
    assert (finding.concept.text, finding.assertion) == ("Gout", Assertion.FAMILY)


def test_codes_that_were_given_stay() -> None:
    concept = Concept("Asthma", (Coding(HPO, "HP:0000001"), Coding(ICD10CM, "J45.20")))
    assert mapped(concept) == concept
