from __future__ import annotations

import pytest

from finetune.evaluation.spans import best_f1, exact, f1, says, stripped, words


def test_figures_are_read_as_numbers() -> None:
    assert words("$1,496.50 and (5) at 12%") == ["1496.5", "and", "-5", "at", "12"]
    assert exact("$1,496.50 million", "1496.5")
    assert not exact("1496.4", "1496.5")


def test_a_sentence_is_read_without_what_repeats_the_question() -> None:
    question = "What is the amount of total sales in 2019?"
    answer = "The amount of total sales in 2019 was $1,496.5 million [1]."
    assert stripped(answer, question) == "1496.5"
    assert best_f1(answer, question, ["$1,496.5"]) == 1.0


def test_an_answer_that_only_repeats_the_question_keeps_its_words() -> None:
    assert stripped("Total sales.", "What are total sales?") == "total sales"


def test_f1_is_the_mean_of_precision_and_recall() -> None:
    assert f1("red green", "green blue white") == pytest.approx(0.4)
    assert f1("red", "blue") == 0.0


def test_the_best_of_several_golds_counts() -> None:
    assert best_f1("blue", "Which one?", ["red", "blue"]) == 1.0


def test_a_span_is_said_only_word_for_word() -> None:
    assert says("It paid $72.3 million in 2019 [2].", "$72.3 million")
    assert not says("It paid $72.31 million", "$72.3 million")
    assert not says("anything", "")
