"""Core metrics year on year, across a company's filings.

Knows the book and growth; nothing of charts.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.finance.domain.book import Book
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Period, Scope
from apps.finance.domain.formula import Item
from apps.finance.domain.metrics import Metric
from apps.finance.domain.periods import FiscalSpan
from apps.finance.domain.ratio_definitions import RATIO_BY_ID
from apps.finance.domain.ratios import growth, ratio

CORE = (
    "revenue", "gross_profit", "operating_income", "net_income", "eps_basic",
    "operating_cash_flow", "capital_expenditure", "total_assets", "total_liabilities",
    "equity_parent", "gross_margin", "net_margin", "return_on_equity", "debt_to_assets",
)  # fmt: skip
"""What a first look at a company shows."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A year's figure and its growth on the year before (None for ratios)."""

    year: FiscalSpan
    period: Period
    metric: Metric
    growth: Metric | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over the years, oldest first; undefined points keep their reason."""

    id: str
    name_en: str
    name_zh: str
    unit: str
    points: tuple[TrendPoint, ...]


def fiscal_years(of: Book) -> tuple[tuple[FiscalSpan, Period], ...]:
    """The fiscal years for which flows are stated, oldest first."""
    found: dict[FiscalSpan, Period] = {}
    for period in of.years():
        named = of.calendar.name(period)
        if named is not None and named.span == "FY":
            found.setdefault(named, period)
    return tuple(sorted(found.items()))


def trend(of: Book, id: str, scope: Scope = Scope.CONSOLIDATED) -> Trend:
    """A metric or ratio over every stated year. Raises KeyError if `id` is neither."""
    points = tuple(_point(of, id, year, period, scope) for year, period in fiscal_years(of))
    definition = RATIO_BY_ID.get(id) or BY_ID[id]
    unit = points[-1].metric.unit if points else of.currency
    return Trend(id, definition.name_en, definition.name_zh, unit, points)


def _point(of: Book, id: str, year: FiscalSpan, period: Period, scope: Scope) -> TrendPoint:
    if id in RATIO_BY_ID:
        return TrendPoint(year, period, ratio(of, RATIO_BY_ID[id], period, scope), None)
    return TrendPoint(year, period, of.get(Item(id), period, scope), growth(of, id, period, scope))


def trends(
    of: Book, ids: tuple[str, ...] = CORE, scope: Scope = Scope.CONSOLIDATED
) -> tuple[Trend, ...]:
    """The trends of several figures, in the order given; those without any point left out."""
    found = (trend(of, id, scope) for id in ids)
    return tuple(t for t in found if any(p.metric.value is not None for p in t.points))
