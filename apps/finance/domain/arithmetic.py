"""Formulas as analysts write them: `365 * (average payables) / (COGS + change in inventory)`.

Reads English arithmetic over names that a vocabulary knows, years included. Anything it does not
know makes it give up: a formula half understood is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from apps.finance.domain.formula import (
    Apply,
    Either,
    Expression,
    IfAny,
    Item,
    Number,
    Operator,
    average,
    expression,
)
from apps.finance.domain.metrics import PERCENT

_YEAR = r"(?:fy|fiscal(?:\s+year)?\s*)?\s*'?((?:19|20)\d\d)"
_ASIDE = r"[(\[][^()\[\]]*\b(?:statements?|sheet|flows?|filing|p&l)\b[^()\[\]]*[)\]]"
_SKIP = re.compile(
    r"(?:(?:the|total|unadjusted|reported|of|its|their|for|in|at|year\s+end|net\s+of|outstanding|"
    r"end\s+of\s+year|ending|annual)\b|"
    rf"{_ASIDE}|from\s+(?:the\s+)?(?:cash\s+flow|income|balance)\s+(?:statement|sheet)\b|[,;])\s*"
)
_BETWEEN = re.compile(rf"\s*(?:between|from|for|of|over)\s+{_YEAR}\s*(?:and|to|-|–|&)\s*{_YEAR}")
_WORDS: dict[str, Operator] = {
    "divided by": "//", "over": "//", "per": "//", "/": "//", "÷": "//",
    "multiplied by": "*", "times": "*", "*": "*", "×": "*", "x": "*",
    "plus": "+", "+": "+", "minus": "-", "less": "-", "-": "-", "–": "-", "−": "-",
}  # fmt: skip
_OPERATOR = re.compile(
    r"\s*(divided\s+by|multiplied\s+by|over\b|per\b|times\b|plus\b|minus\b|less\b|x\b|[-/÷*×+–−])\s*"
)
_SHARE = re.compile(
    r"\s*(?:as\s+an?|in)\s+(?:%|percent(?:age)?|share|proportion)\s+of\s*|"
    r"\s*(?:%|percent)\s*(?:of\s+)?(?!margin)"
)
_TO = re.compile(r"\s*to\s+")
_OF_REVENUE = re.compile(r"\s*(?:%|percent(?:age)?)?\s*margins?\b(?:\s*%)?")


@dataclass(frozen=True, slots=True)
class Name:
    """A named figure of the vocabulary: its expression, and its unit where it has its own."""

    id: str
    formula: Expression
    unit: str | None = None


class NotUnderstood(ValueError):
    """The text is no formula over known names."""


class Arithmetic:
    """A reader of one formula; `year` is the fiscal year that the formula is asked for.

    `ratio` makes `A to B` a quotient. After reading, `share` tells of a percentage.
    """

    def __init__(self, text: str, names: Mapping[str, Name], year: int | None) -> None:
        self.text = text.lower()
        self.at = 0
        self.year = year
        self.names = names
        self.used: list[Name] = []
        self.share = False
        self.ratio = False
        self._known = re.compile(
            "|".join(re.escape(n) + r"(?!\w)" for n in sorted(names, key=len, reverse=True))
        )

    def whole(self) -> Expression:
        """The formula that is the whole text. Raises NotUnderstood."""
        found = self.sum()
        self._take(_SKIP)
        while self._take(_SKIP):
            pass
        if self.text[self.at :].strip(" .?!:"):
            raise NotUnderstood(self.text[self.at :])
        return found

    def sum(self) -> Expression:
        left = self.product()
        while (step := self._step({"+", "-"}, self.product)) is not None:
            left = Apply(step[0], left, step[1])
        return left

    def product(self) -> Expression:
        left = self.value()
        while True:
            if (share := self._of_share()) is not None:
                left = Apply("//", left, share)
            elif (base := self._to_base()) is not None:
                left = Apply("//", left, base)
            elif (step := self._step({"*", "//"}, self.value)) is not None:
                left = Apply(step[0], left, step[1])
            else:
                return left

    def _step(
        self, wanted: set[str], right: Callable[[], Expression]
    ) -> tuple[Operator, Expression] | None:
        """An operator with its right side, or None with nothing taken."""
        before, used = self.at, len(self.used)
        sign = self._operator(wanted)
        if sign is None:
            return None
        try:
            return sign, right()
        except NotUnderstood:
            self.at = before
            del self.used[used:]
            return None

    def _to_base(self) -> Expression | None:
        """The base of `the ratio of A to B`; nothing where no ratio was announced."""
        before = self.at
        if not self.ratio or not self._take(_TO):
            return None
        try:
            return self.value()
        except NotUnderstood:
            self.at = before
            return None

    def _of_share(self) -> Expression | None:
        """The whole that `as a % of` names."""
        before = self.at
        if not self._take(_SHARE):
            return None
        try:
            whole = self.value()
        except NotUnderstood:
            self.at = before
            return None
        self.share = True
        return whole

    def value(self) -> Expression:
        while self._take(_SKIP):
            pass
        if self._take(re.compile(r"[(\[]\s*")):
            inner = self.sum()
            while self._take(_SKIP):
                pass
            if not self._take(re.compile(r"\s*[)\]]")):
                raise NotUnderstood(self.text[self.at :])
            return inner
        number = self._take(re.compile(r"(\d+(?:\.\d+)?)(?!\d)(?!\s*-?\s*year)"))
        if number and not re.fullmatch(r"(?:19|20)\d\d", number[1]):
            return Number(Decimal(number[1]))
        if number:
            self.at = number.start()
        return self._figure()

    def _figure(self) -> Expression:
        mean = self._take(re.compile(r"average(?:\s+of)?\s+(?:the\s+)?|mean\s+(?:of\s+)?"))
        change = None if mean else self._take(re.compile(r"(?:the\s+)?change\s+in\s+"))
        stated = self._take(re.compile(_YEAR + r"\s*(?:'s\s+)?"))
        while self._take(_SKIP):
            pass
        name = self._take(self._known)
        if name is None:
            raise NotUnderstood(self.text[self.at :])
        known = self.names[name[0]]
        formula = known.formula
        if self._take(_OF_REVENUE) and known.unit is None:
            formula, self.share = formula / Item("revenue"), True
            known = Name(f"{known.id}_to_revenue", formula, PERCENT)
        self.used.append(known)
        self._take(re.compile(rf"\s*{_ASIDE}"))
        between = self._take(_BETWEEN)
        if mean:
            return self._mean(formula, between)
        if change:
            return formula - moved(formula, 1)
        if stated:
            return moved(formula, self._years_back(int(stated[1])))
        return formula

    def _mean(self, formula: Expression, between: re.Match[str] | None) -> Expression:
        if between is None:
            return average(formula.id) if isinstance(formula, Item) else formula
        first, last = sorted((int(between[1]), int(between[2])))
        years = range(first, last + 1)
        total = moved(formula, self._years_back(last))
        for year in reversed(years[:-1]):
            total = total + moved(formula, self._years_back(year))
        return total / expression(len(years)) if len(years) > 1 else total

    def _years_back(self, year: int) -> int:
        if self.year is None:
            raise NotUnderstood(f"{year} without a year asked for")
        back = self.year - year
        if not 0 <= back <= 10:
            raise NotUnderstood(f"{year} beside {self.year}")
        return back

    def _operator(self, wanted: set[str]) -> Operator | None:
        match = _OPERATOR.match(self.text, self.at)
        if match is None:
            return None
        sign = _WORDS[re.sub(r"\s+", " ", match[1])]
        if sign not in wanted:
            return None
        self.at = match.end()
        return sign

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match is None or match.end() == match.start():
            return None
        self.at = match.end()
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1
        return match


def moved(formula: Expression, years: int) -> Expression:
    """The same formula some years earlier."""
    match formula:
        case Item(id, back, opening):
            return Item(id, back + years, opening)
        case Apply(operator, left, right):
            return Apply(operator, moved(left, years), moved(right, years))
        case Either(options):
            return Either(tuple(moved(option, years) for option in options))
        case IfAny(Item(id, back, opening)):
            return IfAny(Item(id, back + years, opening))
    return formula
