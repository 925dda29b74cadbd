"""Fiscal calendars: which days a fiscal year or quarter covers, and how a period is called.

Knows lengths and dates only; years of 52 or 53 weeks and quarters of 12 or 16 are meant.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from apps.finance.domain.facts import Filing, Period
from apps.finance.domain.metrics import Language

SpanName = Literal["FY", "H1", "H2", "Q1", "Q2", "Q3", "Q4", "9M"]

_MONTHS: dict[SpanName, tuple[int, int]] = {
    "FY": (0, 12), "H1": (0, 6), "H2": (6, 12), "9M": (0, 9),
    "Q1": (0, 3), "Q2": (3, 6), "Q3": (6, 9), "Q4": (9, 12),
}  # fmt: skip
_NAMES_ZH = {
    "FY": "年度", "H1": "年上半年", "H2": "年下半年", "9M": "年前三季度",
    "Q1": "年第一季度", "Q2": "年第二季度", "Q3": "年第三季度", "Q4": "年第四季度",
}  # fmt: skip

DAY = timedelta(days=1)
_SLACK = 25
"""Days by which the ends of 12-week quarters stray from those of calendar quarters."""


@dataclass(frozen=True, slots=True, order=True)
class FiscalSpan:
    """A fiscal year, or a part of it."""

    year: int
    span: SpanName = "FY"

    def back(self, years: int) -> FiscalSpan:
        return FiscalSpan(self.year - years, self.span)

    def label(self, language: Language = "en") -> str:
        if language == "zh":
            return f"{self.year}{_NAMES_ZH[self.span]}"
        return f"FY{self.year}" if self.span == "FY" else f"{self.span} FY{self.year}"


def month_later(day: date, months: int) -> date:
    """The last day of the month `months` after that of `day`; late days count as month ends."""
    first = day.year * 12 + day.month - 1 + months
    year, month = divmod(first, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes the 28th."""
    return _clipped(day.year - years, day.month, day.day)


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Calendar:
    """A company's fiscal calendar: its year ends about `month` `day`.

    `offset` is the calendar year of the end minus the number of the fiscal year: 0 for most, 1
    where a year that ends in January carries the number of the year in which it began.
    """

    month: int = 12
    day: int = 31
    offset: int = 0

    def year_end(self, year: int) -> date:
        """The nominal last day of a fiscal year."""
        return _clipped(year + self.offset, self.month, self.day)

    def nominal(self, span: FiscalSpan) -> Period:
        """The days a fiscal span covers if months were exact."""
        first, last = _MONTHS[span.span]
        opening = self.year_end(span.year - 1)
        start = _shifted(opening, first) + DAY
        end = self.year_end(span.year) if last == 12 else _shifted(opening, last)
        return Period(end, start)

    def fiscal_year(self, day: date) -> int:
        """The fiscal year that holds a day, with the slack of 52-week years at its end."""
        year = day.year - self.offset
        while self.year_end(year) + 10 * DAY < day:
            year += 1
        while self.year_end(year - 1) + 10 * DAY >= day:
            year -= 1
        return year

    def name(self, period: Period) -> FiscalSpan | None:
        """What a period is called, or None where it is no usual one. An instant is its year end's
        or quarter end's name."""
        year = self.fiscal_year(period.end)
        candidates = [FiscalSpan(year, span) for span in _MONTHS]
        if period.start is None:
            ends = [c for c in candidates if c.span in ("FY", "Q1", "Q2", "Q3")]
            best = min(ends, key=lambda c: abs((self.nominal(c).end - period.end).days))
            return best if abs((self.nominal(best).end - period.end).days) <= _SLACK else None
        for candidate in sorted(candidates, key=lambda c: self._distance(c, period)):
            return candidate if self._distance(candidate, period) <= 2 * _SLACK else None
        return None

    def _distance(self, span: FiscalSpan, period: Period) -> int:
        nominal = self.nominal(span)
        assert nominal.start is not None
        assert period.start is not None
        gaps = abs((nominal.end - period.end).days), abs((nominal.start - period.start).days)
        return sum(gaps) if max(gaps) <= _SLACK else 10_000


def _shifted(day: date, months: int) -> date:
    """`months` later; month ends stay month ends, other days keep their number."""
    last = month_later(day, months)
    at_end = day.day == monthrange(day.year, day.month)[1]
    return last if at_end else last.replace(day=min(day.day, last.day))


def calendar_of(filings: Sequence[Filing]) -> Calendar:
    """The calendar that a company's filings show; the newest annual one decides."""
    annual = [f for f in filings if f.fiscal_period == "FY" and f.period_end is not None]
    newest = max(annual, key=lambda f: (f.period_end, f.fiscal_year is not None), default=None)
    if newest is not None and newest.period_end is not None:
        return _ending(newest.period_end, newest.fiscal_year)
    for filing in sorted(filings, key=lambda f: f.period_end or date.min, reverse=True):
        found = _from_interim(filing)
        if found is not None:
            return found
    return Calendar()


def _ending(end: date, year: int | None) -> Calendar:
    offset = end.year - year if year is not None and abs(end.year - year) <= 1 else 0
    if end.day <= 7:
        # A 52-week year that ends in the first days of a month belongs to the month before.
        end = end.replace(day=1) - DAY
        offset = end.year - year if year is not None and abs(end.year - year) <= 1 else 0
    return Calendar(end.month, end.day, offset)


def _from_interim(filing: Filing) -> Calendar | None:
    """From a quarterly filing: its longest current duration starts with the fiscal year."""
    end = filing.period_end
    if end is None:
        return None
    starts = [
        f.period.start
        for f in filing.facts
        if f.metric is not None
        and f.period.start is not None
        and abs((f.period.end - end).days) <= 3
        and (f.period.days or 0) <= 300
    ]
    if not starts:
        return None
    last = min(starts) - DAY
    return _ending(_clipped(last.year + 1, last.month, last.day), filing.fiscal_year)


def nearest(day: date, days: Iterable[date], slack: int = _SLACK) -> date | None:
    """The closest of `days` to `day` within `slack` days; the later of two as close."""
    best = min(days, key=lambda d: (abs((d - day).days), -d.toordinal()), default=None)
    return best if best is not None and abs((best - day).days) <= slack else None


def period_name(period: Period, calendar: Calendar, language: Language = "en") -> str:
    """How a period is called: its fiscal name, or its dates where it has none."""
    named = calendar.name(period)
    if named is not None:
        if period.start is None and language == "en":
            return f"end of {named.label()}"
        return named.label(language) + ("末" if period.start is None and language == "zh" else "")
    if period.start is None:
        return period.end.isoformat()
    return f"{period.start.isoformat()} – {period.end.isoformat()}"
