"""What an answer is worth: right citations and figures, refusal where it was taught, exact sums."""

from __future__ import annotations

import pytest

from finetune.adapters.rewards import REFUSAL, citations, worth

TAUGHT = "Revenue was 1,204 million in 2021 [2]."


def test_the_taught_answer_is_worth_most():
    assert worth(TAUGHT, TAUGHT) == 1.0
    assert worth(REFUSAL, REFUSAL) == 1.0


@pytest.mark.parametrize(
    "answer",
    [
        "Revenue was 1,204 million in 2021.",
        "Revenue was 1,204 million in 2021 [3].",
        REFUSAL,
        "",
    ],
)
def test_without_the_right_citation_it_is_worth_nothing(answer):
    assert worth(answer, TAUGHT) == 0.0


def test_a_wrong_figure_costs():
    wrong = worth("Revenue was 1,240 million in 2021 [2].", TAUGHT)
    assert 0 < wrong < 0.8


def test_more_passages_than_carry_it_cost():
    assert citations("Revenue was 1,204 [2]. It grew [3].", TAUGHT) == pytest.approx(2 / 3)


def test_a_sentence_that_cites_nothing_costs():
    assert citations("Revenue was 1,204 [2]. It grew a lot.", TAUGHT) == 0.5


def test_a_refusal_is_word_for_word():
    assert worth("I did not find it.", REFUSAL) == 0.0
    assert worth(f"{REFUSAL} But sales grew [1].", REFUSAL) == 0.0


def test_sums_go_to_the_calculator():
    taught = "He has <<3+4=7>>7.\n#### 7"
    assert worth("So <<3+4=7>>7.\n#### 7", taught) == 1.0
    assert worth("So <<3+4=8>>8.\n#### 8", taught) == 0.0
    assert worth("So <<3+5=7>>7.\n#### 7", taught) == 0.5
