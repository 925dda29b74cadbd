"""Figures that a document states, read back at a place: value, unit, scale, period, label.

The ground on which claims are checked. Reads tables where the document has them, printed lines
and sentences elsewhere. Knows nothing of claims.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rag.columns import Frame, caption_scale
from rag.document import Document, Span
from rag.figures import Kind
from rag.periods import When, find_periods
from rag.units import Scale, currency_of, fold

_ENDED = re.compile(
    r"(?:fiscal\s+)?year\s+ended\s+\w+\s+\d{1,2}\s*,\s*\d{4}|"
    r"quarterly\s+period\s+ended\s+\w+\s+\d{1,2}\s*,\s*\d{4}",
    re.IGNORECASE,
)
_TELLS_SCALE = re.compile(r"illions?|ousands?|单位")
WINDOW = 6_000
"""Characters read before a place in a document without pages, to find heads and units."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of the source. `power` is None where no scale is declared anywhere.

    `value` is as printed, signed; `label` the row's label or the whole sentence; `context` the
    headings over it. `inherited` marks a scale taken from elsewhere in the document.
    """

    value: Decimal
    kind: Kind
    currency: str | None
    power: int | None
    decimals: int
    label: str
    context: str
    periods: tuple[When, ...]
    span: Span
    source: Literal["cell", "sentence"]
    inherited: bool = False

    @property
    def amount(self) -> Decimal | None:
        """The value in base units; None where the scale is not declared."""
        return None if self.power is None else self.value.scaleb(self.power)


def frame_of(document: Document, meta: dict[str, str]) -> Frame:
    """What the document and the chunk's metadata say of company, period and money."""
    name = re.sub(r"\.\w{2,5}$", "", document.name).replace("_", " ")
    said = meta.get("period") or meta.get("fiscal_year") or ""
    periods = find_periods(said) or _report_period(name) or _report_period(document.text[:6_000])
    return Frame(
        company=meta.get("company") or "",
        period=periods[0] if periods else None,
        currency=_main_currency(document),
        scale=_main_scale(document),
    )


def _report_period(text: str) -> list[When]:
    """The period a title names: `2022年年度报告`, `3M 2018 10K`, `fiscal year ended ...`."""
    match = re.search(r"((?:19|20)\d\d)\s*年?\s*(半年度|年度|第[一三]季度|年)报告?", text)
    if match:
        part = {"半年度": "H1", "第一季度": "Q1", "第三季度": "9M"}.get(match[2], "FY")
        return [When(int(match[1]), part)]
    match = _ENDED.search(text)
    if match:
        return find_periods(match[0].replace("quarterly period", "quarter"))
    return find_periods(text) if len(text) < 80 else []


def _main_currency(document: Document) -> str | None:
    """The currency that the document names most, looked for in its first 200,000 characters."""
    text = document.text[:200_000]
    found = Counter(re.findall(r"(?:US|HK|C|A|NT)?\$|€|£|¥|人民币|元|RMB|港元", text))
    return currency_of(found.most_common(1)[0][0]) if found else None


def _main_scale(document: Document) -> Scale | None:
    """The scale that captions of the document declare most; None where they do not agree."""
    found: Counter[Scale] = Counter()
    for line in document.text[:600_000].split("\n"):
        if len(line) >= 120 or not _TELLS_SCALE.search(line):
            continue
        if (scale := caption_scale(line)) is not None:
            found[Scale(None, scale.power)] += 1
    if not found:
        return None
    best, count = found.most_common(1)[0]
    return best if count >= 0.9 * sum(found.values()) else None


def window(document: Document, span: Span) -> tuple[int, int]:
    """The characters to read for a place: its pages and the one before, or `WINDOW` before it."""
    first, last = document.page_at(span.start), document.page_at(max(span.start, span.end - 1))
    if first is None or last is None:
        return max(0, span.start - WINDOW), min(len(document.text), span.end + 200)
    before = document.pages[document.pages.index(first) - 1] if first.number > 1 else first
    return min(before.start, first.start), last.end


def line_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Half-open ranges of the printed lines of `text[start:end]`, ends without the break."""
    return [
        (start + m.start(), start + m.end())
        for m in re.finditer(r"[^\r\n]+", fold(text[start:end]))
    ]
