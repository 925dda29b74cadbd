"""How exact numbers and polynomials are written in ASCII. Knows nothing of TeX and of tasks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from math import gcd, isqrt

Number = int | Fraction


def num(value: Number) -> str:
    """`7`, `-3/4`."""
    return str(Fraction(value))


def dec(value: Number) -> str:
    """A terminating decimal: `0.75`. Raises ValueError if it does not end within 12 places."""
    value = Fraction(value)
    scaled = value * 10**12
    if scaled.denominator != 1:
        raise ValueError(f"{value} does not end within 12 decimal places; write it as a fraction")
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(int(scaled)), 10**12)
    digits = f"{part:012d}".rstrip("0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def ends(value: Number) -> bool:
    """Whether the decimal of the value ends within 6 places."""
    return (Fraction(value) * 10**6).denominator == 1


def cents(value: Number) -> str:
    """An amount of money: `12` or `12.50`."""
    value = Fraction(value)
    return dec(value) if value.denominator == 1 else f"{float(value):.2f}"


def percent(value: Number) -> str:
    return f"{dec(value)}%"


def mixed(value: Number) -> str:
    """`2 1/3`, `-1 1/2`, `5`, `3/4`."""
    value = Fraction(value)
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign = "-" if value < 0 else ""
    if rest == 0:
        return f"{sign}{whole}"
    part = f"{rest}/{value.denominator}"
    return f"{sign}{whole} {part}" if whole else f"{sign}{part}"


def par(text: str | Number) -> str:
    """In parentheses if it begins with a minus or is a fraction, so that it can be a factor."""
    text = text if isinstance(text, str) else num(text)
    return f"({text})" if text.startswith("-") or "/" in text else text


def neg(text: str | Number) -> str:
    """In parentheses if it begins with a minus, so that it can follow a sign."""
    text = text if isinstance(text, str) else num(text)
    return f"({text})" if text.startswith("-") else text


def poly(coefficients: Sequence[Number], name: str = "x") -> str:
    """Highest power first: `poly([2, -1, 0, 5])` is `2*x^3 - x^2 + 5`."""
    top = len(coefficients) - 1
    return terms(
        [
            (c, f"{name}^{top - i}" if top - i > 1 else name if top - i else "")
            for i, c in enumerate(coefficients)
        ]
    )


def terms(parts: Sequence[tuple[Number, str]]) -> str:
    """A sum of coefficient times name, leaving out zeros: `3*x - 2*y + 1`."""
    text = ""
    for coefficient, name in parts:
        if coefficient == 0:
            continue
        size = abs(Fraction(coefficient))
        plain = num(size) if size.denominator == 1 else f"({num(size)})" if name else num(size)
        body = plain if not name else name if size == 1 else f"{plain}*{name}"
        if not text:
            text = f"-{body}" if coefficient < 0 else body
        else:
            text += f" - {body}" if coefficient < 0 else f" + {body}"
    return text or "0"


def times(coefficient: Number, inside: str) -> str:
    """`3*(inside)`, `-(inside)`, `(inside)`."""
    if coefficient == 1:
        return f"({inside})"
    if coefficient == -1:
        return f"-({inside})"
    return f"{par(num(coefficient)) if coefficient > 0 else num(coefficient)}*({inside})"


def nonzero(rng: random.Random, low: int, high: int, but: Sequence[int] = ()) -> int:
    """A whole number from low to high that is not 0 and none of `but`."""
    return rng.choice([n for n in range(low, high + 1) if n != 0 and n not in but])


def whole(rng: random.Random, low: int, high: int, but: Sequence[int] = ()) -> int:
    return rng.choice([n for n in range(low, high + 1) if n not in but])


def proper(rng: random.Random, bottoms: Sequence[int]) -> Fraction:
    """A fraction between 0 and 1 in lowest terms with one of these denominators."""
    bottom = rng.choice(list(bottoms))
    return Fraction(rng.choice([n for n in range(1, bottom) if gcd(n, bottom) == 1]), bottom)


def is_square(number: int) -> bool:
    return number >= 0 and isqrt(number) ** 2 == number
