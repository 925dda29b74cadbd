"""States a quantity of the question in a smaller unit, and converts it back as the first step.

What is asked does not change, so neither does the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from finetune.augment.plan import Plan, plan
from finetune.augment.problem import DoesNotFit, Problem
from finetune.calculator import printed

LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Unit:
    """`one`, `many`: how it is written; `smaller` of which it holds `size`."""

    one: str
    many: str
    smaller: str
    size: int


UNITS = (
    Unit("hour", "hours", "minutes", 60),
    Unit("minute", "minutes", "seconds", 60),
    Unit("week", "weeks", "days", 7),
    Unit("year", "years", "months", 12),
    Unit("yard", "yards", "feet", 3),
    Unit("foot", "feet", "inches", 12),
    Unit("kilometer", "kilometers", "meters", 1000),
    Unit("meter", "meters", "centimeters", 100),
    Unit("kilogram", "kilograms", "grams", 1000),
    Unit("pound", "pounds", "ounces", 16),
    Unit("liter", "liters", "milliliters", 1000),
    Unit("gallon", "gallons", "quarts", 4),
    Unit("dollar", "dollars", "cents", 100),
)
_MONEY = re.compile(
    r"\$(\d[\d,]*(?:\.\d\d)?)(?![\d,]*\.?\d)(?!\s*(?:million|billion|thousand|dollar|bill|gift|-))"
)


@dataclass(frozen=True, slots=True)
class _Quantity:
    unit: Unit
    value: Fraction
    start: int
    end: int
    money: bool = False


def change_unit(problem: Problem, rng: Random) -> Problem:
    """Raises DoesNotFit where no quantity stands in a known unit."""
    proof = plan(problem)
    found = [each for each in _quantities(problem.question) if _followed(each, proof)]
    if not found:
        raise DoesNotFit("no quantity of the question is in a known unit")
    chosen = rng.choice(found)
    small = chosen.value * chosen.unit.size
    asked = problem.question
    stated = f"{printed(small)} {chosen.unit.smaller}"
    said = f"{asked[: chosen.start]}{stated}{asked[chosen.end :]}"
    if not _named(chosen.unit, said):
        raise DoesNotFit("the unit of the answer would no longer be named")
    return replace(
        problem,
        question=said,
        steps=(_conversion(chosen, small, stated), *problem.steps),
    )


def _quantities(question: str) -> list[_Quantity]:
    found = []
    for unit in UNITS:
        counted = re.compile(rf"(?<![\d.,/$:-])(\d+(?:\.\d+)?) (?:{unit.one}|{unit.many})\b(?!-)")
        found += [
            _Quantity(unit, Fraction(match[1]), match.start(), match.end())
            for match in counted.finditer(question)
        ]
    for match in _MONEY.finditer(question):
        value = Fraction(match[1].replace(",", ""))
        found.append(_Quantity(UNITS[-1], value, match.start(), match.end(), money=True))
    return found


def _followed(quantity: _Quantity, proof: Plan) -> bool:
    """Used in a sum, the only number of its value, and a handy whole number when converted."""
    same = [at for at, each in enumerate(proof.told) if each.value == quantity.value]
    small = quantity.value * quantity.unit.size
    handy = small.denominator == 1 and 0 < small <= LARGEST
    clash = any(each.value == small for each in proof.told)
    return len(same) == 1 and bool(proof.users(same[0])) and handy and not clash


def _named(unit: Unit, text: str) -> bool:
    """Whether the larger unit still stands in the text, so that the answer's unit is clear."""
    words = rf"\b(?:{unit.one}|{unit.many})\b"
    return bool(re.search(words, text)) or (unit.one == "dollar" and "$" in text)


def _conversion(quantity: _Quantity, small: Fraction, stated: str) -> str:
    back = f"{printed(small)}/{quantity.unit.size}"
    result = printed(quantity.value)
    name = quantity.unit.one if quantity.value == 1 else quantity.unit.many
    marked = f"<<{back}={result}>>{result}"
    return f"{stated} is {back} = {f'${marked}' if quantity.money else f'{marked} {name}'}."
