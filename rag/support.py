"""Whether a passage says what a sentence without figures says.

Lexical and conservative: nearly every word of meaning must stand in one or two neighbouring
sentences of the passage, names and dates must occur, and negation, direction and opposites must
agree. Paraphrases that share no words are not recognised; they stay unverified.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rag.columns import Frame
from rag.document import Span
from rag.evidence import Chunk
from rag.periods import agree, find_periods
from rag.sentences import sentence_spans
from rag.subjects import called, mentions
from rag.terms import content, direction, names, negated, opposed, stem

RECALL = 0.8
"""Share of the claim's words of meaning that the cited sentences must say; all, of a few."""
FEW_WORDS = 5

_FRAMING = frozenset(
    stem(word)
    for word in [
        "according",
        "passage",
        "document",
        "evidence",
        "source",
        "text",
        "states",
        "mentions",
    ]
)


def supported(text: str, chunk: Chunk, frame: Frame) -> tuple[Span | None, str]:
    """The sentences of `chunk` that say `text`, or None and the reason in words."""
    words = set(content(text)) - _FRAMING
    if len(words) == 1:
        return None, "it is a single word, which states nothing"
    if mentions(text, frame.company) if frame.company else False:
        words -= set(content(frame.company))
    if not words:
        return None, "it says nothing that could be checked"
    flat = re.sub(r"[\r\n]", " ", chunk.text)
    reason = "no cited passage says it"
    for low, high in _windows(flat):
        passage = flat[low:high]
        needed = len(words) if len(words) <= FEW_WORDS else RECALL * len(words)
        if len(words & set(content(passage))) < needed:
            continue
        reason = _contradiction(text, passage, chunk, frame)
        if not reason:
            start = chunk.span.start
            return Span(start + low, start + high, chunk.span.page), ""
    return None, reason


def _windows(text: str) -> list[tuple[int, int]]:
    """Single sentences first, then pairs of neighbours."""
    spans = sentence_spans(text)
    return spans + [(a[0], b[1]) for a, b in pairwise(spans)]


def _contradiction(text: str, passage: str, chunk: Chunk, frame: Frame) -> str:
    if negated(text) != negated(passage):
        return "the passage and the sentence differ in a negation"
    if direction(text) * direction(passage) < 0:
        return "the passage says the opposite direction"
    if word := opposed(text, passage):
        return f"the passage says the opposite of {word!r}"
    said = f"{chunk.text} {chunk.context}".lower()
    for name in names(text):
        if name.lower() not in said and not (frame.company and called(name, frame.company)):
            return f"it names {name}, which the cited passage does not"
    theirs = find_periods(f"{passage} {chunk.context}") or ([frame.period] if frame.period else [])
    for when in find_periods(text):
        if not any(agree(when, other) for other in theirs):
            return f"the passage does not say it of {when}"
    return ""
