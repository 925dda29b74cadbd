"""Ranking by a small invented knowledge, and by the packaged one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.common.ranker import CommonKnowledge, rank
from apps.medical.domain.finding import Assertion, Finding
from tests.fakes.common_knowledge import COUGH, FEVER, HEADACHE, PHLEGM, finding, small_knowledge

KNOWLEDGE = small_knowledge()
TOLD = [finding("fever", FEVER), finding("cough", COUGH), finding("headache", HEADACHE)]

findings = st.lists(
    st.builds(
        finding,
        st.sampled_from(["fever", "cough", "smoking", "unheard of"]),
        st.sampled_from([FEVER, COUGH, PHLEGM, HEADACHE, "", "HP:0001250", "HP:9999999"]),
        st.sampled_from(list(Assertion)),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=60)
@given(findings, st.none() | st.floats(0, 110), st.integers(1, 4))
def test_probabilities_of_a_differential_sum_to_one_and_no_finding_is_lost(
    told: list[Finding], age: float | None, limit: int
) -> None:
    found = KNOWLEDGE.rank(told, sex="unknown", age_years=age, limit=limit)
    shares = [each.probability for each in found.candidates]
    assert sum(shares) + found.none_of_these + found.rest == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= each <= 1 for each in shares)
    assert len(shares) <= limit
    assert len(found.used) + len(found.unused) == len(told)


def test_what_fits_best_comes_first() -> None:
    cough = [finding("cough", COUGH), finding("phlegm", PHLEGM)]
    assert KNOWLEDGE.rank(cough, sex="male", age_years=30).candidates[0].id == "ICD10:J40"
    head = [finding("headache", HEADACHE), finding("fever", FEVER, Assertion.ABSENT)]
    assert KNOWLEDGE.rank(head, sex="male", age_years=30).candidates[0].id == "ICD10:G43.909"


def test_without_a_usable_finding_no_condition_is_named() -> None:
    found = KNOWLEDGE.rank([finding("ataxia", "HP:0001251")], sex="male", age_years=30)
    assert found.candidates == ()
    assert found.rest == 1
    assert len(found.unused) == 1


def test_a_line_is_signed_by_what_it_does_and_tells_its_frequency() -> None:
    found = KNOWLEDGE.rank(TOLD, sex="male", age_years=30)
    flu = next(each for each in found.candidates if each.id == "ICD10:J11.1")
    assert all(line.nats > 0 for line in flu.supports)
    assert all(line.nats < 0 for line in flu.opposes)
    fever = next(line for line in flu.supports if line.label == "fever")
    assert fever.finding is TOLD[0]
    assert "90%" in fever.detail
    assert "50" in fever.detail


def test_a_denied_finding_is_labelled_so() -> None:
    told = [finding("fever", FEVER, Assertion.ABSENT), finding("cough", COUGH)]
    lines = KNOWLEDGE.rank(told, sex="male", age_years=30).candidates[0]
    labels = {line.label for line in (*lines.supports, *lines.opposes)}
    assert "no fever" in labels


def test_lines_and_questions_are_in_the_language_asked_for() -> None:
    found = KNOWLEDGE.rank(TOLD, sex="female", age_years=30, language="zh")
    assert found.candidates[0].name in {"流感", "支气管炎", "偏头痛"}
    assert all(question.text.endswith("？") for question in found.next_questions)


def test_questions_are_not_asked_twice_nor_of_whom_they_do_not_concern() -> None:
    def codes(sex: str) -> set[str]:
        assert sex in ("male", "female")
        told = KNOWLEDGE.rank(TOLD[2:], sex=sex, age_years=30)
        return {question.code for question in told.next_questions}

    assert "DDXPlus:pregnant" in codes("female")
    assert "DDXPlus:pregnant" not in codes("male")
    assert not {"DDXPlus:pain", "DDXPlus:site"} & codes("female")


def test_a_question_about_a_place_waits_for_the_pain() -> None:
    calm = KNOWLEDGE.rank([finding("fever", FEVER)], sex="male", age_years=30)
    sore = KNOWLEDGE.rank([finding("pain", "HP:0012531")], sex="male", age_years=30)
    assert "DDXPlus:site" not in {each.code for each in calm.next_questions}
    assert "DDXPlus:site" in {each.code for each in sore.next_questions}


def test_a_limit_of_none_is_refused() -> None:
    with pytest.raises(ValueError, match="limit=0"):
        KNOWLEDGE.rank(TOLD, sex="male", age_years=30, limit=0)


@pytest.mark.parametrize(
    ("told", "age", "expected"),
    [
        (["HP:0002315", "HP:0009926"], 45, "ICD10:G44.009"),
        (["HP:6000048", "HP:0000975", "HP:0002018"], 60, "ICD10:I21.9"),
        (["HP:0025300", "HP:0000155", "HP:0002829"], 28, "ICD10:M32.9"),
        (["HP:0000508", "HP:0000651", "HP:0002015"], 50, "ICD10:G70.00"),
        (["HP:0030766", "HP:0001945"], 6, "ICD10:H66.90"),
    ],
)
def test_the_packaged_knowledge_names_textbook_pictures(
    told: list[str], age: float, expected: str
) -> None:
    found = rank([finding(id, id) for id in told], sex="female", age_years=age)
    assert found.candidates[0].id == expected
    assert found.none_of_these < 0.5


def test_the_packaged_knowledge_ranks_quickly() -> None:
    told = [finding(id, id) for id in ("HP:0001945", "HP:0012735", "HP:0002094")]
    rank(told, sex="male", age_years=50)
    start = time.process_time()
    for _ in range(5):
        rank(told, sex="male", age_years=50)
    assert (time.process_time() - start) / 5 < 0.15
    assert CommonKnowledge.load() is CommonKnowledge.load()


def test_denials_alone_name_no_condition() -> None:
    denied = [finding("fever", FEVER, Assertion.ABSENT), finding("cough", COUGH, Assertion.ABSENT)]
    nothing = KNOWLEDGE.rank(denied, sex="male", age_years=30)
    assert nothing.none_of_these > 0.99
    cough = KNOWLEDGE.rank([finding("cough", COUGH)], sex="male", age_years=30)
    assert cough.none_of_these < 0.9
