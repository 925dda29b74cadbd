"""The passages of a domain as documents and chunks that the retrieval and the check know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.shared.lessons.pool import Pool, Source
from finetune.new_domain.rows import Domain, Passage
from rag.document import Document, Span, content_id
from rag.evidence import Chunk


@dataclass(frozen=True, slots=True)
class Shelf:
    """A pool of the passages, and the chunk of each by its id."""

    pool: Pool
    chunks: dict[str, Chunk]


def shelf(domain: Domain) -> Shelf:
    """Every passage is one chunk, its title in it, so that a reader of it knows whose it is."""
    by_document: dict[str, list[Passage]] = {}
    for passage in domain.passages.values():
        by_document.setdefault(passage.document, []).append(passage)
    chunks: dict[str, Chunk] = {}
    sources = [_source(name, passages, chunks) for name, passages in by_document.items()]
    return Shelf(Pool(sources), chunks)


def _source(name: str, passages: Iterable[Passage], chunks: dict[str, Chunk]) -> Source:
    texts = {passage.id: passage.shown for passage in passages}
    whole = "\n\n".join(texts.values())
    document = Document(content_id(f"{name}\n{whole}".encode()), name, "text", whole, language="en")
    own: list[Chunk] = []
    start = 0
    for place, text in texts.items():
        chunk = Chunk(document.id, Span(start, start + len(text)), text, context=name)
        chunks[place] = chunk
        own.append(chunk)
        start += len(text) + 2
    return Source(name, name, document, tuple(own))
