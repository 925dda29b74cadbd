"""How an answer follows from the numbers of its question: the proof of a key.

Every marked sum is computed anew, and every number in it must come from the question, from an
earlier sum, or be one that the question's words or the calendar and the measures give. A problem
without such a plan is not changed at all. Knows text and arithmetic.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from finetune.augment.numerals import Numeral, numerals, spelled
from finetune.augment.problem import DoesNotFit, Problem
from finetune.calculator import agrees, marks
from finetune.expression import Leaf, NotArithmetic, Tree, evaluate, leaves, parse

MEASURES: Mapping[int, str] = {
    1: "",
    7: "day|week|daily",
    10: "decade|millimet|mm",
    12: "month|year|annual|inch|feet|foot|dozen|clock|noon|midnight",
    24: "hour|day|daily",
    30: "day|month|minute",
    52: "week|year",
    60: "second|minute|hour|clock|:",
    100: "%|percent|cent|dollar|\\$|century|meter|metre",
    365: "day|year|daily",
    1000: "kilo|gram|meter|metre|liter|litre|ton|km|kg|ml",
}
"""Numbers that calendars, clocks and measures bring in unsaid, and the words that bring them."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A number of a sum. `sums` are earlier sums that gave it, `told` numerals of the question."""

    leaf: Leaf
    sums: tuple[int, ...]
    told: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """One marked sum of step `step`, whose mark lies at `start` to `end` of that line."""

    step: int
    expression: str
    tree: Tree
    value: Fraction
    operands: tuple[Operand, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All sums in order, and the question's numerals; the last sum is the answer."""

    sums: tuple[Sum, ...]
    told: tuple[Numeral, ...]
    unsaid: frozenset[Fraction]
    """Numbers that the question's words give without digits."""

    def users(self, number: int) -> list[tuple[int, Operand]]:
        """Sums, and the operands in them, that may take numeral `number` of the question."""
        return [
            (at, operand)
            for at, each in enumerate(self.sums)
            for operand in each.operands
            if number in operand.told
        ]


@functools.lru_cache(maxsize=64)
def plan(problem: Problem) -> Plan:
    """The proof of the problem's key. Raises DoesNotFit where something is not accounted for."""
    told = tuple(numerals(problem.question))
    unsaid = frozenset(_unsaid(problem.question, told))
    sums: list[Sum] = []
    for step, line in enumerate(problem.steps):
        for mark in marks(line):
            tree, value = _computed(mark.expression, mark.stated)
            operands = tuple(_operand(leaf, sums, told, unsaid) for leaf in leaves(tree))
            sums.append(Sum(step, mark.expression, tree, value, operands, mark.start, mark.end))
    if not sums or sums[-1].value != problem.answer:
        raise DoesNotFit("the last marked sum is not the answer")
    return Plan(tuple(sums), told, unsaid)


def _computed(expression: str, stated: str) -> tuple[Tree, Fraction]:
    try:
        tree = parse(expression)
        value = evaluate(tree)
    except NotArithmetic as problem:
        raise DoesNotFit(str(problem)) from problem
    if isinstance(tree, Leaf):
        raise DoesNotFit(f"{expression}={stated} computes nothing")
    if not agrees(stated, value) or not _exact(stated, value):
        raise DoesNotFit(f"{expression}={stated} is wrong or rounded")
    return tree, value


def _exact(stated: str, value: Fraction) -> bool:
    try:
        return evaluate(parse(stated)) == value
    except NotArithmetic:
        return False


def _operand(
    leaf: Leaf, sums: list[Sum], told: tuple[Numeral, ...], unsaid: frozenset[Fraction]
) -> Operand:
    earlier = tuple(at for at, each in enumerate(sums) if each.value == leaf.value)
    stated = tuple(at for at, each in enumerate(told) if each.value == leaf.value)
    if not earlier and not stated and leaf.value not in unsaid:
        raise DoesNotFit(f"nothing says where {float(leaf.value):g} comes from")
    return Operand(leaf, earlier, stated)


def _unsaid(question: str, told: tuple[Numeral, ...]) -> Iterator[Fraction]:
    yield from spelled(question)
    yield from _of_percentages(question, told)
    for number, words in MEASURES.items():
        if re.search(words, question, re.IGNORECASE):
            yield Fraction(number)


def _of_percentages(question: str, told: tuple[Numeral, ...]) -> Iterator[Fraction]:
    """What a percentage of the question stands for in a sum: 20% is 0.2, leaves 80% or 0.8."""
    for each in told:
        if question[each.end : each.end + 1] == "%" or question[each.end :].startswith(" percent"):
            share = each.value / 100
            yield from (share, 1 - share, 1 + share, 100 - each.value, 100 + each.value)
