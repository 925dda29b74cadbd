"""Answers a question over a course's material, every claim with module and element.

Passages are composed by a model where there is one and checked, else quoted, else refused. Streams
what happens, and ends in an `Answered`. Knows nothing of pages and students.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from apps.education.domain.words import Language
from apps.education.service.material.book import ELEMENTS, KIND, MODULE, SECTION, element_at
from apps.shared.turns import Stage
from rag.answer import Fallen, Token
from rag.evidence import Answer, Citation

if TYPE_CHECKING:
    from rag.evidence import Evidence
    from rag.index import Index
    from rag.ladder import Ladder
    from rag.records import DocumentCard

PASSAGES = 8
_SEARCHED = {
    "en": "Searched: the material of this course.",
    "zh": "已查找：本课程的资料。",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that the answer cites. `elements` tells where each element of it begins."""

    title: str
    url: str = ""
    collection: str = ""
    licence: str = ""
    module: str = ""
    section: str = ""
    elements: str = ""

    def place(self, citation: Citation) -> str:
        """Module and element as the source names them (`m82509#fs-id1169`); else the title."""
        element = element_at(self.elements, citation.span.start)
        return f"{self.module}#{element}" if self.module and element else self.module or self.title


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: the answer, and by document id what it cites."""

    answer: Answer
    cited: Mapping[str, Cited]
    question: str = ""


AskEvent = Stage | Token | Fallen | Answered


def ask(
    question: str,
    *,
    index: Index,
    ladder: Ladder,
    language: Language = "en",
    history: Sequence[tuple[str, str]] = (),
) -> Iterator[AskEvent]:
    """What happens while the question is answered, ending in `Answered`.

    `index` is the course's. `history` holds (question, answer) pairs, oldest first. Tokens are
    not checked yet.
    """
    asked = question.strip()
    spoken = spoken_in(asked, language)
    yield Stage("search")
    evidence = passages(index, asked)
    yield Stage("compose")
    for event in ladder.answer(
        asked, evidence, document_of=index.document, language=spoken, history=history
    ):
        if not isinstance(event, Answer):
            yield event
            continue
        said = event.refused_because
        whole = replace(event, refused_because=f"{said} {_SEARCHED[spoken]}") if said else event
        yield Answered(whole, cited_by(whole, index), asked)


def spoken_in(question: str, shown: Language) -> Language:
    """The language of the question; of the page where it has no letters of either."""
    if any("\u4e00" <= c <= "\u9fff" for c in question):
        return "zh"
    return "en" if any(c.isascii() and c.isalpha() for c in question) else shown


def passages(
    index: Index, question: str, *, kinds: Sequence[str] = ("text",), k: int = PASSAGES
) -> list[Evidence]:
    """The best passages; exercises of the material are looked through only where asked."""
    return index.search(question, k=k, where={KIND: list(kinds)})


def cited_by(answer: Answer, index: Index) -> dict[str, Cited]:
    """By id what is cited, and where nothing is what was looked at."""
    wanted = {c.doc_id for claim in answer.claims for c in claim.citations}
    wanted |= set() if wanted else {found.chunk.doc_id for found in answer.evidence}
    return {card.id: cited_card(card) for card in index.documents() if card.id in wanted}


def cited_card(card: DocumentCard) -> Cited:
    meta = card.meta
    return Cited(
        meta.get("title", card.name),
        meta.get("url", ""),
        meta.get("collection", ""),
        meta.get("licence", ""),
        meta.get(MODULE, ""),
        meta.get(SECTION, ""),
        meta.get(ELEMENTS, ""),
    )
