from __future__ import annotations

import pytest

from finetune.evaluation.choices import accuracy, macro_f1, most_probable


def test_the_leaning_is_taken_out() -> None:
    assert most_probable([-1.0, -2.0]) == 0
    assert most_probable([-1.0, -2.0], [-0.5, -3.0]) == 1


def test_macro_f1_counts_a_rare_class_as_much() -> None:
    gold = ["yes"] * 8 + ["no"] * 2
    assert accuracy(["yes"] * 10, gold) == 0.8
    assert macro_f1(["yes"] * 10, gold) == pytest.approx(8 / 9 / 2)


def test_nothing_asked_is_no_score() -> None:
    with pytest.raises(ValueError, match="at least one"):
        accuracy([], [])
