"""The calculator is exact, refuses what is no sum, and judges marked answers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.calculator import (
    agrees,
    calculate,
    completion,
    final_answer,
    marks,
    plain,
    printed,
    recalculated,
    reward,
    value,
)
from finetune.expression import NotArithmetic

WORKED = "A tray holds 6*4=<<6*4=24>>24 rolls.\nThere are 24-5=<<24-5=19>>19 left.\n#### 19"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("48/2", "24"),
        ("1,200 + .5", "1200.5"),
        ("2*(3+4)-5", "9"),
        ("2-3-4", "-5"),
        ("8/4/2", "1"),
        ("-3*-2", "6"),
        ("20%*50", "10"),
        ("$5 x 3", "15"),
        ("0.1+0.2", "0.3"),
        ("2/3", "0.666667"),
        ("-1/8", "-0.125"),
        ("1/3*3", "1"),
        ("6 ÷ 4 − 1", "0.5"),
    ],
)
def test_a_sum_is_computed_without_rounding_until_it_is_printed(expression: str, expected: str):
    assert calculate(expression) == expected


@pytest.mark.parametrize(
    "expression", ["", "4/0", "2+", "two", "(3", "3)", "2**3", "__import__('os')", "1" * 121, "3=3"]
)
def test_what_is_no_sum_is_refused(expression: str):
    assert calculate(expression) is None
    with pytest.raises(NotArithmetic):
        value(expression)


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(1, 999))
def test_it_agrees_with_fractions(a: int, b: int, c: int):
    assert value(f"({a}) * ({b}) / {c} - {c}") == Fraction(a * b, c) - c


@given(st.fractions(max_denominator=1000))
def test_a_printed_number_is_read_back_to_six_places(number: Fraction):
    assert abs(value(printed(number)) - number) <= Fraction(1, 2 * 10**6)


def test_a_stated_result_may_round_its_last_place_but_no_whole_number():
    assert agrees("0.67", Fraction(2, 3))
    assert not agrees("0.66", Fraction(2, 3))
    assert not agrees("1", Fraction(2, 3))
    assert agrees("18.50", Fraction(37, 2))


def test_marks_are_found_and_judged():
    first, second = marks(WORKED)
    assert (first.expression, first.stated, first.right) == ("6*4", "24", True)
    assert WORKED[second.start : second.end] == "<<24-5=19>>"
    assert not next(marks("<<2+2=5>>")).right


def test_an_opened_mark_is_completed_while_decoding():
    assert completion("That is 6*4=<<6*4=") == "24>>"
    assert completion("That is 6*4=<<6*four=") is None
    assert completion("That is 6*4=24") is None
    assert completion("<<6*4=24>>24 and then =") is None


def test_wrong_results_are_put_right_and_right_ones_left():
    assert recalculated("a <<2+2=5>>5 b <<1/4=.25>>") == "a <<2+2=4>>5 b <<1/4=.25>>"
    assert recalculated(WORKED) == WORKED


def test_a_reader_sees_no_marks():
    assert plain(WORKED) == "A tray holds 6*4=24 rolls.\nThere are 24-5=19 left.\n#### 19"


@pytest.mark.parametrize(
    ("answer", "number"),
    [("#### 1,234", 1234), ("#### $7.50", Fraction(15, 2)), ("#### -3", -3), ("19", None)],
)
def test_the_final_answer_stands_behind_the_sign(answer: str, number: Fraction | None):
    assert final_answer(answer) == number


def test_the_reward_is_for_right_numbers_reached_by_right_sums():
    gold = Fraction(19)
    assert reward(WORKED, gold) == 1
    assert reward(WORKED.replace("6*4=24", "6*4=25"), gold) == 0.5
    assert reward(WORKED.replace("#### 19", "#### 18"), gold) == 0.1
    assert reward("It is eighteen. #### 18", gold) == 0
    assert reward("I do not know.", gold) == 0
