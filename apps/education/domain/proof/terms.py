"""Takes an expression apart into terms and factors, as it is written, reckoning nothing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from apps.education.domain.proof.nodes import (
    Binary,
    Expression,
    Name,
    Negative,
    Number,
)


@dataclass(frozen=True, slots=True)
class Term:
    """`negative` tells its sign; `top` and `bottom` are the factors as written."""

    negative: bool
    top: tuple[Expression, ...]
    bottom: tuple[Expression, ...]


def terms(node: Expression) -> tuple[Term, ...]:
    """The terms of a sum from left to right; a single term for anything else."""
    return tuple(_terms(node, negative=False))


def _terms(node: Expression, *, negative: bool) -> list[Term]:
    match node:
        case Binary("+", left, right):
            return [*_terms(left, negative=negative), *_terms(right, negative=negative)]
        case Binary("-", left, right):
            return [*_terms(left, negative=negative), *_terms(right, negative=not negative)]
        case Negative(of):
            if isinstance(of, Binary) and of.op in ("+", "-"):
                return [Term(not negative, (of,), ())]
            return _terms(of, negative=not negative)
        case _:
            top, bottom = factors(node)
            return [Term(negative, top, bottom)]


def factors(node: Expression) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
    """What is multiplied, and what it is divided by."""
    match node:
        case Binary("*", left, right):
            (a, b), (c, d) = factors(left), factors(right)
            return (*a, *c), (*b, *d)
        case Binary("/", left, right):
            (a, b), (c, d) = factors(left), factors(right)
            return (*a, *d), (*b, *c)
        case _:
            return (node,), ()


def is_sum(node: Expression) -> bool:
    return isinstance(node, Binary) and node.op in ("+", "-")


def whole(node: Expression) -> int | None:
    """A whole number as written, `-3` too; None for anything else."""
    match node:
        case Number(value, text) if text.isdigit():
            return value.numerator
        case Negative(Number(value, text)) if text.isdigit():
            return -value.numerator
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Monomial:
    """A coefficient and the powers of letters, if the term is written as short as can be."""

    coefficient: Fraction
    powers: frozenset[tuple[str, int]]


def monomial(term: Term) -> Monomial | None:
    """None where a factor is a sum, a letter stands twice, or numbers are left to multiply."""
    top = _powers(term.top)
    bottom = _powers(term.bottom)
    if top is None or bottom is None:
        return None
    (a, above), (b, below) = top, bottom
    if set(above) & set(below) or b == 0:
        return None
    powers = {**above, **{name: -power for name, power in below.items()}}
    if a is not None and b is not None and Fraction(a, b).denominator != b:
        return None
    coefficient = Fraction(a if a is not None else 1) / (b if b is not None else 1)
    return Monomial(-coefficient if term.negative else coefficient, frozenset(powers.items()))


def _powers(nodes: tuple[Expression, ...]) -> tuple[Fraction | None, dict[str, int]] | None:
    coefficient: Fraction | None = None
    powers: dict[str, int] = {}
    for node in nodes:
        match node:
            case Number(value, text) if coefficient is None and " " not in text:
                coefficient = value
            case Name(id) if id not in powers:
                powers[id] = 1
            case Binary("^", Name(id), exponent) if id not in powers:
                power = whole(exponent)
                if power is None or power in (0, 1):
                    return None
                powers[id] = power
            case _:
                return None
    return coefficient, powers
