"""What the heads of a table's columns say: periods and columns of changes, from header text.

Works on strings. Relative heads (期末余额, 上年同期) are resolved against the year that the
document reports on; without it they stay unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from rag.periods import When, find_periods, part_of
from rag.units import Scale, fold, money_scale

_RELATIVE = (
    (
        re.compile(r"(?:上年(?:年)?末|上年期末|期初|年初|上期期末|上年度末)(?:余额|数|金额)?"),
        -1,
        True,
    ),
    (re.compile(r"(?:本期期末|期末|年末|本年末|本报告期末)(?:余额|数|金额)?"), 0, True),
    (re.compile(r"(?:上年同期|上期|上年度?|去年同期)(?:发生额|金额|数)?"), -1, False),
    (re.compile(r"(?:本报告期|本期|本年度?|报告期)(?:发生额|金额|数)?"), 0, False),
)
_CHANGE = re.compile(
    r"%\s*change|change|variance|increase|decrease|增减|变动|同比|比上年|percent", re.IGNORECASE
)
_VERSUS = re.compile(
    r"((?:19|20)\d\d)\s*(?:vs\.?|versus|to|compared\s+(?:to|with))\s*(?:19|20)\d\d", re.I
)
_SPELL = re.compile(
    r"(?P<n>three|six|nine|twelve)[\s-]+months?(?:\s+ended)?|(?P<q>quarters?\s+ended)|(?P<y>years?\s+ended)|"
    r"(?P<w>first|second|third|fourth)\s+(?:fiscal\s+)?quarter",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\s+(\d{1,2})\b",
    re.IGNORECASE,
)
_MONTHS = {"three": 3, "six": 6, "nine": 9, "twelve": 12}
_MONTH_NAMES = """
    january february march april may june july august september october november december
"""
_NAMES: list[str] = list(_MONTH_NAMES.split())
_CAPTION = re.compile(
    r"\(\s*[^()]*(?:thousands?|millions?|billions?|'?000'?s)[^()]*\)|"
    r"\b(?:in|of)\s+(?:[\w.$€£]+\s+){0,3}(?:thousands|millions|billions)\b|"
    r"(?:金额)?单位\s*[:：]?\s*[^\s,，;；)）]{1,8}(?:\s*[^\s,，;；)）]{0,8}元)?|"
    r"[(（](?:人民币)?(?:千|万|百万|亿)元[)）]|人民币(?:千|万|百万|亿)元",
    re.IGNORECASE,
)
_HEADER_WORDS = re.compile(
    r"\b(?:years?|months?|quarters?|weeks?|ended|ending|fiscal|as|at|of|the|for|december|january|june|"
    r"september|march|change|vs\.?|versus|note|notes|restated|unaudited|audited|percent|increase|decrease|"
    r"three|six|nine|twelve|fy|ytd|and)\b|项目|附注|本年|本期|上年|上期|增减|变动|比例|同期|比|调整[前后]|"
    r"年度|金额|余额|期末|期初|幅度|[()%$.,/:\-*&]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a document says of itself: the company, the period it reports on, its money."""

    company: str = ""
    period: When | None = None
    currency: str | None = None
    scale: Scale | None = None


def caption_scale(line: str) -> Scale | None:
    """The money unit that a caption in `line` declares, or None where it declares none."""
    match = _CAPTION.search(fold(line))
    return (
        money_scale(match[0] + (" dollars" if "dollars" in line.lower() else "")) if match else None
    )


def header_periods(line: str, frame: Frame) -> tuple[When, ...]:
    """The periods heading the columns where `line` is a header line; empty where it is none."""
    folded = fold(line)
    changes = [m.span() for m in _VERSUS.finditer(folded)]
    periods = [
        replace(w, change=any(a <= w.start < b for a, b in changes)) for w in find_periods(folded)
    ]
    periods = [w for w in periods if not (w.change and any(a < w.start < b for a, b in changes))]
    if not periods:
        return _relative(folded, frame)
    rest = _CAPTION.sub(" ", folded)
    for when in reversed(find_periods(rest)):
        rest = rest[: when.start] + " " + rest[when.end :]
    rest = _HEADER_WORDS.sub(" ", rest)
    if (
        re.search(r"\d[\d,]{2,}", rest)
        or len(re.findall(r"[A-Za-z]+|[\u4e00-\u9fff]{1,2}", rest)) > 4
    ):
        return ()
    return tuple(periods)


def _relative(text: str, frame: Frame) -> tuple[When, ...]:
    """Columns headed 期末余额, 期初余额, 本期发生额, 上年同期, in order of appearance."""
    if frame.period is None or not re.search(r"期|年", text) or len(text) > 80 or "。" in text:
        return ()
    found: dict[int, When] = {}
    taken: list[tuple[int, int]] = []
    for pattern, shift, instant in _RELATIVE:
        for match in pattern.finditer(text):
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            taken.append(match.span())
            if _CHANGE.match(text[match.end() :].lstrip()) or text[: match.start()].endswith("比"):
                continue
            part = "" if instant else frame.period.part
            found[match.start()] = When(frame.period.year + shift, part)
    rest = _HEADER_WORDS.sub("", re.sub(r"[^\u4e00-\u9fffA-Za-z]", "", text))
    return tuple(found[at] for at in sorted(found)) if len(rest) <= 12 else ()


def has_changes(text: str) -> bool:
    """True where a header line also heads columns of changes."""
    return bool(_CHANGE.search(text))


def spelled(pending: str, periods: tuple[When, ...]) -> tuple[When, ...]:
    """Bare years completed by the lines above them: `Three Months Ended June 30,`."""
    if not periods or any(when.part or when.day for when in periods):
        return periods
    parts, days = list(_SPELL.finditer(pending)), _DAY.findall(pending)
    done = []
    for index, when in enumerate(periods):
        on = _spread(days, index, len(periods))
        how = _spread(parts, index, len(periods))
        done.append(_complete(when, how, on))
    return tuple(done)


def _spread(items: list, index: int, count: int):
    """The item over column `index` of `count`, None where items do not spread evenly."""
    if not items or count % len(items):
        return None
    return items[index * len(items) // count]


def _complete(when: When, how: re.Match[str] | None, on: tuple[str, str] | None) -> When:
    month = _NAMES.index(on[0].lower()) + 1 if on else 12
    day = date(when.year, month, min(int(on[1]), 28 if month == 2 else 30)) if on else None
    if on and day is not None and int(on[1]) == 31 and month in (1, 3, 5, 7, 8, 10, 12):
        day = date(when.year, month, 31)
    if how is None:
        return replace(when, day=day)
    if how["w"]:
        return replace(
            when, part=f"Q{('first', 'second', 'third', 'fourth').index(how['w'].lower()) + 1}"
        )
    months = 12 if how["y"] else 3 if how["q"] else _MONTHS[how["n"].lower()]
    if months != 12 and on is None:
        return when
    return replace(when, part=part_of(months, month), day=day)
