"""Reads days as people write them: `2021-03-04`, `4 March 2021`, `Mar 4, 2021`, `2021年3月4日`.

A numeric date whose day and month could be either is not guessed: it is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from apps.medical.domain.when import ImpossibleDate, Precision, When

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NAMES = "|".join(f"{month[:3]}(?:{month[3:]}|t)?" if month[3:] else month for month in _MONTHS)
_CLOCK = r"(?:[T ,]{1,2}(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[AaPp]\.?[Mm])?)?"
_FORMS = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\.(?P<month>\d{1,2})\.(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日?",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ \-](?P<name>{_NAMES})\.?[ \-,]+"
        r"(?P<year>\d{4})",
        rf"\b(?P<name>{_NAMES})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        r"(?<!\d)(?P<a>\d{1,2})(?P<mark>[/.\-])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)",
    )
)
_PARTIAL = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月",
        r"(?<![\d\-/.])(?P<year>\d{4})[-/](?P<month>\d{1,2})(?![\d\-/.])",
        rf"\b(?P<name>{_NAMES})\.? (?P<year>\d{{4}})(?!\d)",
        r"(?<![\d\-/.])(?P<year>(?:19|20)\d{2})(?![\d\-/.])\s*年?",
    )
)


def written_date(text: str) -> When | None:
    """The first date of a text, to the minute where a time follows it; None where it has none.

    Raises ImpossibleDate where it is written as a date and is none (30 February).
    """
    for form in _FORMS:
        if found := form.search(text):
            return _whole(found)
    for form in _PARTIAL:
        if found := form.search(text):
            return _part(found)
    return None


def _whole(found: re.Match[str]) -> When | None:
    parts = found.groupdict()
    if parts.get("a"):
        day_month = _told_apart(int(parts["a"]), int(parts["b"]))
        if day_month is None:
            return None
        day, month = day_month
    else:
        day, month = int(parts["day"]), _month(parts)
    try:
        first = date(int(parts["year"]), month, day)
        return _clocked(first, parts)
    except ValueError as problem:
        raise ImpossibleDate(f"{found[0]!r} is no day of the calendar: {problem}") from problem


def _told_apart(first: int, second: int) -> tuple[int, int] | None:
    """Day and month of two numbers; None where either could be the month."""
    if first == second or (first > 12 >= second):
        return first, second
    return (second, first) if second > 12 >= first else None


def _month(parts: dict[str, str | None]) -> int:
    if name := parts.get("name"):
        return next(n for n, month in enumerate(_MONTHS, 1) if month[:3] == name[:3].lower())
    return int(parts["month"] or 0)


def _clocked(first: date, parts: dict[str, str | None]) -> When:
    if parts.get("hour") is None:
        return When.on(first)
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    instant = datetime(first.year, first.month, first.day, hour, int(parts["minute"] or 0))
    return When(first, Precision.INSTANT, instant)


def _part(found: re.Match[str]) -> When:
    parts = found.groupdict()
    year = int(parts["year"])
    whole = "month" in parts or "name" in parts
    try:
        first = date(year, _month(parts) if whole else 1, 1)
    except ValueError as problem:
        raise ImpossibleDate(f"{found[0]!r} is no month: {problem}") from problem
    return When(first, Precision.MONTH if whole else Precision.YEAR)


def day_first(dates: Iterator[str] | list[str]) -> bool | None:
    """Whether numeric dates of one column put the day first; None where nothing tells."""
    for text in dates:
        if found := _FORMS[-1].search(text):
            first, second = int(found["a"]), int(found["b"])
            if first > 12 >= second:
                return True
            if second > 12 >= first:
                return False
    return None


def ordered_date(text: str, *, day_leads: bool | None) -> When | None:
    """As `written_date`, with the order that the other dates of a column showed."""
    found = _FORMS[-1].search(text)
    if found is None or day_leads is None or any(form.search(text) for form in _FORMS[:-1]):
        return written_date(text)
    day, month = (found["a"], found["b"]) if day_leads else (found["b"], found["a"])
    return written_date(f"{found['year']}-{month}-{day}{text[found.end('year') :]}")
