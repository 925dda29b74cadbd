"""What periods and scopes are called in the heading of a column."""

from __future__ import annotations

from apps.finance.domain.facts import Period, Scope
from apps.finance.domain.periods import Calendar, period_name
from apps.shared.formats import day
from apps.shared.words import Words, mark

_SCOPES = {Scope.CONSOLIDATED: mark("Consolidated"), Scope.PARENT: mark("Parent company")}


def period_label(period: Period, calendar: Calendar, t: Words) -> str:
    """`Dec 31, 2023` for a balance; `FY2023` or two dates for a flow."""
    if period.start is None:
        return day(period.end, t.language)
    if calendar.name(period) is not None:
        return period_name(period, calendar, t.language)
    return f"{day(period.start, t.language)} – {day(period.end, t.language)}"


def period_dates(period: Period, t: Words) -> str:
    """The days covered: one date, or from and to."""
    if period.start is None:
        return day(period.end, t.language)
    return f"{day(period.start, t.language)} – {day(period.end, t.language)}"


def scope_name(scope: Scope, t: Words) -> str:
    return t(_SCOPES[scope])
