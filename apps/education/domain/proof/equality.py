"""Tries whether two expressions, or two equations, are equal whatever their letters stand for."""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.proof.evaluate import (
    Names,
    calls_in,
    evaluate,
    names_in,
    number,
    true,
)
from apps.education.domain.proof.nodes import Binary, Expression, Relation
from apps.education.domain.proof.samples import assignments, known
from apps.education.domain.proof.task import RewriteTask
from apps.education.domain.proof.trying import met, shown, told
from apps.education.domain.proof.values import Scalar, same
from apps.education.domain.proof.verdict import Undecided, Wrong

_POINTS = 24
_ENOUGH = 6


def rewritten(task: RewriteTask) -> str:
    if isinstance(task.given, Relation) or isinstance(task.key, Relation):
        return _same_equation(task.given, task.key)
    letters = names_in(task.given) | names_in(task.key)
    if not letters:
        found, key = evaluate(task.given), evaluate(task.key)
        if not same(found, key):
            raise Wrong(f"the expression is {shown(found)}, the key {shown(key)}")
        return f"both are worth {shown(found)}"
    tried = agreement(task.given, task.key, positive=rooted(task.given, task.key))
    return f"equal for {tried} choices of {', '.join(sorted(letters))}"


def rooted(*parts: object) -> bool:
    """Whether letters must be positive: roots or powers that are not whole are in play."""
    return any(calls_in(part) & {"sqrt", "root"} for part in parts) or any(
        _fractional_power(part) for part in parts
    )


def _fractional_power(part: object) -> bool:
    if isinstance(part, Binary) and part.op == "^" and not names_in(part.right):
        power = known(part.right, Names())
        if not isinstance(power, Fraction) or power.denominator != 1:
            return True
    if isinstance(part, tuple):
        return any(map(_fractional_power, part))
    slots = getattr(part, "__slots__", ())
    return any(_fractional_power(getattr(part, slot)) for slot in slots if slot != "value")


def agreement(left: Expression, right: Expression, *, positive: bool) -> int:
    """For how many choices of the letters both were equal. Raises Wrong or Undecided."""
    tried = 0
    for names in assignments(names_in(left) | names_in(right), _POINTS, positive=positive):
        first, second = known(left, names), known(right, names)
        if first is None:
            continue
        if second is None or not same(first, second):
            raise Wrong(f"not equal for {told(names)}")
        tried += 1
    if tried < _ENOUGH:
        raise Undecided("the expressions have values too rarely to compare them")
    return tried


def _same_equation(given: Expression | Relation, key: Expression | Relation) -> str:
    """Both differences of sides must be in one ratio wherever they are tried."""
    if not isinstance(given, Relation) or not isinstance(key, Relation):
        raise Wrong("one of given and key is an equation, the other is not")
    if given.signs != ("=",) or key.signs != ("=",):
        raise Undecided("only an equation can be rewritten as one")
    ratio: Fraction | None = None
    tried = 0
    for names in assignments(names_in(given) | names_in(key), _POINTS, positive=False):
        gaps = [_gap(given, names), _gap(key, names)]
        if not all(isinstance(gap, Fraction) for gap in gaps):
            raise Undecided("the equations are not of fractions")
        if 0 in gaps:
            if gaps != [0, 0]:
                raise Wrong(f"one equation is met by {told(names)}, the other is not")
            continue
        found = Fraction(gaps[0]) / Fraction(gaps[1])
        if ratio not in (None, found):
            raise Wrong(f"the equations differ for {told(names)}")
        ratio, tried = found, tried + 1
    if tried < _ENOUGH:
        raise Undecided("the equations are met everywhere they were tried")
    return f"both equations stand in the ratio {ratio} at {tried} points"


def _gap(relation: Relation, names: Names) -> Scalar:
    left, right = (number(side, names) for side in relation.sides)
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left - right
    raise Undecided("the equations are not of fractions")


def always(relation: Relation) -> bool:
    letters = names_in(relation)
    if not letters:
        return met(relation, Names())
    tried = 0
    for names in assignments(letters, _POINTS, positive=rooted(relation)):
        if any(known(side, names) is None for side in relation.sides):
            continue
        tried += 1
        if not true(relation, names):
            return False
    if tried < _ENOUGH:
        raise Undecided("a relation has values too rarely to try it")
    return True
