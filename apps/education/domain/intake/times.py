"""Reads times as other systems write them. UTC comes out; a time without a zone needs one given.

Local times that a change to winter time makes ambiguous are the first of the two; those that a
change to summer time leaves out are moved by the hour (PEP 495).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EXCEL: Final = datetime(1899, 12, 30)
_EXCEL_DAYS: Final = (29_000.0, 80_000.0)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_CLOCK: Final = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?[Mm]?\.?)?"
_SLASHED: Final = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{1,4})" + _CLOCK)
_NAMED: Final = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:(\d{1,2})[\s\-]+([A-Za-z]{3,9})|([A-Za-z]{3,9})\s+(\d{1,2}))\.?,?"
    r"[\s\-]+(\d{4})" + _CLOCK
)
_CHINESE: Final = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日?\s*(?:星期.|周.)?\s*(上午|下午|晚上|中午|凌晨|早上)?"
    r"\s*(?:(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2})?)?秒?分?)?"
)
_OFFSET: Final = re.compile(r"\s*(?:(Z|UTC|GMT)|(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?)$", re.I)
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)


class NotATime(ValueError):
    """The text names no time."""


def zone_of(name: str) -> tzinfo:
    """By name, or by an offset such as +08:00. Raises NotATime."""
    text = name.strip()
    offset = _OFFSET.fullmatch(text)
    if offset is not None:
        return _offset(offset)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise NotATime(f"{name!r} is not the name of a time zone") from problem


class TimeReader(Protocol):
    """From text to a time in UTC and whether its zone was told; `own` is the zone of its row."""

    def __call__(self, text: str, own: tzinfo | None = None) -> tuple[datetime, bool]: ...


def time_reader(zone: tzinfo, *, day_first: bool | None) -> TimeReader:
    """A reader that raises NotATime; `zone` is that of times that tell none."""

    def read(text: str, own: tzinfo | None = None) -> tuple[datetime, bool]:
        try:
            return _read(text, own or zone, day_first, own is not None)
        except (ValueError, OverflowError) as problem:
            raise NotATime(f"{text!r} is not a time") from problem

    return read


def _read(text: str, zone: tzinfo, day_first: bool | None, zoned: bool) -> tuple[datetime, bool]:
    if _NUMBER.fullmatch(text):
        return _number(text, zone, zoned)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _written(text, zone, day_first, zoned)
    if found.tzinfo is None:
        return found.replace(tzinfo=zone).astimezone(UTC), zoned
    return found.astimezone(UTC), True


def _number(text: str, zone: tzinfo, zoned: bool) -> tuple[datetime, bool]:
    """Digits are a date (8, 12 or 14 of them), a day of a spreadsheet, or time since 1970."""
    if text.isdigit() and text[:2] in ("19", "20") and len(text) in (8, 12, 14):
        form = "%Y%m%d%H%M%S"[: {8: 6, 12: 10, 14: 12}[len(text)]]
        return datetime.strptime(text, form).replace(tzinfo=zone).astimezone(UTC), zoned
    value = float(text)
    if _EXCEL_DAYS[0] <= value <= _EXCEL_DAYS[1]:
        local = _EXCEL + timedelta(seconds=round(value * 86_400))
        return local.replace(tzinfo=zone).astimezone(UTC), zoned
    for digits, unit in ((11, 1.0), (14, 1e3), (17, 1e6), (20, 1e9)):
        if abs(value) < 10**digits:
            return _EPOCH + timedelta(seconds=value / unit), True
    raise NotATime(text)


def _written(text: str, zone: tzinfo, day_first: bool | None, zoned: bool) -> tuple[datetime, bool]:
    body = text.strip()
    offset = _OFFSET.search(body)
    if offset is not None and (offset[1] or ":" in body[: offset.start()]):
        zone, zoned, body = _offset(offset), True, body[: offset.start()]
    local = _slashed(body, day_first) or _named(body) or _chinese(body)
    if local is None:
        raise NotATime(text)
    return local.replace(tzinfo=zone).astimezone(UTC), zoned


def _slashed(text: str, day_first: bool | None) -> datetime | None:
    """Dates with dots have the day first everywhere; others as told."""
    found = _SLASHED.fullmatch(text)
    if found is None:
        return None
    first, second, third = found[1], found[3], found[4]
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    elif day_first or found[2] == "." or (day_first is None and int(first) > 12):
        year, month, day = int(third), int(second), int(first)
    else:
        year, month, day = int(third), int(first), int(second)
    if year < 100:
        year += 2000
    return datetime(year, month, day, *_clock(found, 5))


def _named(text: str) -> datetime | None:
    found = _NAMED.fullmatch(text)
    if found is None:
        return None
    name = (found[2] or found[3])[:3].lower()
    if name not in _MONTHS:
        return None
    day = int(found[1] or found[4])
    return datetime(int(found[5]), _MONTHS.index(name) + 1, day, *_clock(found, 6))


def _chinese(text: str) -> datetime | None:
    found = _CHINESE.fullmatch(text)
    if found is None:
        return None
    hour = int(found[5] or 0)
    if found[4] in ("下午", "晚上", "中午") and hour < 11:
        hour += 12
    return datetime(
        int(found[1]), int(found[2]), int(found[3]), hour, int(found[6] or 0), int(found[7] or 0)
    )


def _clock(found: re.Match[str], group: int) -> tuple[int, int, int]:
    if found[group] is None:
        return 0, 0, 0
    hour = int(found[group])
    half = (found[group + 3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(found[group + 1]), int(found[group + 2] or 0)


def _offset(found: re.Match[str]) -> tzinfo:
    if found[1]:
        return UTC
    away = timedelta(hours=int(found[3]), minutes=int(found[4] or 0))
    try:
        return timezone(-away if found[2] == "-" else away)
    except ValueError as problem:
        raise NotATime(f"{found[0]!r} is not an offset from UTC") from problem
