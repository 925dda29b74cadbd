"""Passages of many documents, and those of them that lie near a question.

What retrieval would put beside the right passage, found by the same words that the index uses.
Knows no model and no lesson.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from finetune.corpora.split import Part, part
from rag.document import Document
from rag.evidence import Chunk
from rag.lexical import bm25, build, terms
from rag.readings import Readings

_KEPT_READINGS = 40
"""Documents whose figures are remembered at once: a long filing's take tens of megabytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its passages. `origin` is what it is split by, `name` what it is cited as.

    A `private` one (a patient's note) stands beside no other private one.
    """

    origin: str
    name: str
    document: Document
    chunks: tuple[Chunk, ...]
    private: bool = False

    @property
    def part(self) -> Part:
        return part(self.origin)


class Pool:
    """The passages of the sources of one part; a lesson never sees a passage of another part."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)
        self.chunks = tuple(chunk for source in self.sources for chunk in source.chunks)
        self.private = tuple(source for source in self.sources if source.private)
        self._documents = {source.document.id: source for source in self.sources}
        self._words = build(f"{c.context} {c.text}" for c in self.chunks)
        self._everyone = np.ones(len(self.chunks), np.bool_)
        self._readings: Readings | None = None
        self._seen: set[str] = set()

    def source(self, chunk: Chunk) -> Source:
        return self._documents[chunk.doc_id]

    def document(self, doc_id: str) -> Document:
        return self._documents[doc_id].document

    def readings(self, chunks: Iterable[Chunk]) -> Readings:
        """Figures stated in the documents, each read once while they are worked on together."""
        asked = {chunk.doc_id for chunk in chunks}
        if self._readings is None or len(self._seen | asked) > _KEPT_READINGS:
            self._readings, self._seen = Readings(self.document), set()
        self._seen |= asked
        return self._readings

    def also(self, source: Source) -> None:
        """A further document that may be cited but is not found by words."""
        self._documents[source.document.id] = source

    def near(
        self, question: str, *, k: int, but: Callable[[Chunk], bool] | None = None
    ) -> Sequence[Chunk]:
        """The `k` passages that share most words with the question, `but` some left out."""
        query = dict.fromkeys(terms(question), 1.0)
        scores = bm25([self._words], query, self._everyone)
        found: list[Chunk] = []
        for row in np.argsort(-scores)[: 4 * k + 8]:
            chunk = self.chunks[int(row)]
            if scores[row] > 0 and not (but is not None and but(chunk)):
                found.append(chunk)
                if len(found) == k:
                    break
        return found
