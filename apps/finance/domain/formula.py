"""Formulas over named figures: written once, then calculated, put into words, or into Excel.

Expressions are trees; `resolve` replaces the names by the figures of one period and chooses among
alternatives. Knows nothing of filings: figures come from a lookup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from apps.finance.domain.metrics import Language, Metric, Reason, reason

Operator = Literal["+", "-", "*", "/", "//"]
"""`/` is undefined on a base that is not positive, as ratios are; `//` only on zero."""

_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2}
_SIGN = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "//": " ÷ "}


class Expression:
    """Anything that can stand in a formula."""

    __slots__ = ()

    def __add__(self, other: Expression | int) -> Apply:
        return Apply("+", self, expression(other))

    def __sub__(self, other: Expression | int) -> Apply:
        return Apply("-", self, expression(other))

    def __mul__(self, other: Expression | int) -> Apply:
        return Apply("*", self, expression(other))

    def __truediv__(self, other: Expression | int) -> Apply:
        return Apply("/", self, expression(other))


@dataclass(frozen=True, slots=True)
class Item(Expression):
    """A figure by its id, of the period itself or `back` years before it.

    `opening` means the balance on the day before the period starts.
    """

    id: str
    back: int = 0
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Number(Expression):
    value: Decimal


@dataclass(frozen=True, slots=True)
class Apply(Expression):
    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Either(Expression):
    """The first of the alternatives whose inputs are all there."""

    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Days(Expression):
    """The days of the period: 365 for a year, whatever its weeks."""


@dataclass(frozen=True, slots=True)
class IfAny(Expression):
    """The figure, or nothing at all where the filing prints no such line."""

    item: Item


@dataclass(frozen=True, slots=True)
class Leaf(Expression):
    """A figure in its place: what `resolve` puts for an item."""

    metric: Metric


Working = Leaf | Number | Apply
Lookup = Callable[[Item], Metric]


def expression(value: Expression | int) -> Expression:
    return Number(Decimal(value)) if isinstance(value, int) else value


def item(id: str, back: int = 0) -> Item:
    return Item(id, back)


def average(id: str) -> Expression:
    """The mean of the opening and closing balance."""
    return (Item(id) + Item(id, opening=True)) / 2


def resolve(formula: Expression, lookup: Lookup, days: int | None) -> Working | Reason:
    """The formula with every figure in its place, or the reason why one is not there."""
    match formula:
        case Item():
            metric = lookup(formula)
            return metric.reason if metric.reason is not None else Leaf(metric)
        case Days():
            length = 365 if days is None or days > 340 else days
            return Number(Decimal(length))
        case Either(options):
            return _first(options, lookup, days)
        case Apply(operator, left, right):
            return _resolve_both(operator, left, right, lookup, days)
        case Number() | Leaf():
            return formula
    raise TypeError(f"{formula!r} is no formula")


def _first(options: tuple[Expression, ...], lookup: Lookup, days: int | None) -> Working | Reason:
    refused: Reason | None = None
    for option in options:
        found = resolve(option, lookup, days)
        if not isinstance(found, Reason):
            return found
        refused = refused or found
    if refused is None:
        raise ValueError("a choice without alternatives")
    return refused


def _resolve_both(
    operator: Operator, left: Expression, right: Expression, lookup: Lookup, days: int | None
) -> Working | Reason:
    first = resolve(left, lookup, days)
    if isinstance(first, Reason):
        return first
    if isinstance(right, IfAny):
        metric = lookup(right.item)
        return first if metric.value is None else Apply(operator, first, Leaf(metric))
    second = resolve(right, lookup, days)
    return second if isinstance(second, Reason) else Apply(operator, first, second)


def leaves(working: Expression) -> Iterator[Metric]:
    """The figures of a resolved formula, left to right."""
    match working:
        case Leaf(metric):
            yield metric
        case Apply(_, left, right):
            yield from leaves(left)
            yield from leaves(right)


def calculate(working: Expression) -> Decimal | Reason:
    """The value of a resolved formula, or the reason why a base forbids it."""
    match working:
        case Leaf(metric):
            assert metric.value is not None, "a leaf is a figure that is there"
            return metric.value
        case Number(value):
            return value
        case Apply(operator, left, right):
            first, second = calculate(left), calculate(right)
            if isinstance(first, Reason):
                return first
            if isinstance(second, Reason):
                return second
            return _apply(operator, first, second, right)
    raise TypeError(f"{working!r} is not resolved")


def _apply(operator: Operator, a: Decimal, b: Decimal, base: Expression) -> Decimal | Reason:
    if operator == "+":
        return a + b
    if operator == "-":
        return a - b
    if operator == "*":
        return a * b
    words = {"name_en": in_words(base, "en"), "name_zh": in_words(base, "zh")}
    if b == 0:
        return reason("zero_base", **words)
    if b < 0 and operator == "/":
        return reason("negative_base", **words)
    return a / b


def error(working: Expression, of: Callable[[Metric], Decimal]) -> Decimal:
    """How far rounding may have moved the value of a resolved formula without quotients."""
    match working:
        case Leaf(metric):
            return of(metric)
        case Number():
            return Decimal(0)
        case Apply("*", left, right):
            a, b = calculate(left), calculate(right)
            assert isinstance(a, Decimal)
            assert isinstance(b, Decimal)
            ea, eb = error(left, of), error(right, of)
            return abs(a) * eb + abs(b) * ea + ea * eb
        case Apply("+" | "-", left, right):
            return error(left, of) + error(right, of)
    raise TypeError(f"no error bound for {working!r}")


def written(working: Expression, show: Callable[[Metric], str], signs: dict[str, str]) -> str:
    """The formula with each figure as `show` puts it; brackets only where they are needed."""
    match working:
        case Leaf(metric):
            return show(metric)
        case Number(value):
            return f"{value.normalize():f}"
        case Apply(operator, left, right):
            first = _bracketed(left, _RANK[operator], False, show, signs)
            second = _bracketed(right, _RANK[operator], operator in ("-", "/", "//"), show, signs)
            return first + signs[operator] + second
    raise TypeError(f"{working!r} is not resolved")


def _bracketed(
    part: Expression,
    rank: int,
    same_rank_too: bool,
    show: Callable[[Metric], str],
    signs: dict[str, str],
) -> str:
    text = written(part, show, signs)
    if not isinstance(part, Apply):
        return text
    inner = _RANK[part.operator]
    return f"({text})" if inner < rank or (same_rank_too and inner == rank) else text


def in_words(working: Expression, language: Language, anchor: object = None) -> str:
    """The formula in words; figures of another period than `anchor` carry their period's end."""

    def show(metric: Metric) -> str:
        name = metric.named(language)
        period = metric.period
        if anchor is None or period is None or period.end == getattr(anchor, "end", None):
            return name
        return f"{name} [{period.end.isoformat()}]"

    return written(working, show, _SIGN)


def in_excel(working: Expression, address: Callable[[Metric], str]) -> str:
    """The formula for a spreadsheet, without the leading equals sign."""
    return written(working, address, {"+": "+", "-": "-", "*": "*", "/": "/", "//": "/"})
