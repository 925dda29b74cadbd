"""Reads exercise texts by way of Python's own parser, for a check that shares nothing with ours.

`3 1/2`, `35%`, `2x` and `^` are rewritten, the rest is left to `ast`; the tree is walked here and
nothing is executed. Values are Fractions, or floats where a root or pi makes them irrational.
"""

from __future__ import annotations

import ast
import math
import re
import statistics
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

Value = Fraction | float | tuple | frozenset
Scope = Mapping[str, object]
_NUMBER = re.compile(r"(\d+) +(\d+)/(\d+)|(\d+(?:\.\d+)?)%|(\d+(?:\.\d+)?)")
_SIGN = re.compile(r"!=|<=|>=|=|<|>")


class NoValue(ValueError):
    """There is no number there."""


def python_of(text: str) -> str:
    """The text as Python writes it: `2x^2` becomes `N("2")*x**2`."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        whole, top, bottom, percent, plain = match.groups()
        before = text[match.start() - 1] if match.start() else ""
        if before.isalnum() or before == "_":
            return match.group()
        value = (
            Fraction(int(whole)) + Fraction(int(top), int(bottom))
            if whole
            else Fraction(percent) / 100
            if percent
            else Fraction(plain)
        )
        held.append(f"N({value.numerator},{value.denominator})")
        return f"\x00{len(held) - 1}\x01"

    marked = _NUMBER.sub(hold, text)
    marked = re.sub(r"(\x01|\)) *(?=\()", r"\1*", marked)
    marked = re.sub(r"\x01 *(?=[A-Za-z])(?!or\b|and\b)", "\x01*", marked)
    return re.sub(r"\x00(\d+)\x01", lambda m: held[int(m[1])], marked.replace("^", "**"))


def value_of(text: str, scope: Scope | None = None) -> Value:
    """Raises NoValue."""
    try:
        return _walk(_tree(text), scope or {})
    except (ZeroDivisionError, OverflowError, SyntaxError, statistics.StatisticsError) as problem:
        raise NoValue(f"{text!r}: {problem}") from problem


@lru_cache(maxsize=10_000)
def _tree(text: str) -> ast.expr:
    return ast.parse(python_of(text).strip(), mode="eval").body


def number_of(text: str, scope: Scope | None = None) -> Fraction | float:
    found = value_of(text, scope)
    if isinstance(found, tuple | frozenset):
        raise NoValue(f"{text!r} is a list")
    return found


def relation_of(text: str) -> tuple[list[str], list[str]]:
    """Sides and signs of `1 < x <= 4`."""
    return [side.strip() for side in _SIGN.split(text)], _SIGN.findall(text)


def holds(text: str, scope: Scope | None = None) -> bool:
    """Whether a relation or predicate is true; False where a side has no value."""
    if " or " in text:
        return any(holds(part, scope) for part in text.split(" or "))
    if " and " in text:
        return all(holds(part, scope) for part in text.split(" and "))
    sides, signs = relation_of(text)
    try:
        if not signs:
            return bool(value_of(sides[0], scope))
        values = [value_of(side, scope) for side in sides]
        triples = zip(values, signs, values[1:], strict=False)
        return all(_related(left, sign, right) for left, sign, right in triples)
    except NoValue:
        return False


def close(left: Value, right: Value) -> bool:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(close, left, right))
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        return len(left) == len(right) and all(any(close(a, b) for b in right) for a in left)
    if isinstance(left, tuple | frozenset) or isinstance(right, tuple | frozenset):
        return False
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left == right
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


def _related(left: Value, sign: str, right: Value) -> bool:
    if sign in ("=", "!="):
        return close(left, right) == (sign == "=")
    assert not isinstance(left, tuple | frozenset)
    assert not isinstance(right, tuple | frozenset)
    if close(left, right):
        return sign in ("<=", ">=")
    return left < right if sign[0] == "<" else left > right


def _walk(node: ast.expr, scope: Scope) -> Value:
    match node:
        case ast.Call(ast.Name("N"), [ast.Constant(int(top)), ast.Constant(int(bottom))]):
            return Fraction(top, bottom)
        case ast.Name("pi"):
            return math.pi
        case ast.Name(id) if isinstance(found := scope.get(id), Fraction | float):
            return found
        case ast.UnaryOp(ast.USub(), of):
            return -_plain(_walk(of, scope))
        case ast.UnaryOp(ast.UAdd(), of):
            return _plain(_walk(of, scope))
        case ast.BinOp(left, op, right):
            return _combined(op, _plain(_walk(left, scope)), _plain(_walk(right, scope)))
        case ast.Tuple(items):
            return tuple(_walk(item, scope) for item in items)
        case ast.Set(items):
            return frozenset(_walk(item, scope) for item in items)
        case ast.Call(ast.Name(id), arguments):
            values = [_plain(_walk(argument, scope)) for argument in arguments]
            return _called(id, values, scope)
        case _:
            raise NoValue(ast.dump(node)[:80])


def _called(id: str, values: list[Fraction | float], scope: Scope) -> Value:
    own: Any = scope.get(id, _FUNCTIONS.get(id))
    if not callable(own):
        raise NoValue(f"{id!r} is not known")
    found: Any = own(*values)
    return found


def _plain(value: Value) -> Fraction | float:
    if isinstance(value, tuple | frozenset):
        raise NoValue("a list")
    return value


def _combined(op: ast.operator, left: Fraction | float, right: Fraction | float) -> Value:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            return _power(left, right)
        case _:
            raise NoValue("an operator that is not known")


def _power(base: Fraction | float, exponent: Fraction | float) -> Fraction | float:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        if abs(exponent) > 500 or (base == 0 and exponent <= 0):
            raise NoValue("a power")
        return base ** int(exponent)
    if base < 0:
        if isinstance(exponent, Fraction) and exponent.denominator % 2:
            size = abs(float(base)) ** float(exponent)
            return -size if exponent.numerator % 2 else size
        raise NoValue("a root of a negative")
    found = float(base) ** float(exponent)
    return _rational(found, lambda near: float(near) == found, base)


def _rational(found: float, fits: Callable[[Fraction], bool], base: object) -> Fraction | float:
    near = Fraction(found).limit_denominator(100_000)
    return near if isinstance(base, Fraction) and fits(near) else found


def _sqrt(a: Fraction | float) -> Fraction | float:
    if a < 0:
        raise NoValue("a root of a negative")
    return _root(a, Fraction(2))


def _root(a: Fraction | float, n: Fraction | float) -> Fraction | float:
    degree = int(n)
    if a < 0 and degree % 2 == 0:
        raise NoValue("a root of a negative")
    size = math.copysign(abs(float(a)) ** (1 / degree), a)
    near = Fraction(size).limit_denominator(100_000)
    return near if isinstance(a, Fraction) and near**degree == a else size


def _halves(values: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
    ordered = sorted(values)
    half = len(ordered) // 2
    return statistics.median(ordered[:half]), statistics.median(ordered[-half:])


def _round(a: Fraction, place: Fraction) -> Fraction:
    steps, rest = divmod(abs(a), place)
    size = (steps + (1 if 2 * rest >= place else 0)) * place
    return Fraction(size if a >= 0 else -size)


def _digit(a: Fraction, place: Fraction) -> Fraction:
    return Fraction((abs(a) // place) % 10)


def _prime(n: Fraction) -> bool:
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


def _mode(*values: Fraction) -> Fraction:
    (found,) = statistics.multimode(values)
    return found


def _mad(*values: Fraction) -> Fraction:
    middle = statistics.mean(values)
    return statistics.mean([abs(value - middle) for value in values])


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "sqrt": _sqrt,
    "root": _root,
    "min": min,
    "max": max,
    "sum": lambda *v: sum(v, Fraction(0)),
    "count": lambda *v: Fraction(len(v)),
    "mean": lambda *v: sum(v, Fraction(0)) / len(v),
    "median": lambda *v: statistics.median(v),
    "mode": _mode,
    "range": lambda *v: max(v) - min(v),
    "mad": _mad,
    "q1": lambda *v: _halves(v)[0],
    "q3": lambda *v: _halves(v)[1],
    "iqr": lambda *v: _halves(v)[1] - _halves(v)[0],
    "gcd": lambda *v: Fraction(math.gcd(*map(int, v))),
    "lcm": lambda *v: Fraction(math.lcm(*map(int, v))),
    "quot": lambda a, b: (a - a % abs(b)) / b,
    "rem": lambda a, b: a % abs(b),
    "mod": lambda a, b: a % abs(b),
    "floor": lambda a: Fraction(math.floor(a)),
    "ceil": lambda a: Fraction(math.ceil(a)),
    "round": _round,
    "digit": _digit,
    "clock": lambda h, m: h * 60 + m,
    "fact": lambda n: Fraction(math.factorial(int(n))),
    "choose": lambda n, k: Fraction(math.comb(int(n), int(k))),
    "perm": lambda n, k: Fraction(math.perm(int(n), int(k))),
    "factors": lambda n: frozenset(Fraction(d) for d in range(1, int(n) + 1) if n % d == 0),
    "multiples": lambda n, k: frozenset(n * i for i in range(1, int(k) + 1)),
    "primes": lambda a, b: frozenset(
        Fraction(n) for n in range(int(a), int(b) + 1) if _prime(Fraction(n))
    ),
    "even": lambda n: Fraction(n % 2 == 0),
    "odd": lambda n: Fraction(n % 2 == 1),
    "prime": lambda n: Fraction(_prime(n)),
    "composite": lambda n: Fraction(n > 1 and not _prime(n)),
    "divides": lambda a, b: Fraction(a != 0 and b % a == 0),
    "integer": lambda a: Fraction(isinstance(a, Fraction) and a.denominator == 1),
    "rational": lambda a: Fraction(isinstance(a, Fraction)),
}
