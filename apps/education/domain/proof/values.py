"""Values of the grammar: exact numbers, lists and sets; and why there may be none.

An exact number is a Fraction. Where roots or pi leave the rationals, the same evaluation runs in
decimals of 60 digits, in which two values are taken as equal if they agree to 40.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction

DIGITS = 60
_AGREE = Decimal("1e-40")
Scalar = Fraction | Decimal


class Undefined(ValueError):
    """There is no such number: a division by 0, a root of a negative, a name without a value."""


class Irrational(ArithmeticError):
    """The value is a number, but no fraction."""


class TooLarge(ValueError):
    """The value is beyond what any exercise needs."""


Value = Scalar | tuple["Value", ...] | frozenset["Value"]


def decimal_of(value: Scalar) -> Decimal:
    """The value in 60 digits."""
    if isinstance(value, Decimal):
        return value
    with localcontext(Context(prec=DIGITS)):
        return Decimal(value.numerator) / Decimal(value.denominator)


def compare(left: Scalar, right: Scalar) -> int:
    """-1, 0 or 1. Exact for fractions, to 40 digits otherwise."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return (left > right) - (left < right)
    first, second = decimal_of(left), decimal_of(right)
    with localcontext(Context(prec=DIGITS)):
        gap = first - second
        if abs(gap) <= _AGREE * max(Decimal(1), abs(first), abs(second)):
            return 0
        return 1 if gap > 0 else -1


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal; a list is never a number."""
    if isinstance(left, Fraction | Decimal) and isinstance(right, Fraction | Decimal):
        return compare(left, right) == 0
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        return len(left) == len(right) and all(any(same(a, b) for b in right) for a in left)
    return False
