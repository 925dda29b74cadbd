"""From the words for a period to its days.

Calendar years are taken for Chinese text; an English fiscal year has no days of its own, so it is
dated like the calendar year and the caller is told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from apps.finance.domain.facts import Period
from rag.periods import When

_PARTS = {
    "": (1, 12), "FY": (1, 12), "H1": (1, 6), "H2": (7, 12), "9M": (1, 9),
    "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12),
}  # fmt: skip
_LENGTHS = {"FY": 12, "H1": 6, "H2": 6, "9M": 9, "Q1": 3, "Q2": 3, "Q3": 3, "Q4": 3}


def days_of(when: When, instant: bool) -> Period:
    """The days that a phrase means for a balance (`instant`) or a flow."""
    end = when.day or _last_day(when.year, _PARTS[when.part][1])
    if instant:
        return Period(end)
    if when.day is not None:
        months = _LENGTHS.get(when.part, 12)
        return Period(end, _months_before(end, months) + timedelta(days=1))
    return Period(end, date(when.year, _PARTS[when.part][0], 1))


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _months_before(day: date, months: int) -> date:
    """The same day `months` earlier; the last of a month stays the last of its month."""
    at_end = day == _last_day(day.year, day.month)
    index = day.year * 12 + day.month - 1 - months
    last = _last_day(index // 12, index % 12 + 1)
    return last if at_end or day.day > last.day else last.replace(day=day.day)


def year_before(when: When) -> When:
    """The same part of the year before."""
    day = _months_before(when.day, 12) if when.day else None
    return replace(when, year=when.year - 1, day=day)
