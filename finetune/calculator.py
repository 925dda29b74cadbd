"""An exact calculator for sums that a text marks as `<<48/2=24>>` (GSM8K, Cobbe et al. 2021).

Used while an answer is written, where it supplies what stands behind the equals sign, and as the
judge of a finished answer. Values are fractions: nothing is rounded before it is printed. Knows
marks; knows no model. What counts as a sum is in `finetune.expression`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from finetune.expression import NotArithmetic, evaluate, parse

PLACES = 6
"""Decimal places of a value that has no end; an ending one is printed whole up to these."""

_MARK = re.compile(r"<<([^<>=]*)=([^<>=]*)>>")
_OPEN = re.compile(r"<<([^<>=]*)=$")
_FINAL = re.compile(r"####\s*([-−]?[$€£¥]?\s*[\d,]*\.?\d+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked sum: what it says it equals, and where it lies in the text."""

    expression: str
    stated: str
    start: int
    end: int

    @property
    def right(self) -> bool:
        """Whether the stated result is the value, to the places it is stated with."""
        try:
            return agrees(self.stated, value(self.expression))
        except NotArithmetic:
            return False


def value(expression: str) -> Fraction:
    """The exact value. Raises NotArithmetic for what is no sum, and for a division by zero."""
    return evaluate(parse(expression))


def calculate(expression: str) -> str | None:
    """The value as it is written behind the equals sign; None where there is no sum."""
    try:
        return printed(value(expression))
    except NotArithmetic:
        return None


def printed(number: Fraction) -> str:
    """As a decimal without needless zeros, rounded half up to six places where it has no end."""
    scaled = abs(number) * 10**PLACES
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    units, rest = divmod(whole, 10**PLACES)
    digits = f"{units}.{rest:0{PLACES}d}".rstrip("0").rstrip(".")
    return f"-{digits}" if number < 0 and whole else digits


def agrees(stated: str, number: Fraction) -> bool:
    """Whether a stated number is `number`, to the decimal places it is stated with.

    A stated whole number must be exact.
    """
    try:
        told = value(stated)
    except NotArithmetic:
        return False
    shown = re.search(r"\.(\d+)", stated)
    places = len(shown[1]) if shown else 0
    return told == number or (places > 0 and abs(told - number) <= Fraction(1, 2 * 10**places))


def marks(text: str) -> Iterator[Mark]:
    """Every finished mark of the text, in order."""
    for found in _MARK.finditer(text):
        yield Mark(found[1], found[2], found.start(), found.end())


def completion(text: str) -> str | None:
    """What follows a text that ends in an opened mark and its equals sign, such as `24>>`.

    None where the text does not end so, or the mark holds no sum. A decoder appends it in place of
    what the model would have written.
    """
    opened = _OPEN.search(text)
    result = calculate(opened[1]) if opened else None
    return None if result is None else f"{result}>>"


def recalculated(text: str) -> str:
    """The text with every wrong result behind an equals sign replaced by the right one."""
    done, at = [], 0
    for mark in marks(text):
        result = calculate(mark.expression)
        if mark.right or result is None:
            continue
        done += [text[at : mark.start], f"<<{mark.expression}={result}>>"]
        at = mark.end
    return "".join([*done, text[at:]])


def plain(text: str) -> str:
    """The text without its marks, as it is shown to a reader."""
    return _MARK.sub("", text)


def final_answer(text: str) -> Fraction | None:
    """The number after the last `####`; None where there is none."""
    found = _FINAL.findall(text)
    return value(found[-1].replace(" ", "")) if found else None


def reward(answer: str, gold: Fraction) -> float:
    """1 for the right final number with right marks, less where marks are wrong, 0 otherwise.

    A right number reached through wrong sums earns a half, so that it pays to calculate honestly;
    a wrong number whose sums are right earns a tenth, so that sums are marked at all.
    """
    found = final_answer(answer)
    made = list(marks(answer))
    sound = all(mark.right for mark in made)
    if found == gold:
        return 1.0 if sound else 0.5
    return 0.1 if made and sound and found is not None else 0.0
