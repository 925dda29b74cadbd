"""The grammar of problems and keys: what is read, what is refused, what is printed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.education.domain.proof.evaluate import Names, evaluate, number
from apps.education.domain.proof.grammar import definition, expression, relation, statement
from apps.education.domain.proof.nodes import Number, Whole
from apps.education.domain.proof.tokens import NotInGrammar
from apps.education.domain.proof.typeset import tex, told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3*4", 14),
        ("-3^2", -9),
        ("2^3^2", 512),
        ("2^-2", Fraction(1, 4)),
        ("12/2/3", 2),
        ("10 - 3 - 2", 5),
        ("3 1/2", Fraction(7, 2)),
        ("-3 1/2", Fraction(-7, 2)),
        ("35%", Fraction(7, 20)),
        ("0.75", Fraction(3, 4)),
        ("2(3 + 4)", 14),
        ("(1 + 2)(3 + 4)", 21),
        ("3.2*10^-4", Fraction(32, 100_000)),
        ("5 - (-3)", 8),
        ("8^(2/3)", 4),
        ("sqrt(9/16)", Fraction(3, 4)),
        ("root(-27, 3)", -3),
    ],
)
def test_values(text: str, value: Fraction) -> None:
    assert evaluate(expression(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1/2x",
        "x y",
        "2 3",
        "(1 + 2",
        "1 + 2)",
        "1,250",
        "__import__('os')",
        "x.y",
        "a[0]",
        "'a'",
        "lambda: 1",
        "sqrt",
        "sqrt(1, 2)",
        "or",
        "1/0/ 2 1/0",
        "2 +* 3",
        "５",
        "x" * 3_000,
        "(" * 100 + "1" + ")" * 100,
        "-" * 90 + "1",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(NotInGrammar):
        expression(text)


def test_statements_and_relations() -> None:
    assert statement("none") == Whole("none")
    assert len(relation("-1 < x <= 4").signs) == 2
    assert definition("f(x) = 2x + 1")[:2] == ("f", ("x",))
    for text in ("x", "x = 2 or", "none or x = 2"):
        with pytest.raises(NotInGrammar):
            statement(text)
    with pytest.raises(NotInGrammar, match="predicate"):
        relation("even(2) = 1")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2x/3", r"\frac{2x}{3}"),
        ("x*(x + 1)", r"x\left(x + 1\right)"),
        ("2*3", r"2 \times 3"),
        ("(2/3)^2", r"\left(\frac{2}{3}\right)^{2}"),
        ("3 1/2", r"3\frac{1}{2}"),
        ("35%", r"35\%"),
        ("x <= 4", r"x \le 4"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("clock(3, 5)", "3:05"),
        ("x1 + pi", r"x_{1} + \pi"),
    ],
)
def test_tex(text: str, shown: str) -> None:
    assert tex(text) == shown


def test_keys_told_in_words() -> None:
    assert told("none").zh == "无解"
    assert told("x = 2 or x = -5").en == "$x = 2$ or $x = -5$"


_NUMBERS = st.fractions(min_value=-50, max_value=50, max_denominator=12)


def _write(tree: object) -> str:
    if isinstance(tree, Fraction):
        return f"({tree.numerator}/{tree.denominator})"
    op, left, right = tree  # pyright: ignore[reportGeneralTypeIssues]
    return f"({_write(left)} {op} {_write(right)})"


def _worth(tree: object) -> Fraction | None:
    if isinstance(tree, Fraction):
        return tree
    op, left, right = tree  # pyright: ignore[reportGeneralTypeIssues]
    a, b = _worth(left), _worth(right)
    if a is None or b is None or (op == "/" and b == 0):
        return None
    return {"+": a + b, "-": a - b, "*": a * b}[op] if op != "/" else a / b


_TREES = st.recursive(_NUMBERS, lambda t: st.tuples(st.sampled_from("+-*/"), t, t), max_leaves=8)


@settings(max_examples=80, deadline=None)
@given(_TREES)
def test_reckons_like_fractions(tree: object) -> None:
    worth = _worth(tree)
    if worth is not None:
        assert number(expression(_write(tree)), Names()) == worth


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789xy+-*/^(){},.%= <>orands", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = statement(text)
    except NotInGrammar:
        return
    assert found is not None


def test_a_number_keeps_how_it_was_written() -> None:
    assert expression("0.50") == Number(Fraction(1, 2), "0.50")
