"""Sums to roots on exact fractions, or on decimals where a value has left the rationals."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from math import isqrt

from apps.education.domain.proof.values import (
    DIGITS,
    Irrational,
    Scalar,
    TooLarge,
    Undefined,
    decimal_of,
)

_LARGEST_BITS = 4_096
_LARGEST_EXPONENT = 2_000
_DECIMALS = Context(prec=DIGITS)


def add(left: Scalar, right: Scalar) -> Scalar:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _bounded(left + right)
    return _DECIMALS.add(decimal_of(left), decimal_of(right))


def negate(value: Scalar) -> Scalar:
    return -value if isinstance(value, Fraction) else _DECIMALS.minus(value)


def multiply(left: Scalar, right: Scalar) -> Scalar:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _bounded(left * right)
    return _DECIMALS.multiply(decimal_of(left), decimal_of(right))


def divide(left: Scalar, right: Scalar) -> Scalar:
    """Raises Undefined for a division by 0."""
    if right == 0:
        raise Undefined("a division by 0")
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _bounded(left / right)
    return _DECIMALS.divide(decimal_of(left), decimal_of(right))


def power(base: Scalar, exponent: Scalar, *, exact: bool) -> Scalar:
    """Raises Undefined (0^0, 0^-1, roots of negatives), TooLarge, or Irrational where `exact`."""
    if not isinstance(exponent, Fraction):
        return _decimal_power(base, exponent, exact=exact)
    if exponent.denominator == 1:
        return _whole_power(base, exponent.numerator)
    found = root(base, exponent.denominator, exact=exact)
    return _whole_power(found, exponent.numerator)


def _whole_power(base: Scalar, exponent: int) -> Scalar:
    if base == 0 and exponent <= 0:
        raise Undefined(f"0 to the power {exponent}")
    if abs(exponent) > _LARGEST_EXPONENT:
        raise TooLarge(f"a power of {exponent}")
    if isinstance(base, Decimal):
        return _DECIMALS.power(base, exponent)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits > 1 and bits * abs(exponent) > _LARGEST_BITS:
        raise TooLarge(f"a power of {exponent}")
    return base**exponent


def _decimal_power(base: Scalar, exponent: Decimal, *, exact: bool) -> Scalar:
    if exact:
        raise Irrational("an irrational exponent")
    if base <= 0:
        raise Undefined("an irrational power of a number that is not positive")
    return _DECIMALS.power(decimal_of(base), exponent)


def root(value: Scalar, degree: int, *, exact: bool) -> Scalar:
    """The real root of `degree`. Raises Undefined, or Irrational where `exact`."""
    if degree == 0 or abs(degree) > 100:
        raise Undefined(f"a root of degree {degree}")
    if value < 0 and degree % 2 == 0:
        raise Undefined("an even root of a negative number")
    if degree < 0:
        return divide(Fraction(1), root(value, -degree, exact=exact))
    if isinstance(value, Fraction):
        top, bottom = (
            _whole_root(abs(value.numerator), degree),
            _whole_root(value.denominator, degree),
        )
        if top is not None and bottom is not None:
            return Fraction(top if value >= 0 else -top, bottom)
    if exact:
        raise Irrational(f"the root of degree {degree} of {value}")
    return _decimal_root(decimal_of(value), degree)


def _decimal_root(value: Decimal, degree: int) -> Decimal:
    if value == 0:
        return Decimal(0)
    with localcontext(Context(prec=DIGITS)):
        size = value.copy_abs()
        found = size.sqrt() if degree == 2 else (size.ln() / degree).exp()
        return found if value > 0 else -found


def _whole_root(value: int, degree: int) -> int | None:
    """The whole root if there is one."""
    if degree == 2:
        found = isqrt(value)
        return found if found * found == value else None
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low <= high:
        middle = (low + high) // 2
        if (reached := middle**degree) == value:
            return middle
        low, high = (middle + 1, high) if reached < value else (low, middle - 1)
    return None


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _LARGEST_BITS:
        raise TooLarge("a number of more than a thousand digits")
    return value
