"""From a question to evidence: routes it, searches, and searches wider where nothing is found.

A LangChain retriever over the same path, for chains that want one. Knows nothing of answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from rag.evidence import Evidence
from rag.index import Index
from rag.routing import Route, route


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence, best first; where it was looked for; and what the reader should know of that."""

    evidence: tuple[Evidence, ...]
    route: Route
    notes: tuple[str, ...] = ()


def retrieve(
    index: Index, question: str, *, k: int = 10, tenant: str = "", late: bool = False
) -> Found:
    """The best passages for a question, by route first; notes say where the route had to widen."""
    way = route(question, index.documents(tenant=tenant))
    notes = list(way.notes)
    for where, reason in ((way.where, ""), *way.softer):
        if reason:
            notes.append(reason)
        narrowed = {**where, "tenant": tenant}
        found = index.search(question, k=k, where=narrowed, fit=way.fit, late=late)
        if found:
            return Found(tuple(found), way, tuple(notes))
    return Found((), way, tuple(notes))


class IndexRetriever(BaseRetriever):
    """`retrieve` as a LangChain retriever. Citations are in the metadata of what it returns."""

    index: Any
    k: int = 10
    tenant: str = ""
    late: bool = False

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        found = retrieve(self.index, query, k=self.k, tenant=self.tenant, late=self.late)
        return [as_langchain(piece) for piece in found.evidence]


def as_langchain(piece: Evidence) -> LangChainDocument:
    """A passage as LangChain's `Document`: the text to quote, its place and score as metadata."""
    chunk = piece.chunk
    place: Mapping[str, object] = {
        "doc_id": chunk.doc_id,
        "start": chunk.span.start,
        "end": chunk.span.end,
        "page": chunk.span.page,
        "context": chunk.context,
        "score": piece.score,
    }
    return LangChainDocument(
        id=chunk.id, page_content=chunk.text, metadata={**dict(chunk.meta), **place}
    )
