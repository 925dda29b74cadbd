"""Hints for an exercise: the elements of the course's material that speak of its skill.

Whole elements are quoted (a rule, a definition, the steps of a procedure), never rewritten, each
with module and element. Procedures come before examples; what gives the answer away is left out.
Knows nothing of pages and students.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.education.service.material.ask import Cited, cited_card, passages
from rag.document import Span
from rag.evidence import Citation
from rag.terms import content

if TYPE_CHECKING:
    from rag.document import Document
    from rag.index import Index

MOST = 3
_LOOKED_AT = 12
_LEAST_FIT = 0.6
"""Share of the skill's words that an element and its heading must say."""
_SHORTEST, _LONGEST = 25, 700
_STEPS = re.compile(r"(?:;[^;]+){2,}|\bstep 1\b|\bhow to\b|步骤|首先", re.IGNORECASE)
_RULE = re.compile(
    r"\b(?:if|property|rule|formula|means|is called|always)\b|法则|公式|性质|叫做", re.I
)
_TASK_ONLY = re.compile(r"in the following exercises|online resources|instructional video", re.I)


@dataclass(frozen=True, slots=True)
class Hint:
    """An element of the material in its own words. `place` is module#element where it is told."""

    text: str
    citation: Citation
    cited: Cited
    fit: float

    @property
    def place(self) -> str:
        return self.cited.place(self.citation)


def on_paper(hint: Hint) -> str:
    """The quotation with its place, book and licence, on one line."""
    cited = hint.cited
    told = dict.fromkeys((hint.place, cited.title, cited.collection, cited.licence))
    return f"“{' '.join(hint.text.split())}” ({', '.join(part for part in told if part)})"


def hints(skill: str, index: Index, *, answer: str = "", most: int = MOST) -> tuple[Hint, ...]:
    """The best elements for a skill told in words, best first; empty where the material has none.

    `answer` is the printed answer of the exercise: elements that say it are left out.
    """
    wanted = frozenset(content(skill))
    if not wanted:
        return ()
    cards = {card.id: cited_card(card) for card in index.documents()}
    found: dict[str, Hint] = {}
    for rank, piece in enumerate(passages(index, skill, k=_LOOKED_AT)):
        document = index.document(piece.chunk.doc_id)
        for span in _elements(document, cards[document.id].elements, piece.chunk.span):
            text = document.quote(span)
            fit = _fit(text, cards[document.id].title, wanted) - rank / (10 * _LOOKED_AT)
            if fit >= _LEAST_FIT and not _gives_away(text, answer):
                hint = Hint(text, Citation(document.id, span, text), cards[document.id], fit)
                found.setdefault(text, hint)
    return tuple(sorted(found.values(), key=lambda hint: -hint.fit)[:most])


def _elements(document: Document, elements: str, within: Span) -> Iterator[Span]:
    """The elements that a passage touches; its own lines where the material names no elements."""
    starts = [int(pair.partition(":")[0]) for pair in elements.split()]
    bounds = starts or [m.start() for m in re.finditer(r"[^\n]+", document.text)]
    for start, end in zip(bounds, [*bounds[1:], len(document.text)], strict=True):
        text = document.text[start:end].rstrip()
        if start < within.end and start + len(text) > within.start:
            yield Span(start, start + len(text))


def _fit(text: str, heading: str, wanted: frozenset[str]) -> float:
    """Share of the skill's words said (the heading's at half weight), and the kind of help."""
    if not _SHORTEST <= len(text) <= _LONGEST or _TASK_ONLY.search(text):
        return 0.0
    own = len(wanted & set(content(text))) / len(wanted)
    over = len(wanted & set(content(heading))) / len(wanted)
    said = max(own, 0.5 * (own + over))
    if said < _LEAST_FIT:
        return 0.0
    return said + (0.35 if _STEPS.search(text) else 0.15 if _RULE.search(text) else 0.0)


def _gives_away(text: str, answer: str) -> bool:
    """Of one sign only what states it as a result: a lone digit stands in every text."""
    told = answer.strip()
    if not told:
        return False
    before = r"(?<![\w.])" if len(told) > 1 else r"(?:=|\bis|\bequals|\bgets?|等于|得|是)\s*"
    return re.search(rf"{before}{re.escape(told)}(?!\w|\.\d)", text) is not None
