"""Cuts text into sentences and clauses, and gives each figure of a sentence the metric it states.

The metric named last before a figure is its own; 分别 and `respectively` pair them in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.finance.domain.sentence_terms import Mention
from rag.figures import Figure
from rag.units import fold

_END = re.compile(r"[。；！？\n]|;\s|[.!?](?=\s+[A-Z“\"$]|\s*$)")
CLAUSE = re.compile(r"[,，、](?!\d)|(?<=\s)and(?=\s)")
_OF = re.compile(r"\s*(?:in|of)\s+(?:\w+\s+)?")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in _END.finditer(fold(text)):
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start:]


def clause_of(sentence: str, figure: Figure) -> str:
    """The clause up to the end of a figure."""
    begin = max((m.end() for m in CLAUSE.finditer(sentence, 0, figure.start)), default=0)
    return sentence[begin : figure.end]


def paired(
    sentence: str, figures: list[Figure], named: list[Mention], carried: Mention | None
) -> list[tuple[Figure, Mention | None]]:
    """Each figure with its metric; under 分别 or `respectively` in the order of the metrics."""
    amounts = [f for f in figures if f.kind in ("money", "per_share", "bare")]
    real = [m for m in named if m.metric or m.segment]
    if (
        re.search("分别|respectively", sentence, re.I)
        and len(real) > 1
        and len(amounts) == len(real)
    ):
        order = dict(zip((f.start for f in amounts), real, strict=True))
        return [(f, order.get(f.start)) for f in figures]
    return [(f, _named_for(f, figures, named, sentence, carried)) for f in figures]


def _named_for(
    figure: Figure,
    figures: list[Figure],
    named: list[Mention],
    sentence: str,
    carried: Mention | None,
) -> Mention | None:
    """The metric last named before a figure, or at once behind it (`$5 million in revenue`)."""
    before = [m for m in named if m.end <= figure.start]
    after = [m for m in named if m.start >= figure.end]
    last = max((f.end for f in figures if f.end <= figure.start), default=0)
    if (
        after
        and re.fullmatch(r"\s*(?:in|of)\s+(?:\w+\s+)?", sentence[figure.end : after[0].start])
        and not (before and before[-1].start >= last)
    ):
        return after[0]
    if before:
        return before[-1]
    return carried if figure.kind != "bare" else None
