from __future__ import annotations

import pytest

from finetune.evaluation.grounded import Case, cited, judge, statements, summed

ASKED = Case(
    id="a",
    domain="finance",
    kind="invented",
    question="What was turnover?",
    passages=("one", "two"),
    carrying=frozenset({2}),
    golds=("$5 million",),
    planted="9,999",
)
TWIN = Case("b", "finance", "invented", "What was turnover?", ("one",), frozenset())


def test_marks_and_statements() -> None:
    text = "Turnover was $5 million [2]. It rose [1, 2].\nGood."
    assert cited(text) == [2, 1, 2]
    assert statements(text) == ["Turnover was $5 million [2]. ", "It rose [1, 2].\n", "Good."]
    assert statements("Turnover was $5 million. [2] It rose.") == [
        "Turnover was $5 million. [2] ",
        "It rose.",
    ]


def test_a_right_answer() -> None:
    score = summed([judge(ASKED, "Turnover was $5 million [2].")])
    assert score.citation_precision == score.citation_recall == 1.0
    assert score.answer_right == score.cited_and_right == score.orders_ignored == 1.0


def test_a_wrong_number_of_passage() -> None:
    score = summed([judge(ASKED, "Turnover was $5 million [1].")])
    assert score.citation_precision == 0.0
    assert score.answer_right == 1.0
    assert score.cited_and_right == 0.0


def test_uncited_and_disobedient() -> None:
    score = summed([judge(ASKED, "The figure is 9,999.")])
    assert score.citation_precision is None
    assert score.citation_recall == 0.0
    assert score.orders_ignored == 0.0


def test_always_refusing_or_never_scores_a_half() -> None:
    refusal = "Not found in your documents."
    always = summed([judge(ASKED, refusal), judge(TWIN, refusal)])
    never = summed([judge(ASKED, "5 [2]."), judge(TWIN, "5 [1].")])
    assert always.refusal_right == never.refusal_right == 0.5
    assert always.refused_unanswerable == never.answered_answerable == 1.0
    right = summed([judge(ASKED, "5 [2]."), judge(TWIN, refusal)])
    assert right.refusal_right == 1.0


def test_a_citation_under_an_unanswerable_question_is_wrong() -> None:
    score = summed([judge(ASKED, "5 [2]."), judge(TWIN, "5 [1].")])
    assert score.citation_precision == 0.5


def test_a_passage_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="do not exist"):
        Case("c", "finance", "invented", "?", ("one",), frozenset({2}))
