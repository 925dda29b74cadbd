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
from rag.prompt import Language, clean, speaks_to_model
from rag.relevance import Best, best_of

LIMIT = 3
"""Quotations in one answer at most."""

_FRAME = {"en": "{source}: “{quote}”", "zh": "{source}：“{quote}”"}


def quotable(evidence: Sequence[Evidence]) -> list[str]:
    """The texts of the evidence with sentences that speak to a model blanked, offsets kept."""
    return [_blanked(item.chunk.text) for item in evidence]


def _blanked(text: str) -> str:
    from rag.sentences import sentence_spans

    kept = text
    for start, end in sentence_spans(re.sub(r"[\r\n]", " ", text)):
        if speaks_to_model(text[start:end]):
            kept = kept[:start] + " " * (end - start) + kept[end:]
    return kept


def extract(
    question: str,
    evidence: Sequence[Evidence],
    document_of: Callable[[str], Document],
    *,
    language: Language = "en",
    found: Sequence[Best] | None = None,
) -> tuple[Claim, ...]:
    """At most `LIMIT` quotations as verified claims, best first; empty where nothing fits."""
    ranked = list(found) if found is not None else best_of(question, quotable(evidence))
    if not ranked:
        return ()
    best = ranked[0].coverage
    claims: list[Claim] = []
    seen: set[str] = set()
    for place in ranked:
        if place.coverage < 0.75 * best or place.coverage == 0 or len(claims) == LIMIT:
            continue
        claim = _quoted(evidence[place.passage].chunk, place, document_of, language)
        key = re.sub(r"\W+", "", claim.citations[0].quote.lower())
        if key not in seen:
            seen.add(key)
            claims.append(claim)
    return tuple(claims)


def _quoted(
    chunk: Chunk, place: Best, document_of: Callable[[str], Document], language: Language
) -> Claim:
    document = document_of(chunk.doc_id)
    span = Span(chunk.span.start + place.start, chunk.span.start + place.end)
    page = document.page_at(span.start)
    if page is not None:
        span = replace(span, page=page.number)
    quote = document.quote(span)
    company = dict(chunk.meta).get("company", "")
    source = company or document.name
    if span.page is not None:
        source += f" (p. {span.page})" if language == "en" else f"（第{span.page}页）"
    shown = re.sub(r"\s+", " ", clean(quote)).strip()
    text = _FRAME[language].format(source=source, quote=shown)
    return Claim(text, (Citation(chunk.doc_id, span, quote),), Status.VERIFIED)
