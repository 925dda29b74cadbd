"""What the named functions of the grammar do to values."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction

from apps.education.domain.proof.arithmetic import add, divide, negate, root
from apps.education.domain.proof.values import (
    Scalar,
    TooLarge,
    Undefined,
    Value,
    compare,
)

_LARGEST = 10**9


def call(name: str, values: Sequence[Value], *, exact: bool) -> Value:
    """Raises Undefined, TooLarge, or Irrational where `exact`."""
    scalars = [_scalar(name, value) for value in values]
    if name == "sqrt":
        return root(scalars[0], 2, exact=exact)
    if name == "root":
        return root(scalars[0], _whole(name, scalars[1]), exact=exact)
    if name in _ON_SCALARS:
        return _ON_SCALARS[name](scalars)
    if name in _ON_FRACTIONS:
        return _ON_FRACTIONS[name]([Fraction(value) for value in scalars])
    if name in _ON_WHOLES:
        return Fraction(_ON_WHOLES[name]([_whole(name, value) for value in scalars]))
    if name in _SETS:
        found = _SETS[name]([_whole(name, value) for value in scalars])
        return frozenset(Fraction(value) for value in found)
    raise Undefined(f"{name!r} is no function that has a value")


def holds(name: str, values: Sequence[Value]) -> bool:
    """Whether a predicate is true. Raises Undefined or TooLarge."""
    scalars = [_scalar(name, value) for value in values]
    if name == "rational":
        return all(isinstance(value, Fraction) for value in scalars)
    if name == "integer":
        return all(isinstance(v, Fraction) and v.denominator == 1 for v in scalars)
    wholes = [_whole(name, value) for value in scalars]
    match name:
        case "even":
            return wholes[0] % 2 == 0
        case "odd":
            return wholes[0] % 2 == 1
        case "prime":
            return is_prime(wholes[0])
        case "composite":
            return wholes[0] > 3 and not is_prime(wholes[0])
        case "divides":
            return wholes[0] != 0 and wholes[1] % wholes[0] == 0
        case _:
            raise Undefined(f"{name!r} is no predicate")


def is_prime(n: int) -> bool:
    if n > _LARGEST:
        raise TooLarge(f"whether {n} is prime")
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def _scalar(name: str, value: Value) -> Scalar:
    if isinstance(value, tuple | frozenset):
        raise Undefined(f"{name!r} of a list")
    return value


def _whole(name: str, value: Scalar) -> int:
    fraction = Fraction(value)
    if fraction.denominator != 1:
        raise Undefined(f"{name!r} of {fraction}, which is not whole")
    return fraction.numerator


def _size(values: list[Scalar]) -> Scalar:
    return abs(values[0])


def _total(values: Sequence[Scalar]) -> Scalar:
    total: Scalar = Fraction(0)
    for value in values:
        total = add(total, value)
    return total


def _mean(values: Sequence[Scalar]) -> Scalar:
    return divide(_total(values), Fraction(len(values)))


def _ordered(values: Sequence[Scalar]) -> list[Scalar]:
    found: list[Scalar] = []
    for value in values:
        place = sum(1 for other in found if compare(other, value) <= 0)
        found.insert(place, value)
    return found


def _median(values: Sequence[Scalar]) -> Scalar:
    ordered = _ordered(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return _mean(ordered[middle - 1 : middle + 1])


def _q1(values: Sequence[Scalar]) -> Scalar:
    return _median(_ordered(values)[: len(values) // 2])


def _q3(values: Sequence[Scalar]) -> Scalar:
    return _median(_ordered(values)[-(len(values) // 2) :])


def _difference(left: Scalar, right: Scalar) -> Scalar:
    return add(left, negate(right))


def _range(values: Sequence[Scalar]) -> Scalar:
    ordered = _ordered(values)
    return _difference(ordered[-1], ordered[0])


def _mad(values: Sequence[Scalar]) -> Scalar:
    middle = _mean(values)
    return _mean([abs(_difference(value, middle)) for value in values])


def _mode(values: Sequence[Fraction]) -> Fraction:
    (first, count), *others = Counter(values).most_common(2)
    if others and others[0][1] == count:
        raise Undefined("there is more than one mode")
    return first


def _round(values: Sequence[Fraction]) -> Fraction:
    value, place = values
    if place <= 0:
        raise Undefined(f"a place of {place}")
    nearest = math.floor(abs(value) / place + Fraction(1, 2)) * place
    return nearest if value >= 0 else -nearest


def _digit(values: Sequence[Fraction]) -> Fraction:
    value, place = values
    if place <= 0:
        raise Undefined(f"a place of {place}")
    return Fraction(math.floor(abs(value) / place) % 10)


def _modulo(values: Sequence[Fraction]) -> Fraction:
    value, by = values
    if by == 0:
        raise Undefined("a remainder after division by 0")
    return value - by * _quotient(value, by)


def _quotient(value: Fraction, by: Fraction) -> int:
    """So that the remainder is never negative."""
    return math.floor(value / by) if by > 0 else math.ceil(value / by)


def _quot(values: Sequence[Fraction]) -> Fraction:
    value, by = values
    if by == 0:
        raise Undefined("a division by 0")
    return Fraction(_quotient(value, by))


def _small(n: int, most: int) -> int:
    if not 0 <= n <= most:
        raise TooLarge(f"{n}, which is not from 0 to {most}")
    return n


def _factors(values: Sequence[int]) -> set[int]:
    n = _small(values[0], _LARGEST)
    if n == 0:
        raise Undefined("the factors of 0")
    low = {d for d in range(1, math.isqrt(n) + 1) if n % d == 0}
    return low | {n // d for d in low}


def _multiples(values: Sequence[int]) -> set[int]:
    n, count = values
    return {n * k for k in range(1, _small(count, 100) + 1)}


def _primes(values: Sequence[int]) -> set[int]:
    first, last = values
    return {n for n in range(max(first, 2), _small(last, 10_000) + 1) if is_prime(n)}


_ON_SCALARS: dict[str, Callable[[list[Scalar]], Scalar]] = {
    "abs": _size,
    "min": lambda values: _ordered(values)[0],
    "max": lambda values: _ordered(values)[-1],
    "sum": _total,
    "count": lambda values: Fraction(len(values)),
    "mean": _mean,
    "median": _median,
    "range": _range,
    "mad": _mad,
    "q1": _q1,
    "q3": _q3,
    "iqr": lambda values: _difference(_q3(values), _q1(values)),
}
_ON_FRACTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "mode": _mode,
    "round": _round,
    "digit": _digit,
    "mod": _modulo,
    "rem": _modulo,
    "quot": _quot,
    "floor": lambda values: Fraction(math.floor(values[0])),
    "ceil": lambda values: Fraction(math.ceil(values[0])),
    "clock": lambda values: 60 * values[0] + values[1],
}
_ON_WHOLES: dict[str, Callable[[list[int]], int]] = {
    "gcd": lambda values: math.gcd(*values),
    "lcm": lambda values: math.lcm(*values),
    "fact": lambda values: math.factorial(_small(values[0], 200)),
    "choose": lambda values: math.comb(_small(values[0], 1_000), _small(values[1], 1_000)),
    "perm": lambda values: math.perm(_small(values[0], 1_000), _small(values[1], 100)),
}
_SETS: dict[str, Callable[[list[int]], set[int]]] = {
    "factors": _factors,
    "multiples": _multiples,
    "primes": _primes,
}
