"""Words for time in financial text: finds them and compares them.

A `When` is what a phrase says (`FY2018`, `2022年上半年`, `as of June 30, 2023`), not a resolved
range of days: fiscal calendars differ and are the concern of the desk that reads the filing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from rag.units import fold

WHOLE = ("", "FY")
_MONTH_NAMES = """
    january february march april may june july august september october november december
"""
_MONTHS = {
    name: number
    for number, name in enumerate(
        _MONTH_NAMES.split(),
        start=1,
    )
} | {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
     "oct": 10, "nov": 11, "dec": 12}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3,
            "4th": 4, "一": 1, "二": 2, "三": 3, "四": 4}  # fmt: skip
_SPOKEN_MONTHS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6, "9": 9, "12": 12}
_YEAR = r"(?:19|20)\d\d"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<zy>{_YEAR})\s*年\s*(?P<zm>\d{{1,2}})\s*月\s*(?P<zd>\d{{1,2}})\s*日",
        rf"(?P<zy>{_YEAR})\s*年\s*(?:度|年度)?\s*(?P<zpart>第?[一二三四1-4]季度?|前三季度|1\s*-\s*[369]\s*月|"
        rf"上半年|下半年|半年度)",
        rf"(?P<zy>{_YEAR})\s*年\s*(?P<zend>末|年末|底)?(?:度|年度|全年)?",
        rf"(?P<iy>{_YEAR})-(?P<im>\d{{2}})-(?P<id>\d{{2}})(?!\d)",
        rf"(?:(?P<span>three|six|nine|twelve|3|6|9|12)[\s-]+months?\s+(?:period\s+)?end(?:ed|ing)\s+|"
        rf"(?P<fy>(?:fiscal\s+)?years?\s+end(?:ed|ing)\s+)|(?P<qe>quarters?\s+end(?:ed|ing)\s+))?"
        rf"\b(?P<mon>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<my>{_YEAR})\b",
        rf"\b(?P<day>\d{{1,2}})\s+(?P<mon>{_MONTH})\.?,?\s+(?P<my>{_YEAR})\b",
        rf"\bQ(?P<q>[1-4])[\s,'-]*(?:of\s+)?(?:the\s+)?(?:FY|fiscal(?:\s+year)?)?\s*'?(?P<qy>{_YEAR}|\d\d)\b",
        rf"\b(?:FY|fiscal\s+)?\s*(?P<qy>{_YEAR})[\s-]*Q(?P<q>[1-4])\b",
        rf"\b(?P<qw>first|second|third|fourth|1st|2nd|3rd|4th)\s+(?:fiscal\s+)?quarter(?:\s+of|\s+ended)?"
        rf"(?:\s+the)?(?:\s+(?:FY|fiscal(?:\s+year)?))?\s*,?\s*(?P<qy>{_YEAR})\b",
        rf"\b(?:H(?P<h>[12])|(?P<hw>first|second)\s+half)[\s,]*(?:of\s+)?(?:FY|fiscal(?:\s+year)?)?\s*"
        rf"(?P<hy>{_YEAR})\b",
        rf"\b(?P<nine>9M|nine\s+months(?:\s+of)?)\s*(?:FY)?\s*(?P<ny>{_YEAR})\b",
        rf"\b(?:FY|fiscal(?:\s+year)?)\s*'?(?P<fyy>{_YEAR}|\d\d)(?:E|A)?\b",
        rf"(?<![\d$.,€£¥#/])(?P<y>{_YEAR})(?![\d%]|,\d|\.\d|[A-Za-z]\b)",
    )
)


@dataclass(frozen=True, slots=True)
class When:
    """A period as said. `part` is empty (year only or an instant), `FY`, `H1`, `H2`, `9M`, `Qn`.

    `day` is the end or the instant where a day was said. `change` marks a column of changes
    (`2022 vs. 2021`). `start` and `end` are the place of the phrase, not part of its meaning.
    """

    year: int
    part: str = ""
    day: date | None = None
    change: bool = False
    start: int = 0
    end: int = 0

    @property
    def fiscal_year(self) -> int:
        """The year itself; of a 52-week year that ends in the first days of January, the last."""
        if self.day is not None and self.day.month == 1 and self.day.day <= 10:
            return self.day.year - 1
        return self.year

    def __str__(self) -> str:
        if self.day is not None:
            return self.day.isoformat()
        return f"{self.part} {self.year}".strip()


def find_periods(text: str) -> list[When]:
    """Every period said in `text`, in order, longest reading first, none overlapping."""
    folded = fold(text)
    taken: list[When] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            if any(match.start() < other.end and other.start < match.end() for other in taken):
                continue
            when = _when(match)
            if when is not None:
                taken.append(replace(when, start=match.start(), end=match.end()))
    return sorted(taken, key=lambda when: when.start)


def _when(match: re.Match[str]) -> When | None:
    named = {key: value for key, value in match.groupdict().items() if value}
    if "zy" in named:
        return _chinese(named)
    if "iy" in named:
        return _dated(named["iy"], named["im"], named["id"], "")
    if "mon" in named:
        return _english_date(named)
    if "qy" in named:
        quarter = named.get("q") or str(_ORDINAL[named["qw"].lower()])
        return When(_full_year(named["qy"]), f"Q{quarter}")
    if "hy" in named:
        half = named.get("h") or str(_ORDINAL[named["hw"].lower()])
        return When(int(named["hy"]), f"H{half}")
    if "ny" in named:
        return When(int(named["ny"]), "9M")
    if "fyy" in named:
        return When(_full_year(named["fyy"]), "FY")
    return When(int(named["y"]))


def _chinese(named: dict[str, str]) -> When | None:
    if "zm" in named:
        return _dated(named["zy"], named["zm"], named["zd"], "")
    part = named.get("zpart", "").replace(" ", "")
    return When(int(named["zy"]), _chinese_part(part) if part else "")


def _chinese_part(part: str) -> str:
    if part in ("上半年", "半年度", "1-6月"):
        return "H1"
    if part == "下半年":
        return "H2"
    if part in ("前三季度", "1-9月"):
        return "9M"
    if part == "1-3月":
        return "Q1"
    digit = part.removeprefix("第")[0]
    return f"Q{_ORDINAL.get(digit, digit)}"


def _english_date(named: dict[str, str]) -> When | None:
    month = _MONTHS[named["mon"].lower()]
    part = ""
    if "fy" in named:
        part = "FY"
    elif "qe" in named or "span" in named:
        part = part_of(_SPOKEN_MONTHS[named["span"].lower()] if "span" in named else 3, month)
    return _dated(named["my"], str(month), named["day"], part)


def part_of(months: int, end_month: int) -> str:
    """The part of a calendar year that a duration of `months` ending in `end_month` is."""
    if months == 12:
        return "FY"
    if months == 3:
        return f"Q{(end_month + 2) // 3}"
    return {6: "H1" if end_month <= 7 else "H2", 9: "9M"}.get(months, "")


def _dated(year: str, month: str, day: str, part: str) -> When | None:
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return When(on.year, part, on)


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def agree(said: When, stated: When) -> bool:
    """True where a claim about `said` is carried by a figure stated for `stated`.

    Years must be the same, days too where both are given. A whole year carries an unspecified
    one; a quarter is carried only by that quarter, or by the balance of its last day.
    """
    if said.day is not None and stated.day is not None:
        parts = said.part == stated.part or not (said.part and stated.part)
        return said.day == stated.day and parts
    if said.fiscal_year != stated.fiscal_year:
        return False
    if said.part == stated.part or (said.part in WHOLE and stated.part in WHOLE):
        return True
    return stated.part == "" and _ends_part(stated, said.part)


def _ends_part(stated: When, part: str) -> bool:
    """True where the stated balance is of the last day of a calendar quarter or half."""
    if stated.day is None:
        return False
    last = {"Q1": 3, "Q2": 6, "H1": 6, "Q3": 9, "9M": 9, "Q4": 12, "H2": 12}.get(part)
    return stated.day.month == last
