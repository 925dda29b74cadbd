"""Moments of a record as they were given: a year, a month, a day or an instant with its offset.

A partial date is never completed: `2021` stays a year, and its span of days is what it may mean.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import total_ordering
from typing import Self


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    INSTANT = "instant"


class ImpossibleDate(ValueError):
    """The text is no date of a calendar, or is not written as FHIR writes one."""


_FHIR = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2})"
    r"(?P<time>T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?"
)


@total_ordering
@dataclass(frozen=True, slots=True)
class When:
    """A date of some precision. `first` is its earliest day; `instant` keeps its own offset."""

    first: date
    precision: Precision
    instant: datetime | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a FHIR date, dateTime or instant (R4 2.24.0.1); raises ImpossibleDate."""
        found = _FHIR.fullmatch(text.strip())
        if found is None:
            raise ImpossibleDate(f"{text!r} is no date; write it as ISO 8601, at least YYYY")
        try:
            first = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
            instant = datetime.fromisoformat(text.strip()) if found["time"] else None
        except ValueError as problem:
            raise ImpossibleDate(f"{text!r} is no day of the calendar: {problem}") from problem
        if instant is not None:
            return cls(first, Precision.INSTANT, instant)
        if found["day"]:
            return cls(first, Precision.DAY)
        return cls(first, Precision.MONTH if found["month"] else Precision.YEAR)

    @classmethod
    def on(cls, day: date) -> Self:
        return cls(day, Precision.DAY)

    @property
    def last(self) -> date:
        """The latest day that it may mean."""
        if self.precision is Precision.YEAR:
            return self.first.replace(month=12, day=31)
        if self.precision is Precision.MONTH:
            days = calendar.monthrange(self.first.year, self.first.month)[1]
            return self.first.replace(day=days)
        return self.first

    def shifted(self, days: int) -> Self:
        """The same precision, moved by days."""
        instant = self.instant + timedelta(days=days) if self.instant else None
        return type(self)(self.first + timedelta(days=days), self.precision, instant)

    def __str__(self) -> str:
        if self.instant is not None:
            return self.instant.isoformat()
        length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(self.precision, 10)
        return self.first.isoformat()[:length]

    @property
    def moment(self) -> datetime:
        """Its instant in UTC: that of its first day where it has none, UTC where no offset."""
        if self.instant is None:
            return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)
        if self.instant.tzinfo is None:
            return self.instant.replace(tzinfo=UTC)
        try:
            return self.instant.astimezone(UTC)
        except OverflowError:
            return self.instant.replace(tzinfo=UTC)

    def __lt__(self, other: When) -> bool:
        return (self.moment, str(self)) < (other.moment, str(other))


def age_in_days(birth: When, at: When) -> tuple[int, int]:
    """The least and the most days of life that two dates of these precisions allow."""
    return (at.first - birth.last).days, (at.last - birth.first).days


def age_in_years(birth: When, at: When) -> int:
    """Completed years, counted from the earliest day of birth."""
    had_birthday = (at.first.month, at.first.day) >= (birth.first.month, birth.first.day)
    return at.first.year - birth.first.year - (not had_birthday)
