"""Which periods a question names, ranges and `the last three years` included.

Builds on the finder of period words; knows no filings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.finance.domain.periods import FiscalSpan
from apps.finance.domain.query_types import Asked, Dated, Recent, Trailing
from rag.periods import When, find_periods

_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "一": 1, "两": 2, "二": 2, "三": 3,
    "四": 4, "五": 5,
}  # fmt: skip
_NUMBER = r"(\d{1,2}|one|two|three|four|five|[一两二三四五])"
_RECENT = re.compile(
    rf"\b(?:over\s+|in\s+|for\s+|during\s+)?(?:the\s+)?(?:last|past|latest|most\s+recent)\s+{_NUMBER}\s+"
    rf"(?:fiscal\s+|financial\s+)?years?\b|(?:最近|过去|近){_NUMBER}\s*(?:个)?(?:会计|财务)?年(?:度|来|间)?",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"\b(?:in\s+|for\s+)?(?:the\s+)?(?:latest|most\s+recent|last|current)\s+(?:fiscal\s+|financial\s+|"
    r"reported\s+)?(?:years?|annual\s+report|period)\b|\b(?:latest|most\s+recent)\b|"
    r"(?:最近|最新)一?(?:个)?(?:会计|财务)?(?:年度|年|期)|最新|去年|上年|本年度?|报告期内?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\b(?:ttm|ltm|(?:trailing|last)\s+(?:twelve|12)\s+months)\b|(?:最近|过去|近|滚动)(?:十二|12)个月",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\s*(?:年)?\s*(?:-|–|—|~|～|to|through|until|till|至|到|和|与)\s*(?:the\s+)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PeriodsAsked:
    """The periods, oldest first, and the question with their words blanked out.

    `ranged` is true where a first and a last were named with all between them meant.
    """

    periods: tuple[Asked, ...]
    rest: str
    ranged: bool


def asked_periods(text: str) -> PeriodsAsked:
    """The periods that a question names; offsets of the rest stay those of the text."""
    special, rest = _special(text)
    whens = find_periods(rest)
    spans: list[Asked] = []
    ranged = False
    for i, when in enumerate(whens):
        spans.append(_asked(when))
        joined = i + 1 < len(whens) and _joins(rest, when, whens[i + 1])
        ranged = ranged or joined
    blanked = rest
    for i, when in enumerate(whens):
        end = when.end
        if i + 1 < len(whens) and _joins(rest, when, whens[i + 1]):
            end = whens[i + 1].start
        start = when.start
        if i == 0 and len(whens) > 1:
            between = _BETWEEN.search(rest[:start])
            start = between.start() if between else start
        blanked = blanked[:start] + " " * (end - start) + blanked[end:]
    named = _filled(spans) if ranged and len(spans) == 2 else spans
    found = special + list(dict.fromkeys(named))
    return PeriodsAsked(tuple(_ordered(found)), blanked, ranged)


def _special(text: str) -> tuple[list[Asked], str]:
    found: list[Asked] = []
    rest = text
    for pattern in (_TRAILING, _RECENT, _LATEST):
        match = pattern.search(rest)
        if match is None or found:
            continue
        if pattern is _TRAILING:
            found.append(Trailing())
        elif pattern is _RECENT:
            word = match[1] or match[2]
            found.append(Recent(_COUNTS.get(word.lower()) or int(word)))
        elif not find_periods(rest):
            found.append(Recent(1))
        else:
            continue
        rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    return found, rest


def _joins(text: str, first: When, second: When) -> bool:
    between = text[first.end : second.start]
    if re.fullmatch(r"\s*and\s*", between, re.IGNORECASE):
        return bool(_BETWEEN.search(text[: first.start]))
    return bool(_RANGE.fullmatch(between)) and not re.fullmatch(r"\s*[和与]\s*", between)


def _asked(when: When) -> Asked:
    if when.day is not None:
        return Dated(when.day, when.part)
    span = when.part or "FY"
    return FiscalSpan(when.year, span)  # type: ignore[arg-type]


def _filled(ends: list[Asked]) -> list[Asked]:
    """Every year from the first to the last where both are whole years."""
    first, last = ends
    if isinstance(first, FiscalSpan) and isinstance(last, FiscalSpan) and first.span == last.span:
        low, high = sorted((first.year, last.year))
        if high - low <= 15:
            return [FiscalSpan(year, first.span) for year in range(low, high + 1)]
    return ends


def _ordered(periods: list[Asked]) -> list[Asked]:
    spans = [p for p in periods if isinstance(p, FiscalSpan)]
    return [*sorted(spans), *(p for p in periods if not isinstance(p, FiscalSpan))]
