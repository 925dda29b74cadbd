"""Answers without a model: the sentences of the evidence that come nearest to the question.

Quotes only, each with its place; a quotation is its own proof. Sentences that speak to a model
are never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.document import Document, Span
from rag.evidence import Chunk, Citation, Claim, Evidence, Status
from rag.periods import agree, find_periods
from rag.prompt import Language, clean, speaks_to_model
from rag.readings import Readings
from rag.relevance import Best, best_of, windows
from rag.stated import Stated

LIMIT = 3
"""Quotations in one answer at most."""
NEAR_BEST = 0.8
"""A further quotation must fit nearly as well as the best."""

_QUOTE = {"en": "{source}: “{quote}”", "zh": "{source}：“{quote}”"}
_CELL = {"en": "{source}: {label}, {period}: {value}", "zh": "{source}：{label}，{period}：{value}"}
_SCALE = {
    "en": {3: " thousand", 6: " million", 9: " billion"},
    "zh": {3: "千", 4: "万", 6: "百万", 8: "亿", 9: "十亿"},
}


def quotable(evidence: Sequence[Evidence]) -> list[str]:
    """The texts of the evidence with sentences that speak to a model blanked, offsets kept."""
    return [_blanked(item.chunk.text) for item in evidence]


def _blanked(text: str) -> str:
    kept = text
    for start, end in windows(text):
        if speaks_to_model(text[start:end]):
            kept = kept[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + kept[end:]
    return kept


def extract(
    question: str,
    evidence: Sequence[Evidence],
    document_of: Callable[[str], Document] | Readings,
    *,
    language: Language = "en",
    found: Sequence[Best] | None = None,
) -> tuple[Claim, ...]:
    """At most `LIMIT` quotations as verified claims, best first; empty where nothing fits."""
    readings = document_of if isinstance(document_of, Readings) else Readings(document_of)
    contexts = [item.chunk.context for item in evidence]
    ranked = list(found) if found is not None else best_of(question, quotable(evidence), contexts)
    claims: list[Claim] = []
    seen: set[str] = set()
    for place in ranked:
        if len(claims) == LIMIT or place.rank < NEAR_BEST * ranked[0].rank:
            break
        if place.own == 0 or place.own < NEAR_BEST * ranked[0].own:
            continue
        for claim in _quoted(question, evidence[place.passage].chunk, place, readings, language):
            key = re.sub(r"\W+", "", claim.text.lower())
            if key not in seen and len(claims) < LIMIT:
                seen.add(key)
                claims.append(claim)
    return tuple(claims)


def _quoted(
    question: str, chunk: Chunk, place: Best, readings: Readings, language: Language
) -> list[Claim]:
    """The cells of a row, for the period asked; otherwise the sentences as they stand."""
    span = Span(chunk.span.start + place.start, chunk.span.start + place.end)
    cells = _cells(question, chunk, span, readings)
    if cells:
        return [_cell(cell, chunk, readings, language) for cell in cells]
    quote, citation = _citation(chunk, span, readings)
    shown = re.sub(r"\s+", " ", clean(quote)).strip()
    text = _QUOTE[language].format(
        source=_source(chunk, citation.span, readings, language), quote=shown
    )
    return [Claim(text, (citation,), Status.VERIFIED)]


def _cells(question: str, chunk: Chunk, span: Span, readings: Readings) -> list[Stated]:
    """The figures of a row that are for the period asked (or else the document's own)."""
    if "\n" in readings.document(chunk.doc_id).quote(span).strip():
        return []
    row = [
        s
        for s in readings.stated(chunk)
        if s.source == "cell"
        and span.start <= s.span.start
        and s.span.end <= span.end
        and s.periods
    ]
    frame = readings.frame(chunk)
    asked = find_periods(question) or ([frame.period] if frame.period else [])
    return [s for s in row if any(agree(a, w) for a in asked for w in s.periods)][:LIMIT]


def _cell(cell: Stated, chunk: Chunk, readings: Readings, language: Language) -> Claim:
    _, citation = _citation(chunk, cell.span, readings)
    power = "" if not cell.power else _SCALE[language].get(cell.power, f"×10^{cell.power}")
    raw = citation.quote.strip()
    currency = cell.currency if cell.kind in ("money", "per_share") and cell.currency else ""
    text = _CELL[language].format(
        source=_source(chunk, citation.span, readings, language),
        label=cell.label,
        period=str(cell.periods[0]),
        value=f"{raw}{power} {currency}".strip(),
    )
    return Claim(
        text, (citation,), Status.VERIFIED, cell.amount, cell.currency, str(cell.periods[0])
    )


def _citation(chunk: Chunk, span: Span, readings: Readings) -> tuple[str, Citation]:
    document = readings.document(chunk.doc_id)
    page = document.page_at(span.start)
    if page is not None:
        span = replace(span, page=page.number)
    quote = document.quote(span)
    return quote, Citation(chunk.doc_id, span, quote)


def _source(chunk: Chunk, span: Span, readings: Readings, language: Language) -> str:
    source = dict(chunk.meta).get("company") or readings.document(chunk.doc_id).name
    if span.page is None:
        return source
    return f"{source} (p. {span.page})" if language == "en" else f"{source}（第{span.page}页）"
