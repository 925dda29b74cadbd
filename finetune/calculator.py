"""An exact calculator for sums that a text marks as `<<48/2=24>>` (GSM8K, Cobbe et al. 2021).

Used while an answer is written, where it supplies what stands behind the equals sign, and as the
judge of a finished answer. Values are fractions: nothing is rounded before it is printed. Knows
arithmetic and marks; knows no model.

The grammar: numbers (1,200  .5  3.25), + - * / x × ÷, parentheses, a sign before a value, a percent
sign behind one; currency signs are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

MOST_SIGNS = 120
"""Longest expression that is read; sums of worked answers have a few dozen signs."""
PLACES = 6
"""Decimal places of a value that has no end; an ending one is printed whole up to these."""

_MARK = re.compile(r"<<([^<>=]*)=([^<>=]*)>>")
_OPEN = re.compile(r"<<([^<>=]*)=$")
_FINAL = re.compile(r"####\s*([-−]?[$€£¥]?\s*[\d,]*\.?\d+)")
_TOKEN = re.compile(r"\s*(?:(\d[\d,]*\.?\d*|\.\d+)|(.))", re.DOTALL)
_CURRENCY = str.maketrans("", "", "$€£¥")
_SAME = {"x": "*", "X": "*", "×": "*", "÷": "/", "−": "-", "–": "-"}


class NotArithmetic(ValueError):
    """The text is no sum in the grammar; the message shows it."""


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
    if len(expression) > MOST_SIGNS:
        raise NotArithmetic(f"{expression[:40]!r}...: longer than {MOST_SIGNS} signs")
    reader = _Reader(expression)
    try:
        found = reader.sum()
    except (ZeroDivisionError, ValueError) as problem:
        raise NotArithmetic(f"{expression!r}: {problem}") from problem
    if reader.ahead is not None:
        raise NotArithmetic(f"{expression!r}: {reader.ahead!r} is not expected there")
    return found


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


class _Reader:
    """Reads an expression from left to right; `ahead` is the next token, None at the end."""

    def __init__(self, expression: str):
        text = expression.translate(_CURRENCY)
        self._tokens = iter(_TOKEN.findall(text.strip()))
        self._advance()

    def sum(self) -> Fraction:
        total = self._product()
        while self.ahead in ("+", "-"):
            sign = self._take()
            term = self._product()
            total = total + term if sign == "+" else total - term
        return total

    def _product(self) -> Fraction:
        total = self._signed()
        while self.ahead in ("*", "/"):
            sign = self._take()
            factor = self._signed()
            total = total * factor if sign == "*" else total / factor
        return total

    def _signed(self) -> Fraction:
        if self.ahead in ("-", "+"):
            return -self._signed() if self._take() == "-" else self._signed()
        number = self._atom()
        while self.ahead == "%":
            self._take()
            number /= 100
        return number

    def _atom(self) -> Fraction:
        if self.ahead == "(":
            self._take()
            inner = self.sum()
            if self.ahead != ")":
                raise ValueError("a parenthesis is not closed")
            self._take()
            return inner
        if self.ahead is None or not (self.ahead[0].isdigit() or self.ahead[0] == "."):
            raise ValueError(f"a number is expected, not {self.ahead!r}")
        return Fraction(self._take().replace(",", "").rstrip("."))

    def _take(self) -> str:
        token = self.ahead
        self._advance()
        return token or ""

    def _advance(self) -> None:
        number, sign = next(self._tokens, ("", ""))
        self.ahead: str | None = number or _SAME.get(sign, sign) or None
