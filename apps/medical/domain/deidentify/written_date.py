# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Dates as people write them in English and Chinese: finds them, reads them, moves them in place.

A moved date keeps its own form: order, separators, words, zeros, ordinals, Chinese numerals. Times
of day, weekdays and lone years are no dates here: 45 CFR 164.514(b)(2)(i)(C) lets years stay.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

MONTHS: Final = tuple(calendar.month_name)[1:]
_MON = (
    r"(?P<mon>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?"
    r"|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_YEAR = r"(?P<y>(?:18|19|20)\d\d)"
_ORD = r"(?P<ord>st|nd|rd|th)?"
_GAP = r"[ \t]*\n?[ \t]*"
_NUMERAL = "〇○零一二三四五六七八九十廿卅"
_WORD_BEFORE = r"(?:^|(?<![\w/.-])|(?<=[\u3400-\u9fff]))"
_WORD_AFTER = r"(?=$|[^\w/-]|[\u3400-\u9fff])(?!\.\d)"
_SHORT_BEFORE = (
    r"\b(?:on|since|from|until|till|by|dated?|seen|admitted|discharged|visit(?:ed)?|through|before"
    r"|after|due|dob|scheduled|began|and|to|between|date of \w+|appointment)[:,]?[ \n]"
)
_SHORT_AFTER = (
    r"(?![\w/%-]|\.\d|[ ]?(?:strength|power|of\b|pain|in\b|mm|mg|ml|cm|bilateral|throughout|left"
    r"|right|motor|murmur|systolic|scale|point|intensity|times|eyes|reflex|weak|all\b))"
)
_MONTH_ALONE = "|".join(MONTHS)


class _Form(NamedTuple):
    """`core` is the date itself; `before` and `after` are what must stand around it."""

    core: str
    before: str = _WORD_BEFORE
    after: str = _WORD_AFTER


_FORMS: Final = (
    _Form(rf"{_YEAR}[ ]?年[ ]?{_MONTH}[ ]?月(?:[ ]?{_DAY}[ ]?[日号])?", r"(?<!\d)", ""),
    _Form(rf"(?P<yy>\d\d)年{_MONTH}月{_DAY}[日号]", r"(?<!\d)", ""),
    _Form(rf"{_MONTH}[ ]?月[ ]?{_DAY}[ ]?[日号]", r"(?<![\d年.])", ""),
    _Form(
        rf"(?P<zy>[{_NUMERAL}]{{4}})年(?P<zm>[{_NUMERAL}]{{1,2}})月(?:(?P<zd>[{_NUMERAL}]{{1,3}})[日号])?",
        rf"(?<![{_NUMERAL}])",
        "",
    ),
    _Form(
        rf"(?P<zm>[{_NUMERAL}]{{1,2}})月(?P<zd>[{_NUMERAL}]{{1,3}})[日号]",
        rf"(?<![{_NUMERAL}年])",
        "",
    ),
    _Form(
        rf"{_MONTH}月",
        r"(?:[今去前本同]年|(?<!\d)[于自从至到及])",
        r"(?![余来前后以龄个大起]|\d|份?[间内])",
    ),
    _Form(rf"{_YEAR}(?P<s>[-/.]){_GAP}{_MONTH}(?P=s){_GAP}{_DAY}", after=r"(?!\d|[-/.]\d)"),
    _Form(
        rf"(?P<a>\d{{1,2}})(?P<s>[/.-]){_GAP}(?P<b>\d{{1,2}})(?P=s){_GAP}(?:{_YEAR}|(?P<yy>\d\d))",
        after=r"(?!\d|[-/.]\d)",
    ),
    _Form(rf"(?P<m>1[0-2]|0?[1-9])[/-]{_YEAR}"),
    _Form(rf"{_YEAR}-(?P<m>0[1-9]|1[0-2])"),
    _Form(
        rf"{_DAY}{_ORD}(?:[ \n]of)?[ \n./-]{{0,2}}{_MON}[ ,.\n/-]{{0,3}}(?:{_YEAR}|'?(?P<yy>\d\d)(?![:%]))"
    ),
    _Form(rf"{_MON}[ \n-]{{0,2}}{_DAY}{_ORD}(?:[ ,\n-]{{1,3}}(?:of )?{_YEAR}|,? ?'(?P<yy>\d\d))"),
    _Form(rf"{_MON}(?:[ ,\n/-]{{0,3}}(?:of )?{_YEAR}| ?'(?P<yy>\d\d))"),
    _Form(rf"{_DAY}{_ORD}(?:[ \n]of)?[ \n-]{{0,2}}{_MON}", after=r"(?![\w'-])"),
    _Form(
        rf"{_MON}[ \n]{{0,2}}{_DAY}{_ORD}",
        after=r"(?![\w/%-]|\.\d|[ ](?:mg|ml|g|mcg|units?|tablets?|days?|weeks?|times?)\b)",
    ),
    _Form(rf"(?P<mon>{_MONTH_ALONE})", r"\b(?:in|of|last|since|until|during|early|late|mid) "),
    _Form(r"(?P<a>1[0-2]|0?[1-9])/(?P<b>[12]\d|3[01]|0?[1-9])", _SHORT_BEFORE, _SHORT_AFTER),
)
_AMONG: Final = tuple(
    re.compile(f"{form.before}(?P<core>{form.core}){form.after}", re.I) for form in _FORMS
)
_ALONE: Final = tuple(re.compile(form.core, re.I) for form in _FORMS)
_PARTS = ("y", "yy", "zy", "m", "zm", "mon", "d", "zd", "a", "b", "ord")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """`parts` says which characters of `text` are which: y year, m month, d day, a and b the two
    numbers whose order is unknown; z means Chinese numerals. Absent parts are None."""

    text: str
    parts: dict[str, tuple[int, int]]
    year: int | None
    month: int
    day: int | None

    def moved(self, days: int, year: int) -> str | None:
        """The same form, `days` later; `year` serves where none is written.

        None where the calendar has no such day, or its new one lies outside of years 1 to 9999.
        """
        written = self.year if self.year is not None else year
        start = _day(written, self.month, 15 if self.day is None else self.day)
        if start is None and self.year is None:
            start = _day(2000, self.month, self.day or 15)
        try:
            return None if start is None else self._in_form(start + timedelta(days=days))
        except OverflowError:
            return None

    def _in_form(self, new: date) -> str:
        text, parts = self.text, self.parts
        numbers = [
            text[slice(*span)] for name, span in parts.items() if name in ("m", "d", "a", "b")
        ]
        padded = all(len(number) == 2 for number in numbers)
        if "mon" in parts:
            padded = any(number.startswith("0") for number in numbers)
        month_first = "a" in parts and self._number("a") == self.month
        if "a" in parts and self._number("b") == self.month == self._number("a"):
            month_first = True
        values = {
            "y": f"{new.year:04}", "yy": f"{new.year % 100:02}", "zy": _digits_zh(new.year),
            "m": _padded(new.month, padded), "d": _padded(new.day, padded),
            "zm": _numeral(new.month), "zd": _numeral(new.day), "ord": _ordinal(new.day),
            "a": _padded(new.month if month_first else new.day, padded),
            "b": _padded(new.day if month_first else new.month, padded),
        }  # fmt: skip
        if "mon" in parts:
            values["mon"] = _month_like(text[slice(*parts["mon"])], new.month)
        if "ord" in parts and text[slice(*parts["ord"])].isupper():
            values["ord"] = values["ord"].upper()
        for name, (start, end) in sorted(parts.items(), key=lambda part: -part[1][0]):
            text = text[:start] + values[name] + text[end:]
        return text

    def _number(self, name: str) -> int:
        return int(self.text[slice(*self.parts[name])])


def dates_in(text: str) -> Iterator[tuple[int, int]]:
    """Spans that are written as dates, possible ones or not; spans may overlap."""
    for pattern in _AMONG:
        for at in pattern.finditer(text):
            name = at["core"].lower()
            if re.search(r"\b(?:may|mar)\b", at["core"]) and not re.search(r"\d{4}|'\d\d", name):
                continue
            yield at.span("core")


def read_date(text: str, *, day_first: bool = False) -> WrittenDate | None:
    """Read one whole date; `day_first` decides where 03/04/2021 leaves it open."""
    for pattern in _ALONE:
        at = pattern.fullmatch(text)
        if at is not None and (read := _read(at, day_first)) is not None:
            return read
    return None


def is_day_first(text: str) -> bool | None:
    """Whether a numeric date puts the day first; None where it does not tell."""
    at = _ALONE[7].fullmatch(text)
    if at is None:
        return None
    first, second = int(at["a"]), int(at["b"])
    if (first > 12) == (second > 12):
        return None
    return first > 12


def _read(at: re.Match[str], day_first: bool) -> WrittenDate | None:
    groups = {name: value for name, value in at.groupdict().items() if value and name in _PARTS}
    parts = {name: at.span(name) for name in groups}
    if "a" in groups:
        first, second = int(groups["a"]), int(groups["b"])
        swap = second <= 12 and (first > 12 or day_first)
        month, day = (second, first) if swap else (first, second)
    else:
        month = _month(groups)
        day = _whole(groups.get("d")) if "d" in groups else _zh_number(groups.get("zd"))
    if month is None or not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    return WrittenDate(at.string, parts, _year(groups), month, day)


def _year(groups: dict[str, str]) -> int | None:
    if "y" in groups:
        return int(groups["y"])
    if "yy" in groups:
        short = int(groups["yy"])
        return short + (1900 if short > 50 else 2000)
    if "zy" in groups:
        return int("".join(str(_zh_digit(sign)) for sign in groups["zy"]))
    return None


def _month(groups: dict[str, str]) -> int | None:
    if "mon" in groups:
        start = groups["mon"][:3].lower()
        return next(n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(start))
    return _whole(groups.get("m")) if "m" in groups else _zh_number(groups.get("zm"))


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def _zh_digit(sign: str) -> int:
    return "零一二三四五六七八九".find("零" if sign in "〇○" else sign) % 10


def _zh_number(text: str | None) -> int | None:
    """1 to 39 in Chinese numerals."""
    if not text:
        return None
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    ones_value = _zh_digit(ones) if ones else 0
    return ones_value if not ten else 10 * (_zh_digit(tens) if tens else 1) + ones_value


def _digits_zh(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in f"{year:04}")


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else "一二三四五六七八九"[tens - 1]) + "十"
    return head + ("一二三四五六七八九"[ones - 1] if ones else "")


def _padded(number: int, padded: bool) -> str:
    return f"{number:02}" if padded else str(number)


def _ordinal(day: int) -> str:
    if 10 < day < 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _month_like(word: str, month: int) -> str:
    name = MONTHS[month - 1]
    bare = word.rstrip(".").lower()
    if len(bare) <= 4 and bare not in ("may", "june", "july"):
        name = name[:3]
    name += "." if word.endswith(".") else ""
    if word.isupper():
        return name.upper()
    return name if word[0].isupper() else name.lower()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
