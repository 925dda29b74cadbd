"""Dates as printed in English filings: `December 31, 2023`, `Dec. 31`, `12/31/23`."""

from __future__ import annotations

import calendar
import re
from datetime import date

MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
"""First three letters of a month, lower-cased, to its number."""

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
MONTH_DAY = re.compile(_MONTH + r"\s*(?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th)?", re.IGNORECASE)
_DAY_MONTH = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH, re.IGNORECASE
)
_YEAR = re.compile(r"[\s,.]*(?P<year>(?:19|20)\d{2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)?\d{2})(?!\d)")
YEAR = re.compile(r"(?<![\d.,$/-])(?:19|20)\d{2}(?![\d,]|\.\d)")


def safe_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def dates_in(text: str) -> list[date]:
    """Every full date in order of appearance."""
    found: list[tuple[int, date]] = []
    for pattern in (MONTH_DAY, _DAY_MONTH):
        for match in pattern.finditer(text):
            year = _YEAR.match(text, match.end())
            if year is None:
                continue
            day = safe_date(
                int(year["year"]), MONTHS[match["month"][:3].lower()], int(match["day"])
            )
            if day is not None:
                found.append((match.start(), day))
    for match in _SLASHED.finditer(text):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        day = safe_date(year, int(match[1]), int(match[2]))
        if day is not None:
            found.append((match.start(), day))
    ordered = sorted(set(found))
    return [day for _, day in ordered]


def month_days_in(text: str) -> list[tuple[int, int]]:
    """Every month and day in order, whether or not a year follows."""
    found = [
        (match.start(), MONTHS[match["month"][:3].lower()], int(match["day"]))
        for pattern in (MONTH_DAY, _DAY_MONTH)
        for match in pattern.finditer(text)
    ]
    return [(month, day) for _, month, day in sorted(found) if safe_date(2000, month, day)]


def years_in(text: str) -> list[int]:
    """Every year from 1900 to 2099 that stands alone, in order."""
    return [int(match[0]) for match in YEAR.finditer(text)]
