"""Gives a problem other numbers and computes every sum, and so the key, anew.

Only numbers whose every use is known are changed: those that stand once in the question, equal no
result, and mean nothing but themselves. The new results must be of the old ones' kind: whole where
they were whole, above zero where they were.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

from finetune.augment.numerals import Numeral, numerals, replaced
from finetune.augment.plan import Operand, Plan, plan
from finetune.augment.problem import DoesNotFit, Problem
from finetune.calculator import printed
from finetune.expression import NotArithmetic, evaluate

TRIES = 200
LARGEST = 10**7
ROUND = 5
"""Percentages stay multiples of this."""

_NO_AMOUNT = re.compile(r"[/:-]|[a-z]{2}|\s*(?:[ap]\.?m\b|o'?clock)", re.IGNORECASE)

_BLANK = re.compile(r"_{2,}|[□?]\s*[,+\-*/×÷=]|\b(?:pattern|sequence)\b", re.IGNORECASE)


def substitute(problem: Problem, rng: Random) -> Problem:
    """Raises DoesNotFit where no number can be changed."""
    proof = plan(problem)
    _every_number_counts(problem, proof)
    free = _free(problem, proof)
    if not free:
        raise DoesNotFit("no number of the question can be followed through the answer")
    for _ in range(TRIES):
        chosen = {at: _drawn(problem.question, proof, at, rng) for at in free}
        results = _results(proof, chosen)
        if results is None:
            continue
        values = _renumbered(proof, chosen, results)
        if values is not None:
            return _rewritten(problem, proof, chosen, values, results[-1])
    raise DoesNotFit("no other numbers keep every result of its kind")


def _every_number_counts(problem: Problem, proof: Plan) -> None:
    """A number that no sum uses may say something about the others, as in a row of numbers."""
    unused = [each for at, each in enumerate(proof.told) if not proof.users(at)]
    if unused:
        raise DoesNotFit(f"no sum uses {float(unused[0].value):g}, which may bind the others")
    if _BLANK.search(problem.question):
        raise DoesNotFit("the question has a blank, whose place binds the numbers around it")


def _free(problem: Problem, proof: Plan) -> list[int]:
    """Numerals of the question that may change."""
    results = {each.value for each in proof.sums}
    values = [each.value for each in proof.told]
    unsaid = {
        item.leaf.value
        for each in proof.sums
        for item in each.operands
        if not item.told and not item.sums
    }
    return [
        at
        for at, each in enumerate(proof.told)
        if values.count(each.value) == 1
        and each.value > 1
        and each.value not in results | proof.unsaid
        and not unsaid & _thought_from(each.value)
        and _means_an_amount(problem.question, each)
        and proof.users(at)
    ]


def _thought_from(value: Fraction) -> set[Fraction]:
    """Numbers that a reader makes of `value` in the head, such as 80 of 20%."""
    share = value / 100
    near = {value - 1, value + 1, 2 * value, value / 2}
    return near | {share, 1 - share, 1 + share, 100 - value, 100 + value}


def _means_an_amount(question: str, numeral: Numeral) -> bool:
    """Not part of a fraction, a date, a time of day, an ordinal or a compound word."""
    before, after = question[: numeral.start], question[numeral.end :]
    year = 1800 <= numeral.value <= 2100 and numeral.end - numeral.start == 4
    return not (before[-1:] in ("/", ":", "-") or _NO_AMOUNT.match(after) or year)


def _drawn(question: str, proof: Plan, at: int, rng: Random) -> Fraction:
    old = proof.told[at]
    text = question[old.start : old.end]
    if question[old.end : old.end + 1] == "%" or question[old.end :].startswith(" percent"):
        return Fraction(ROUND * rng.randint(1, 99 // ROUND))
    places = len(text.partition(".")[2])
    unit = Fraction(1, 10**places)
    step = 10 if not places and old.value % 10 == 0 and old.value >= 50 else 1
    low = max(2 if not places else 1, math.floor(old.value / unit / 2 / step))
    high = max(low + 3, math.ceil(old.value / unit * Fraction(8, 5) / step))
    return rng.randint(low, high) * unit * step


def _results(proof: Plan, chosen: Mapping[int, Fraction]) -> list[Fraction] | None:
    """Every sum computed anew; None where one is not of its old kind."""
    results: list[Fraction] = []
    for each in proof.sums:
        given = {item.leaf.place: _became(item, proof, chosen, results) for item in each.operands}
        try:
            value = evaluate(each.tree, given)
        except NotArithmetic:
            return None
        if not _same_kind(value, each.value):
            return None
        results.append(value)
    return results


def _became(
    operand: Operand, proof: Plan, chosen: Mapping[int, Fraction], results: list[Fraction]
) -> Fraction:
    """The new value of an operand. Raises DoesNotFit where it may have come from two places."""
    old = operand.leaf.value
    origins = {results[at] for at in operand.sums}
    origins |= {chosen.get(at, old) for at in operand.told}
    if old in proof.unsaid:
        origins.add(old)
    if len(origins) > 1:
        raise DoesNotFit(f"{float(old):g} may have come from two places")
    return origins.pop()


def _same_kind(new: Fraction, old: Fraction) -> bool:
    whole = new.denominator == 1 or old.denominator != 1
    return whole and (new > 0) == (old > 0) and new < LARGEST and (100 * new).denominator == 1


def _renumbered(
    proof: Plan, chosen: Mapping[int, Fraction], results: list[Fraction]
) -> dict[Fraction, Fraction] | None:
    """What each old number became; None where one would become two different ones."""
    new: dict[Fraction, Fraction] = {each.value: each.value for each in proof.told}
    new |= {value: value for value in proof.unsaid}
    new |= {proof.told[at].value: value for at, value in chosen.items()}
    for each, value in zip(proof.sums, results, strict=True):
        if new.setdefault(each.value, value) != value:
            return None
    moved = [value for old, value in new.items() if value != old]
    kept = {old for old, value in new.items() if value == old}
    return new if len(set(moved)) == len(moved) and not kept & set(moved) else None


def _rewritten(
    problem: Problem,
    proof: Plan,
    chosen: Mapping[int, Fraction],
    values: Mapping[Fraction, Fraction],
    answer: Fraction,
) -> Problem:
    told = {proof.told[at].start: _like(problem, proof, at, value) for at, value in chosen.items()}
    return replace(
        problem,
        question=replaced(problem.question, told),
        steps=tuple(_line(step, values) for step in problem.steps),
        answer=answer,
    )


def _like(problem: Problem, proof: Plan, at: int, value: Fraction) -> str:
    """Written as the old numeral was: with its decimal places and its commas."""
    old = problem.question[proof.told[at].start : proof.told[at].end]
    places = len(old.partition(".")[2])
    return f"{float(value):,.{places}f}" if "," in old else f"{float(value):.{places}f}"


def _line(step: str, values: Mapping[Fraction, Fraction]) -> str:
    new = {}
    for numeral in numerals(step):
        if numeral.value not in values:
            raise DoesNotFit(f"the answer names {float(numeral.value):g}, which nothing explains")
        value = values.get(numeral.value, numeral.value)
        if value != numeral.value:
            new[numeral.start] = _as_shown(step[numeral.start : numeral.end], value)
    return replaced(step, new)


def _as_shown(old: str, value: Fraction) -> str:
    """With two places where the old number was an amount of money such as 2.50."""
    if value.denominator != 1 and len(old.partition(".")[2]) == 2:
        return f"{float(value):.2f}"
    return f"{int(value):,}" if "," in old and value.denominator == 1 else printed(value)
