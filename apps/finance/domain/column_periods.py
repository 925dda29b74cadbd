"""What the header of a column says about its period: days, months, years, number of weeks.

Reads words only; which days they mean under a filer's fiscal calendar is `fiscal_calendar`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.finance.domain.english_dates import (
    MONTH_DAY,
    dates_in,
    month_days_in,
    safe_date,
    years_in,
)

_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "nine": 9, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "twenty-six": 26, "twenty-seven": 27, "thirty-nine": 39, "forty": 40,
    "fifty-two": 52, "fifty-three": 53, "twenty six": 26, "thirty nine": 39, "fifty two": 52,
    "fifty three": 53,
}  # fmt: skip
_COUNT = "|".join(sorted(_COUNTS, key=len, reverse=True)) + r"|\d{1,2}"
_MONTHS = re.compile(rf"\b({_COUNT})[\s-]+months?\b", re.IGNORECASE)
_WEEKS = re.compile(rf"\b({_COUNT})[\s-]+weeks?\b", re.IGNORECASE)
_WORDS = (
    (re.compile(r"\b(?:first|six|1st)[\s-]+half|half[\s-]year|\bH1\b", re.IGNORECASE), 6),
    (re.compile(r"\bthree quarters|nine[\s-]month", re.IGNORECASE), 9),
    (re.compile(r"\bquarter(?:s|ly)?\b|\bQ[1-4]\b", re.IGNORECASE), 3),
    (re.compile(r"\b(?:fiscal|financial)?\s*years?\b|\bannual|\bfiscal\b", re.IGNORECASE), 12),
)
_RANGE = re.compile(
    MONTH_DAY.pattern
    + r"(?:[\s,]+(?P<year>(?:19|20)\d\d))?\s*(?:-|–|—|to|through|thru|until)\s*"
    + MONTH_DAY.pattern.replace("(?P<month>", "(?P<month2>").replace("(?P<day>", "(?P<day2>"),
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"%|\bchange|\bvariance|\bincrease|\bpercent|\bnotes?\b|\bref\b|\bvs\.?\b|convenience"
    r"|pro forma|\badjust|\beliminat|reclass",
    re.IGNORECASE,
)
_RESTATED = re.compile(r"\bas (?:restated|revised|adjusted|recast)\b|\(restated\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a header says. Every part may be unsaid (None); `year` is set where only a year is."""

    label: str
    end: date | None = None
    start: date | None = None
    year: int | None = None
    months: int | None = None
    weeks: int | None = None
    restated: bool = False

    @property
    def dated(self) -> bool:
        return self.end is not None or self.year is not None


def said(own: Sequence[str], shared: Sequence[str]) -> Said | None:
    """The period of a column from the header cells above it (outermost first) and shared lines.

    Shared lines stand beside or above the whole header, the nearest first. None where its own
    header names no year or day, or names a change, a percentage or a note.
    """
    label = " ".join(own)
    if _CHANGE.search(label):
        return None
    months, weeks = length_said(own)
    if months is None:
        months, weeks = length_said(tuple(reversed(shared)))
    restated = _RESTATED.search(label) is not None
    spread = _spread(label)
    if spread is not None:
        return Said(label, end=spread[1], start=spread[0], months=months, restated=restated)
    dates = dates_in(label)
    if dates:
        return Said(label, end=dates[-1], months=months, weeks=weeks, restated=restated)
    years = years_in(label)
    if not years:
        return None
    days = month_days_in(label)
    if days:
        end = safe_date(years[-1], *days[-1])
        return Said(label, end, months=months, weeks=weeks, restated=restated)
    return Said(label, _day_of(years[-1], shared), None, years[-1], months, weeks, restated)


def _day_of(year: int, shared: Sequence[str]) -> date | None:
    """The day in a year that shared lines mean for a column that names the year only.

    A line may list a full date for each year, or one month and day for all; a line with
    dates of other years only (an auditor's signature) says nothing.
    """
    for line in shared:
        dates = dates_in(line)
        listed = [day for day in dates if day.year == year]
        if listed:
            return listed[0]
        month_days = month_days_in(line)
        if month_days and not dates:
            return safe_date(year, *month_days[-1])
    return None


def length_said(texts: Sequence[str]) -> tuple[int | None, int | None]:
    """Months and weeks that header texts state, the last (innermost) statement first."""
    for text in reversed(texts):
        weeks = _WEEKS.search(text)
        if weeks is not None:
            count = _count(weeks[1])
            return round(count * 12 / 52), count
        months = _MONTHS.search(text)
        if months is not None:
            return _count(months[1]), None
        for pattern, count in _WORDS:
            if pattern.search(text):
                return count, None
    return None, None


def _count(text: str) -> int:
    lowered = text.lower()
    return _COUNTS[lowered] if lowered in _COUNTS else int(lowered)


def _spread(label: str) -> tuple[date, date] | None:
    """`July 22 to September 30` with a year somewhere in the label, as its first and last day."""
    match = _RANGE.search(label)
    if match is None:
        return None
    days = month_days_in(match[0])
    years = years_in(label)
    if len(days) < 2 or not years:
        return None
    after = years_in(label[match.end() :])
    end_year = after[0] if after else years[-1]
    start_year = int(match["year"]) if match["year"] else end_year
    start, end = safe_date(start_year, *days[0]), safe_date(end_year, *days[1])
    if start is not None and end is not None and start > end:
        start = safe_date(start_year - 1, *days[0])
    return (start, end) if start is not None and end is not None and start < end else None
