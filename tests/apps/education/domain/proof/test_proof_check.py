"""Both ways of checking a key: right ones pass, wrong ones do not, and each way finds them."""

from __future__ import annotations

import pytest

from apps.education.domain.exercise import Ask, Problem
from apps.education.domain.proof.answers import repeated
from apps.education.domain.proof.check import check, is_refuted
from apps.education.domain.proof.substitution import substituted
from apps.education.domain.proof.symbolic import symbolically
from apps.education.domain.proof.task import read
from apps.education.domain.proof.tokens import NotInGrammar
from apps.education.domain.proof.verdict import Undecided, Wrong


def value(*given: str) -> Problem:
    return Problem(Ask.VALUE, given)


def solve(*given: str, of: str = "x") -> Problem:
    return Problem(Ask.SOLVE, given, tuple(of))


def rewrite(given: str, form: str) -> Problem:
    return Problem(Ask.REWRITE, (given,), (), form)


RIGHT = [
    (value("1/2 + 1/3"), "5/6"),
    (value("f(3)", "f(x) = 2x + 1"), "7"),
    (value("(quot(37, 5), rem(37, 5))"), "(7, 2)"),
    (value("pi*3^2"), "9*pi"),
    (value("sqrt(2^2 + 4^2)"), "2*sqrt(5)"),
    (value("7"), "7"),
    (value("iqr(1, 2, 4, 5, 9)"), "5.5"),
    (value("factors(12)"), "{1, 2, 3, 4, 6, 12}"),
    (value("round(3.45, 0.1)"), "3.5"),
    (value("digit(4372, 100)"), "3"),
    (value("clock(3, 45) + 50"), "clock(4, 35)"),
    (solve("2x + 3 = 9"), "x = 3"),
    (solve("x^2 = 9"), "x = 3 or x = -3"),
    (solve("x^2 = 9", "x > 0"), "x = 3"),
    (solve("-2x + 1 < 7"), "x > -3"),
    (solve("abs(x - 1) <= 4"), "-3 <= x <= 5"),
    (solve("x + 1 = x"), "none"),
    (solve("2(x + 1) = 2x + 2"), "all"),
    (solve("x + y = 3", "x - y = 1", of="xy"), "x = 2, y = 1"),
    (solve("x + y = 3", "x + y = 1", of="xy"), "none"),
    (solve("x + y = 3", "2x + 2y = 6", of="xy"), "many"),
    (solve("y = x^2", "y = x + 2", of="xy"), "x = 2, y = 4 or x = -1, y = 1"),
    (solve("A = b*h/2", of="h"), "h = 2A/b"),
    (solve("sqrt(x + 3) = x - 3"), "x = 6"),
    (solve("3 < x < 7", "integer(x)"), "x = 4 or x = 5 or x = 6"),
    (rewrite("6/8", "lowest_terms"), "3/4"),
    (rewrite("7/3", "mixed"), "2 1/3"),
    (rewrite("3/8", "percent"), "37.5%"),
    (rewrite("0.00032", "scientific"), "3.2*10^-4"),
    (rewrite("4302", "place_value"), "4*1000 + 3*100 + 2"),
    (rewrite("40", "prime_factors"), "2^3*5"),
    (rewrite("(x + 1)(x - 2)", "expanded"), "x^2 - x - 2"),
    (rewrite("2x^2 - 2x - 4", "factored"), "2(x + 1)(x - 2)"),
    (rewrite("(x^2 - 1)/(x^2 - x)", "simplified"), "(x + 1)/x"),
    (rewrite("sqrt(18*x^3)", "radical"), "3x*sqrt(2x)"),
    (rewrite("x^2 + 6x + 5", "vertex"), "(x + 3)^2 - 4"),
    (rewrite("2x + 3y = 6", "slope_intercept"), "y = -2/3*x + 2"),
    (rewrite("y = -2x/3 + 2", "standard_form"), "2x + 3y = 6"),
    (Problem(Ask.ORDER, ("3/4", "1/2", "0.6"), (), "ascending"), "1/2, 0.6, 3/4"),
    (Problem(Ask.COMPARE, ("sqrt(10)", "3")), ">"),
    (Problem(Ask.CHOOSE, ("A: 3 + 4 = 8", "B: even(6)", "C: prime(9)")), "B"),
    (Problem(Ask.CHOOSE, ("A: 2(x + 3) = 2x + 3", "B: 2(x + 3) = 2x + 6")), "B"),
]
WRONG = [
    (value("1/2 + 1/3"), "2/5"),
    (value("12 + 5"), "12 + 5"),
    (value("1 - 1/3"), "1 + 1/3"),
    (value("pi*3^2"), "28.27"),
    (value("5 - 8"), "3"),
    (solve("x^2 = 9"), "x = 3"),
    (solve("2x + 1 < 7"), "x <= 3"),
    (solve("2x + 1 < 7"), "x > 3"),
    (solve("sqrt(x + 3) = x - 3"), "x = 6 or x = 1"),
    (solve("y = x^2", "y = x + 2", of="xy"), "x = 2, y = 4"),
    (solve("x + y = 3", "2x + 2y = 6", of="xy"), "x = 1, y = 2"),
    (solve("A = b*h/2", of="h"), "h = A/(2b)"),
    (solve("2x = 6"), "2x = 6"),
    (solve("2x = 6"), "x = 6/2 + 0*1"),
    (rewrite("6/8", "lowest_terms"), "6/8"),
    (rewrite("7/3", "mixed"), "1 4/3"),
    (rewrite("2x^2 - 2x - 4", "factored"), "(2x + 2)(x - 2)"),
    (rewrite("3x + 2x - 4", "simplified"), "3x + 2x - 4"),
    (rewrite("(3x)^2", "simplified"), "(3x)^2"),
    (rewrite("2y^-3", "simplified"), "2y^-3"),
    (rewrite("x*x*9", "simplified"), "(3x)^2"),
    (rewrite("(x + 1)^2", "expanded"), "x^2 + 1"),
    (rewrite("sqrt(18)", "radical"), "sqrt(18)"),
    (rewrite("0.00032", "scientific"), "32*10^-5"),
    (rewrite("40", "prime_factors"), "4*2*5"),
    (Problem(Ask.ORDER, ("3/4", "1/2"), (), "ascending"), "3/4, 1/2"),
    (Problem(Ask.ORDER, ("3/4", "1/2"), (), "ascending"), "1/2, 0.75"),
    (Problem(Ask.CHOOSE, ("A: 2 = 2", "B: 3 = 3")), "A"),
]


@pytest.mark.parametrize(("problem", "key"), RIGHT, ids=lambda part: str(part)[:60])
def test_right_keys_are_proved(problem: Problem, key: str) -> None:
    proof = check(problem, key)
    assert {"substitution", "symbolic"} <= set(proof.methods)


@pytest.mark.parametrize(("problem", "key"), WRONG, ids=lambda part: str(part)[:60])
def test_wrong_keys_are_refused(problem: Problem, key: str) -> None:
    with pytest.raises(Wrong):
        check(problem, key)


@pytest.mark.parametrize(
    ("problem", "key"),
    [
        (value("1/2 + 1/3"), "2/5"),
        (solve("2x + 3 = 9"), "x = 4"),
        (solve("2x + 1 < 7"), "x < 4"),
        (rewrite("(x + 1)^2", "expanded"), "x^2 + x + 1"),
        (Problem(Ask.COMPARE, ("2/3", "3/4")), ">"),
    ],
)
def test_either_way_alone_finds_a_wrong_key(problem: Problem, key: str) -> None:
    for way in (substituted, symbolically):
        with pytest.raises(Wrong):
            way(read(problem, key))


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(Undecided):
        check(solve("x + y = 3"), "x < 1")
    with pytest.raises(Wrong):
        check(value("1/(2 - 2)"), "0")
    with pytest.raises(NotInGrammar):
        check(value("1 +"), "1")
    with pytest.raises(NotInGrammar):
        check(rewrite("1/2", "prettiest"), "1/2")
    with pytest.raises(Wrong):
        check(value("9^9^9"), "1")


def test_distractors() -> None:
    assert is_refuted(value("1/2 + 1/3"), "2/5")
    assert not is_refuted(value("1/2 + 1/3"), "10/12")
    system = solve("x + y = 3", "x - y = 1", of="xy")
    assert all(is_refuted(system, text) for text in ("many", "none", "x = 1, y = 2"))
    assert repeated(value("1/2 + 1/3"), ["2/5", "4/10"]) == "4/10"
    assert repeated(solve("2x = 6"), ["x = 2", "x = 4/2"]) == "x = 4/2"
    assert repeated(value("1/2 + 1/3"), ["2/5", "1/6"]) is None
