"""What a figure may be worked out from where no filing states it, and how flows add up.

Knows formulas over one company's stated flows; chooses nothing and names no filing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from apps.finance.domain.facts import Period
from apps.finance.domain.formula import Either, Expression, IfAny, Item, item
from apps.finance.domain.periods import DAY

ADJACENT = 4
"""Days by which periods that follow each other may seem to gap or overlap."""

SUBSTITUTES: dict[str, Expression] = {
    "gross_profit": item("revenue") - item("cost_of_revenue"),
    "revenue": item("total_revenue"),
    "total_revenue": item("revenue"),
    "total_equity": item("equity_parent") + IfAny(Item("minority_interest")),
    "equity_parent": item("total_equity") - IfAny(Item("minority_interest")),
    "liabilities_and_equity": item("total_assets"),
    "total_liabilities": Either(
        (
            item("liabilities_and_equity") - item("total_equity"),
            item("liabilities_and_equity") - item("equity_parent"),
            item("total_assets") - item("total_equity"),
        )
    ),
    "noncurrent_assets": item("total_assets") - item("current_assets"),
    "noncurrent_liabilities": item("total_liabilities") - item("current_liabilities"),
    "net_income": item("profit"),
    "profit": item("net_income"),
    "sga": item("selling_expense") + item("admin_expense"),
    "operating_income": Either(
        (item("gross_profit") - item("operating_expenses"), item("revenue") - item("total_cost"))
    ),
    "pretax_income": item("profit") + item("income_tax"),
}
"""What a figure may be worked out from where no filing states it."""


def close(a: date, b: date) -> bool:
    """Whether two days are the same but for the slack of 52-week years."""
    return abs((a - b).days) <= ADJACENT


def remainder(place: Period, flows: Iterable[Period]) -> tuple[Period, Period] | None:
    """A longer flow and the part to take off it: [a..e] − [a..s−1], or [s..b] − [e+1..b]."""
    known = tuple(flows)
    assert place.start is not None
    for whole in known:
        assert whole.start is not None
        part = None
        if close(whole.end, place.end) and whole.start < place.start:
            part = _find(known, whole.start, place.start - DAY)
        elif close(whole.start, place.start) and whole.end > place.end:
            part = _find(known, place.end + DAY, whole.end)
        if part is not None:
            return whole, part
    return None


def trailing(place: Period, flows: Iterable[Period]) -> tuple[Period, Period, Period] | None:
    """The year before, the year to date to add, and the same months of the last to take off."""
    known = tuple(flows)
    assert place.start is not None
    for year in known:
        assert year.start is not None
        if not year.start < place.start <= year.end < place.end:
            continue
        to_date = _find(known, year.end + DAY, place.end)
        before = _find(known, year.start, place.start - DAY)
        if to_date is not None and before is not None:
            return year, to_date, before
    return None


def _find(flows: Iterable[Period], start: date, end: date) -> Period | None:
    for period in flows:
        if period.start is not None and close(period.start, start) and close(period.end, end):
            return period
    return None
