"""From revenue down to net profit: the steps between the totals that the statement prints.

Pure. What lies between two totals and has no line of its own is shown as one remainder, worked
out and called so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from apps.finance.domain.book import Book
from apps.finance.domain.facts import Period, Scope
from apps.finance.domain.formula import Item
from apps.finance.domain.metrics import Metric
from apps.finance.service.views.amounts import amount, reading_scale, unit_name
from apps.finance.service.views.metrics import metric_ref
from apps.shared.formats import number
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

_TOTALS: tuple[str, ...] = (
    "revenue",
    "gross_profit",
    "operating_income",
    "pretax_income",
    "profit",
    "net_income",
)
_CHANGES: dict[str, tuple[tuple[str, int], ...]] = {
    "gross_profit": (("cost_of_revenue", -1),),
    "operating_income": (
        ("selling_expense", -1),
        ("admin_expense", -1),
        ("sga", -1),
        ("research_development", -1),
        ("finance_expense", -1),
    ),
    "pretax_income": (
        ("interest_expense", -1),
        ("nonoperating_income", 1),
        ("nonoperating_expense", -1),
    ),
    "profit": (("income_tax", -1),),
    "net_income": (),
}
_WITHIN = {"sga": ("selling_expense", "admin_expense"), "interest_expense": ("finance_expense",)}
"""Lines left out where the statement prints the parts, or the whole that holds them."""
_OTHER = {
    "gross_profit": mark("Other cost of revenue"),
    "operating_income": mark("Other operating items"),
    "pretax_income": mark("Other non-operating items"),
    "profit": mark("Discontinued and other items"),
    "net_income": mark("Non-controlling interests and other"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A bar: a total from zero, or a change that starts where the last bar ended."""

    label: str
    value: Decimal
    kind: Literal["total", "change"]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """The steps as a waterfall takes them; values are floats in the unit of the axis."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    measures: tuple[Literal["absolute", "relative"], ...]
    texts: tuple[str, ...]
    axis: str

    @property
    def height(self) -> int:
        """Pixels that give every bar a line of its own."""
        return 70 + 30 * len(self.labels)

    @property
    def alt(self) -> str:
        """The chart in words, for readers who do not see it."""
        return "; ".join(f"{a}: {b}" for a, b in zip(self.labels, self.texts, strict=True))


def bars(steps: tuple[Step, ...], unit: str, t: Words) -> Bars:
    scale = reading_scale((step.value for step in steps), t)
    return Bars(
        tuple(step.label for step in steps),
        tuple(float(step.value.scaleb(-scale)) for step in steps),
        tuple("absolute" if step.kind == "total" else "relative" for step in steps),
        tuple(_short(step.value.scaleb(-scale), t) for step in steps),
        unit_name(unit, scale, t),
    )


def _short(value: Decimal, t: Words) -> str:
    return number(value, t.language, places=1 if abs(value) < 1000 else 0)


def profit_steps(of: Book, period: Period, scope: Scope, t: Words) -> tuple[Step, ...]:
    """The bars in order; empty where revenue or every profit below it is not stated."""

    def figure(id: str) -> Metric:
        return of.get(Item(id), period, scope)

    stated = [(id, m) for id in _TOTALS if (m := figure(id)).value is not None]
    if len(stated) < 2 or stated[0][0] != "revenue":
        return ()
    steps = [_total(stated[0][1], t)]
    for (earlier, before), (later, after) in pairwise(stated):
        passed = _TOTALS[_TOTALS.index(earlier) + 1 : _TOTALS.index(later) + 1]
        named = [(figure(id), sign) for total in passed for id, sign in _CHANGES[total]]
        steps += _between(before, after, _once(named), t(_OTHER[later]), t)
    return tuple(_without_repeats(steps))


def _once(named: list[tuple[Metric, int]]) -> list[tuple[Metric, int]]:
    """The lines that are there, without those that another of them holds."""
    there = {metric.id for metric, _ in named if metric.value}
    return [
        (metric, sign)
        for metric, sign in named
        if metric.id in there and not there.intersection(_WITHIN.get(metric.id, ()))
    ]


def _between(
    before: Metric, after: Metric, named: list[tuple[Metric, int]], other: str, t: Words
) -> list[Step]:
    assert before.value is not None
    assert after.value is not None
    rest = after.value - before.value
    steps: list[Step] = []
    for metric, sign in named:
        assert metric.value is not None
        change = metric.value * sign
        steps.append(Step(metric.named(t.language), change, "change", metric_ref(metric)))
        rest -= change
    if rest:
        steps.append(Step(other, rest, "change"))
    return [*steps, _total(after, t)]


def _total(metric: Metric, t: Words) -> Step:
    assert metric.value is not None
    return Step(metric.named(t.language), metric.value, "total", metric_ref(metric))


def _without_repeats(steps: list[Step]) -> list[Step]:
    """Net income that equals profit needs no second bar."""
    kept: list[Step] = []
    for step in steps:
        if kept and step.kind == kept[-1].kind == "total" and step.value == kept[-1].value:
            kept.pop()
        kept.append(step)
    return kept


def steps_table(
    steps: tuple[Step, ...], unit: str, heading: str, t: Words, scale: int
) -> TableView:
    """The table behind the waterfall."""
    rows = tuple(
        TableRow(
            step.label,
            (TableCell(amount(step.value, unit, t, scale=scale), step.ref),),
            level=0 if step.kind == "total" else 1,
            kind="total" if step.kind == "total" else "line",
        )
        for step in steps
    )
    corner = t("In {unit}", unit=unit_name(unit, scale, t))
    return TableView(t("From revenue to profit"), (TableColumn(heading),), rows, corner)
