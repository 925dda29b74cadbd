"""A filer's fiscal calendar: the first day of a period from its last day and length.

Filers close on month ends, or on a weekday (52 or 53 weeks): the last such day of a month, or
the one nearest to a month's end. The rule is inferred from the closing days that a filing shows.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from apps.finance.domain.column_periods import Said
from apps.finance.domain.facts import Period

_DAY = timedelta(days=1)
_YEAR_DAYS = range(350, 380)


def is_month_end(day: date) -> bool:
    return (day + _DAY).day == 1


def shift_months(day: date, months: int) -> date:
    """The same day `months` later or earlier; month ends stay month ends."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if is_month_end(day) else min(day.day, last))


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """Closing days that a filing shows, the last day of the year it reports, and that year's name.

    `year_end` is the end of the fiscal year reported or, for an interim report, of the last one.
    `nearest` is what the filer says of a year in weeks: it ends on the weekday nearest to a
    month's end (True) or on the last one of the month (False); None where unsaid.
    """

    ends: frozenset[date]
    year_end: date | None
    year: int | None
    nearest: bool | None = None

    @property
    def weekly(self) -> bool:
        """True where periods are counted in weeks, so that they end on odd days."""
        return any(not is_month_end(end) for end in self.ends)

    def resolve(self, said: Said, *, instant: bool, months: int | None) -> Period | None:
        """The days a header means; None where it names no year or the days cannot be told.

        `months` is the length assumed where the header states none.
        """
        end = said.end or self._end_of_year(said)
        if end is None:
            return None
        if instant:
            return Period(end)
        if said.start is not None:
            return Period(end, said.start)
        length = said.months or months
        return None if length is None else Period(end, self._start(end, length, said.weeks))

    def _end_of_year(self, said: Said) -> date | None:
        """The closing day of a column that names a fiscal year only."""
        if said.year is None or self.year_end is None:
            return None
        back = (self.year if self.year is not None else self.year_end.year) - said.year
        end = self.year_end
        for _ in range(abs(back)):
            end = self.previous_year_end(end) if back > 0 else shift_months(end, 12)
        return end

    def _start(self, end: date, months: int, weeks: int | None) -> date:
        if not self.weekly:
            return shift_months(end, -months) + _DAY
        if weeks is not None:
            return end - timedelta(weeks=weeks) + _DAY
        if months == 12:
            return self.previous_year_end(end) + _DAY
        if months > 3:
            begin = self._year_begin(end, months)
            if begin is not None:
                return begin
        return end - timedelta(weeks=round(months * 13 / 3)) + _DAY

    def _year_begin(self, end: date, months: int) -> date | None:
        """The first day of the fiscal year that an interim period ends in."""
        weeks = round(months * 13 / 3)
        known = self.ends | ({self.year_end} if self.year_end else frozenset())
        for other in known | {self.previous_year_end(other) for other in known}:
            if (end - other).days in (weeks * 7, weeks * 7 + 7):
                return other + _DAY
        return None

    def previous_year_end(self, end: date) -> date:
        """The closing day of the year before, known or by the rule of the calendar."""
        for other in self.ends:
            if (end - other).days in _YEAR_DAYS:
                return other
        if not self.weekly:
            return shift_months(end, -12)
        candidates = (end - timedelta(weeks=52), end - timedelta(weeks=53))
        return max(candidates, key=lambda day: self._fits(day))

    def _fits(self, day: date) -> int:
        """How many weekday rules a day obeys, of those stated or else obeyed by all known days."""
        if self.nearest is not None:
            return int(_is_nearest_month_end(day) if self.nearest else _is_last_in_month(day))
        yearly = [end for end in self.ends if self._same_season(end, day)]
        rules = [rule for rule in (_is_last_in_month, _is_nearest_month_end)
                 if all(rule(end) for end in yearly)]  # fmt: skip
        return sum(rule(day) for rule in rules)

    def _same_season(self, end: date, day: date) -> bool:
        apart = abs((end - day).days) % 365
        return min(apart, 365 - apart) <= 12


def _is_last_in_month(day: date) -> bool:
    """No later day of the month falls on the same weekday."""
    return (day + timedelta(weeks=1)).month != day.month


def _is_nearest_month_end(day: date) -> bool:
    """At most three days from the end of a month."""
    return any(is_month_end(day + timedelta(days=shift)) for shift in range(-3, 4))


def fiscal_calendar(
    ends: Iterable[date], year_end: date | None, year: int | None, nearest: bool | None = None
) -> FiscalCalendar:
    """The calendar that closing days show. Only days of the twenty years around `year_end`."""
    known = frozenset(ends) | ({year_end} if year_end is not None else frozenset())
    if year_end is not None:
        known = frozenset(day for day in known if abs((day - year_end).days) < 7_400)
    return FiscalCalendar(known, year_end, year, nearest)


_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NEAREST = re.compile(rf"{_WEEKDAY}\s+(?:that\s+is\s+)?(?:closest|nearest)\s+to", re.IGNORECASE)
_LAST = re.compile(rf"\blast\s+{_WEEKDAY}\s+(?:of|in)\b", re.IGNORECASE)


def stated_rule(text: str) -> bool | None:
    """Whether a text says that years end nearest to a day (True) or on a last weekday (False)."""
    nearest, last = len(_NEAREST.findall(text)), len(_LAST.findall(text))
    return None if nearest == last else nearest > last
