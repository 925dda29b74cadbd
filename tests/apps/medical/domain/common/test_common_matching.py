"""Which answers a finding states or denies."""

from __future__ import annotations

import pytest

from apps.medical.domain.common.matching import Matcher
from apps.medical.domain.concept import Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.source import Source
from tests.fakes.common_knowledge import (
    COUGH,
    FEVER,
    HEADACHE,
    PAIN,
    PHLEGM,
    SMOKING,
    finding,
    small_words,
)

MATCHER = Matcher(small_words(), {HEADACHE: ("site@head_D_", "site@head_G_")})
ASTHMA = "HP:0002099"


def test_a_special_finding_may_answer_the_general_question_too() -> None:
    assert MATCHER.stated(finding("phlegm", PHLEGM)) == (("cough",), ("phlegm",))


def test_a_place_states_the_pain_that_it_hangs_on() -> None:
    assert MATCHER.stated(finding("headache", HEADACHE)) == (("site@head_D_", "site@head_G_"),)


def test_a_denial_covers_more_special_findings_but_not_more_general_ones() -> None:
    absent = Assertion.ABSENT
    assert MATCHER.denied(finding("cough", COUGH, absent)) == (("cough",), ("phlegm",))
    assert MATCHER.denied(finding("phlegm", PHLEGM, absent)) == (("phlegm",),)
    assert ("pain",) not in MATCHER.denied(finding("headache", HEADACHE, absent))


@pytest.mark.parametrize(
    ("assertion", "used"),
    [
        (Assertion.PRESENT, True), (Assertion.ABSENT, True), (Assertion.POSSIBLE, False),
        (Assertion.HISTORICAL, False), (Assertion.HYPOTHETICAL, False), (Assertion.FAMILY, False),
    ],
)  # fmt: skip
def test_a_symptom_counts_only_where_it_is_plainly_there_or_not(
    assertion: Assertion, used: bool
) -> None:
    seen, unused = MATCHER.observations([finding("fever", FEVER, assertion)])
    assert bool(seen) is used
    assert bool(unused) is not used


def test_the_family_answers_questions_about_the_family_only() -> None:
    assert MATCHER.stated(finding("asthma", ASTHMA, Assertion.FAMILY)) == (("kin",),)
    assert MATCHER.stated(finding("asthma", ASTHMA)) == ()


@pytest.mark.parametrize("assertion", [Assertion.PRESENT, Assertion.HISTORICAL])
def test_an_icd10_code_answers_by_its_category(assertion: Assertion) -> None:
    smokes = finding("tobacco", assertion=assertion, icd10=SMOKING)
    assert MATCHER.stated(smokes) == (("smoking",),)


@pytest.mark.parametrize("label", ["Fever", "发热"])
def test_a_finding_without_code_is_known_by_its_label(label: str) -> None:
    assert MATCHER.stated(finding(label)) == (("fever",),)


def test_an_id_that_the_ontology_does_not_know_is_unused() -> None:
    seen, unused = MATCHER.observations([finding("what", "HP:9999999")])
    assert seen == ()
    assert len(unused) == 1


def test_what_is_said_twice_is_one_observation_of_two_findings() -> None:
    seen, _ = MATCHER.observations([finding("fever", FEVER), finding("febrile", FEVER)])
    assert [len(each.findings) for each in seen] == [2]


def test_a_statement_outweighs_a_denial_of_the_same() -> None:
    seen, unused = MATCHER.observations(
        [finding("fever", FEVER, Assertion.ABSENT), finding("fever", FEVER)]
    )
    assert [each.denied for each in seen] == [False]
    assert [each.assertion for each in unused] == [Assertion.ABSENT]


def test_pain_without_a_place_is_the_general_question() -> None:
    assert MATCHER.stated(finding("pain", PAIN)) == (("pain",),)


@pytest.mark.parametrize("assertion", [Assertion.PRESENT, Assertion.ABSENT])
def test_the_answer_to_a_question_is_found_again(assertion: Assertion) -> None:
    coding = Coding("https://example.org", "DDXPlus:kin", "asthma in the family")
    answer = Finding(Concept("x", (coding,)), assertion, Origin.CODED, Source("d", 0, 1))
    seen, unused = MATCHER.observations([answer])
    assert unused == ()
    assert [each.alternatives for each in seen] == [(("kin",),)]
    assert seen[0].denied is (assertion is Assertion.ABSENT)
