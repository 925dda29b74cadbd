import pytest

from apps.education.domain.skills.secondary.notation import read, same, shown, tex
from apps.education.domain.skills.secondary.numbers import cents, dec, mixed, poly, terms


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("3*(x + 2) = 21", "3(x + 2) = 21"),
        ("3*4", r"3 \times 4"),
        ("2*pi*r", r"2\pi r"),
        ("x^2*x^3", r"x^{2} \cdot x^{3}"),
        ("(a + b)/(2*c)", r"\frac{a + b}{2c}"),
        ("-3/4", r"-\frac{3}{4}"),
        ("2 1/2", r"2\frac{1}{2}"),
        ("(2/3)*x", r"\frac{2}{3}x"),
        ("abs(x - 2) <= 3", r"|x - 2| \le 3"),
        ("root(27, 3)", r"\sqrt[3]{27}"),
        ("35%", r"35\%"),
    ],
)
def test_sums_are_printed_as_in_a_school_book(source: str, printed: str) -> None:
    assert tex(source) == printed


def test_text_keeps_its_words_around_the_sums() -> None:
    assert shown("Solve `x + 1 = 2` now.") == "Solve $x + 1 = 2$ now."


@pytest.mark.parametrize("source", ["3 +", "(2", "4 § 5", "2 )"])
def test_what_cannot_be_read_is_named(source: str) -> None:
    with pytest.raises(ValueError, match=r"cannot read|unexpected|ends too early"):
        read(source)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("1/2", "0.5", True),
        ("x = 2 or x = -5", "x = -5 or x = 2", True),
        ("2*(x + 1)", "2*x + 2", True),
        ("x > 3", "x >= 3", False),
        ("x = 2", "x = 3", False),
        ("2*x + 1", "2*x - 1", False),
    ],
)
def test_answers_are_told_apart_by_what_they_say(one: str, other: str, equal: bool) -> None:
    assert same(one, other) is equal


def test_numbers_are_written_exactly() -> None:
    from fractions import Fraction

    assert dec(Fraction(-3, 8)) == "-0.375"
    assert mixed(Fraction(-7, 3)) == "-2 1/3"
    assert cents(Fraction(5, 2)) == "2.50"
    assert poly([2, -1, 0, 5]) == "2*x^3 - x^2 + 5"
    assert terms([(1, "x"), (Fraction(-1, 2), "y")]) == "x - (1/2)*y"
    with pytest.raises(ValueError, match="does not end"):
        dec(Fraction(1, 3))
