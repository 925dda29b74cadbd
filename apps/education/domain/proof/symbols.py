"""Builds sympy's objects from trees, node by node: no text ever reaches sympy's own parsers.

Imports sympy when first used, in the worker only.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.education.domain.proof.evaluate import Definition
from apps.education.domain.proof.functions import ARITY, PREDICATES
from apps.education.domain.proof.nodes import (
    Binary,
    Call,
    Expression,
    Listing,
    Name,
    Negative,
    Number,
    Relation,
)
from apps.education.domain.proof.values import Undefined
from apps.education.domain.proof.verdict import Undecided

Symbolic = Any
"""A sympy expression or set; the library has no types to tell."""


@dataclass(frozen=True, slots=True)
class Builder:
    """`positive` says that letters stand for positive numbers, otherwise for any real one."""

    positive: bool = False
    functions: Mapping[str, Definition] = field(default_factory=dict)
    bound: Mapping[str, Symbolic] = field(default_factory=dict)
    depth: int = 0

    def symbol(self, name: str) -> Symbolic:
        import sympy

        if self.positive:
            return sympy.Symbol(name, positive=True)
        return sympy.Symbol(name, real=True)

    def build(self, node: Expression) -> Symbolic:
        """Raises Undefined, or Undecided where sympy has no counterpart."""
        import sympy

        match node:
            case Number(value, _):
                return sympy.Rational(value.numerator, value.denominator)
            case Name(id):
                return self.named(id)
            case Negative(of):
                return -self.build(of)
            case Binary(op, left, right):
                return _combined(op, self.build(left), self.build(right))
            case Listing(items, ordered):
                built = [self.build(item) for item in items]
                return sympy.Tuple(*built) if ordered else sympy.FiniteSet(*built)
            case Call(function, arguments):
                return self.called(function, [self.build(argument) for argument in arguments])

    def named(self, id: str) -> Symbolic:
        import sympy

        if id == "pi":
            return sympy.pi
        if id in self.bound:
            return self.bound[id]
        if id in self.functions and not self.functions[id][0]:
            return self.called(id, [])
        return self.symbol(id)

    def called(self, function: str, values: list[Symbolic]) -> Symbolic:
        if function in PREDICATES:
            raise Undecided(f"{function!r} has no value")
        if function in ARITY:
            return _call(function, values)
        if function not in self.functions or self.depth > 20:
            raise Undefined(f"{function!r} is no function known")
        parameters, body = self.functions[function]
        if len(parameters) != len(values):
            raise Undefined(f"{function!r} takes {len(parameters)} values")
        bound = {**self.bound, **dict(zip(parameters, values, strict=True))}
        return Builder(self.positive, self.functions, bound, self.depth + 1).build(body)

    def related(self, relation: Relation) -> list[Symbolic]:
        """One sympy relation, or a plain truth value, for each sign."""
        import sympy

        signs = {
            "=": sympy.Eq,
            "!=": sympy.Ne,
            "<": sympy.Lt,
            "<=": sympy.Le,
            ">": sympy.Gt,
            ">=": sympy.Ge,
        }
        sides = [self.build(side) for side in relation.sides]
        pairs = zip(sides, relation.signs, sides[1:], strict=False)
        return [signs[sign](left, right) for left, sign, right in pairs]


def _combined(op: str, left: Symbolic, right: Symbolic) -> Symbolic:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            if right.is_zero:
                raise Undefined("a division by 0")
            return left / right
        case _:
            if left.is_zero and not right.is_positive:
                raise Undefined("0 to a power that is not positive")
            return left**right


def _call(function: str, values: list[Symbolic]) -> Symbolic:
    import sympy

    if function in _SYMBOLIC:
        return _SYMBOLIC[function](values)
    if not all(value.is_rational for value in values):
        if function in ("floor", "ceil") and all(value.is_number for value in values):
            return (sympy.floor if function == "floor" else sympy.ceiling)(values[0])
        raise Undecided(f"{function!r} of what is no fraction")
    if function not in _RATIONAL:
        raise Undecided(f"{function!r} has no counterpart")
    return _RATIONAL[function](values)


def _real_root(values: list[Symbolic]) -> Symbolic:
    import sympy

    return sympy.real_root(values[0], values[1])


def _absolute(values: list[Symbolic]) -> Symbolic:
    import sympy

    return sympy.Abs(values[0])


def _root(values: list[Symbolic]) -> Symbolic:
    import sympy

    if values[0].is_negative:
        raise Undefined("an even root of a negative number")
    return sympy.sqrt(values[0])


def _mean(values: list[Symbolic]) -> Symbolic:
    return sum(values[1:], values[0]) / len(values)


def _mad(values: list[Symbolic]) -> Symbolic:
    middle = _mean(values)
    return _mean([_absolute([value - middle]) for value in values])


def _halves(values: list[Symbolic]) -> tuple[Symbolic, Symbolic]:
    ordered = sorted(values)
    half = len(ordered) // 2
    return statistics.median(ordered[:half]), statistics.median(ordered[len(ordered) - half :])


def _rounded(values: list[Symbolic]) -> Symbolic:
    import sympy

    size = sympy.floor(abs(values[0]) / values[1] + sympy.Rational(1, 2)) * values[1]
    return size * sympy.sign(values[0])


def _digit(values: list[Symbolic]) -> Symbolic:
    import sympy

    return sympy.Mod(sympy.floor(abs(values[0]) / values[1]), 10)


def _remainder(values: list[Symbolic]) -> Symbolic:
    import sympy

    if values[1].is_zero:
        raise Undefined("a remainder after division by 0")
    return sympy.Mod(values[0], abs(values[1]))


def _from_sympy(name: str) -> Callable[[list[Symbolic]], Symbolic]:
    def called(values: list[Symbolic]) -> Symbolic:
        import sympy

        return getattr(sympy, name)(*values)

    return called


def _set(name: str) -> Callable[[list[Symbolic]], Symbolic]:
    def called(values: list[Symbolic]) -> Symbolic:
        import sympy

        return sympy.FiniteSet(*getattr(sympy, name)(*values))

    return called


def _primes(values: list[Symbolic]) -> Symbolic:
    import sympy

    return sympy.FiniteSet(*sympy.primerange(values[0], values[1] + 1))


def _multiples(values: list[Symbolic]) -> Symbolic:
    import sympy

    return sympy.FiniteSet(*(values[0] * k for k in range(1, int(values[1]) + 1)))


def _divisor(values: list[Symbolic]) -> Symbolic:
    import sympy

    return sympy.Integer(sympy.igcd(0, *values))


def _multiple(values: list[Symbolic]) -> Symbolic:
    import sympy

    return sympy.Integer(sympy.ilcm(1, *values))


def _mode(values: list[Symbolic]) -> Symbolic:
    found = statistics.multimode(values)
    if len(found) != 1:
        raise Undefined("there is more than one mode")
    return found[0]


_SYMBOLIC: dict[str, Callable[[list[Symbolic]], Symbolic]] = {
    "abs": _absolute,
    "sqrt": _root,
    "root": _real_root,
    "sum": lambda values: sum(values[1:], values[0]),
    "count": lambda values: len(values) + 0 * values[0],
    "mean": _mean,
    "mad": _mad,
}
_RATIONAL: dict[str, Callable[[list[Symbolic]], Symbolic]] = {
    "min": min,
    "max": max,
    "median": statistics.median,
    "mode": _mode,
    "range": lambda values: max(values) - min(values),
    "q1": lambda values: _halves(values)[0],
    "q3": lambda values: _halves(values)[1],
    "iqr": lambda values: _halves(values)[1] - _halves(values)[0],
    "round": _rounded,
    "digit": _digit,
    "mod": _remainder,
    "rem": _remainder,
    "quot": lambda values: (values[0] - _remainder(values)) / values[1],
    "floor": _from_sympy("floor"),
    "ceil": _from_sympy("ceiling"),
    "clock": lambda values: 60 * values[0] + values[1],
    "gcd": _divisor,
    "lcm": _multiple,
    "fact": _from_sympy("factorial"),
    "choose": _from_sympy("binomial"),
    "perm": _from_sympy("ff"),
    "factors": _set("divisors"),
    "multiples": _multiples,
    "primes": _primes,
}
