"""Figures over fiscal spans: years, single quarters, the fourth quarter, trailing twelve months.

Reads them off a company's book, which derives what no filing states.
"""

from __future__ import annotations

from datetime import date

from apps.finance.domain.book import Book
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Period, Scope
from apps.finance.domain.formula import Item
from apps.finance.domain.metrics import Metric, reason
from apps.finance.domain.periods import (
    DAY,
    FiscalSpan,
    SpanName,
    month_later,
    nearest,
    years_before,
)
from apps.finance.domain.precedence import metric_facts

__all__ = ["annual", "metric_facts", "over", "quarter", "trailing"]


def annual(of: Book, id: str, year: int, scope: Scope = Scope.CONSOLIDATED) -> Metric:
    """The figure of a fiscal year, or the balance at its end."""
    return over(of, id, FiscalSpan(year), scope)


def quarter(of: Book, id: str, year: int, number: int, scope: Scope = Scope.CONSOLIDATED) -> Metric:
    """A single fiscal quarter: stated, or from year-to-date figures (the fourth: year − 9 months).

    Raises ValueError if `number` is not 1 to 4.
    """
    spans: dict[int, SpanName] = {1: "Q1", 2: "Q2", 3: "Q3", 4: "Q4"}
    if number not in spans:
        raise ValueError(f"quarter {number} is none; use 1 to 4")
    return over(of, id, FiscalSpan(year, spans[number]), scope)


def over(of: Book, id: str, span: FiscalSpan, scope: Scope = Scope.CONSOLIDATED) -> Metric:
    """The figure of a fiscal span; additive flows may be derived, others only stated."""
    period = of.actual(span)
    if period is None:
        nominal = of.calendar.nominal(span)
        why = reason("not_reported", period_en=span.label("en"), period_zh=span.label("zh"))
        return of.undefined(id, nominal, scope, why)
    found = of.get(Item(id), period, scope)
    concept = BY_ID.get(id)
    if found.value is None and concept is not None and concept.measure != "money":
        why = reason("not_additive", name_en=concept.name_en, name_zh=concept.name_zh)
        return of.undefined(id, period, scope, why)
    return found


def trailing(of: Book, id: str, end: date, scope: Scope = Scope.CONSOLIDATED) -> Metric:
    """Twelve months up to `end`: the year itself, or year + year to date − the prior one's.

    Balances are those at `end`. Per-share figures and share counts do not add up: undefined
    unless a year ends there.
    """
    concept = BY_ID.get(id)
    year_before = nearest(month_later(end, -12), of.ends, 15)
    start = (year_before or years_before(end, 1)) + DAY
    found = of.get(Item(id), Period(end, start), scope)
    if found.value is None and concept is not None and concept.measure != "money":
        why = reason("not_additive", name_en=concept.name_en, name_zh=concept.name_zh)
        return of.undefined(id, Period(end, start), scope, why)
    return found
