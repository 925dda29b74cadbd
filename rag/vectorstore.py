"""The index as a LangChain `VectorStore`, for chains that expect one.

A text added here is a document of one passage, found by words and meaning like any other.
LangChain's `Document` goes no further than this module and the retriever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from rag.document import Document, Span, content_id, guess_language
from rag.embed import AnyEmbeddings
from rag.evidence import Chunk
from rag.index import Index, Where
from rag.retriever import as_langchain


class IndexVectorStore(VectorStore):
    """One tenant of an `Index`. Metadata values are kept as strings, which filters compare."""

    def __init__(self, index: Index, *, tenant: str = "") -> None:
        self.index = index
        self.tenant = tenant

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Add texts, each as a document; one with an id that is there is replaced. Their ids."""
        held = list(texts)
        told = metadatas or [{}] * len(held)
        names = ids or [content_id(text.encode()) for text in held]
        if not len(held) == len(told) == len(names):
            raise ValueError(f"{len(held)} texts, {len(told)} metadatas, {len(names)} ids")
        entries = [_entry(*row) for row in zip(held, told, names, strict=True)]
        self.index.add_all(entries, tenant=self.tenant)
        return names

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool | None:
        """Delete by id. False where any of them was not there."""
        if ids is None:
            raise ValueError("name the ids to delete; deleting everything is not meant to be easy")
        gone = [self.index.remove(doc_id, tenant=self.tenant) for doc_id in ids]
        return all(gone)

    def get_by_ids(self, ids: Sequence[str], /) -> list[LangChainDocument]:
        """Those of the documents that are there, whole."""
        there = {card.id: card for card in self.index.documents(tenant=self.tenant)}
        found = []
        for doc_id in ids:
            if doc_id in there:
                text = self.index.document(doc_id, tenant=self.tenant).text
                meta = dict(there[doc_id].meta)
                found.append(LangChainDocument(id=doc_id, page_content=text, metadata=meta))
        return found

    def similarity_search(
        self, query: str, k: int = 4, *, filter: Where | None = None, **kwargs: Any
    ) -> list[LangChainDocument]:
        return [document for document, _ in self.similarity_search_with_score(query, k, filter)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, filter: Where | None = None, **kwargs: Any
    ) -> list[tuple[LangChainDocument, float]]:
        """Passages with their fused scores, higher is better. `filter` names metadata values."""
        where = {**(filter or {}), "tenant": self.tenant}
        found = self.index.search(query, k=k, where=where, spread=False)
        return [(_named(as_langchain(piece)), piece.score) for piece in found]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda score: min(1.0, max(0.0, score))

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict] | None = None,
        *,
        ids: list[str] | None = None,
        path: str | Path | None = None,
        model: str | None = None,
        **kwargs: Any,
    ) -> IndexVectorStore:
        """A new store in the folder `path`; `model` names the embedding and its version."""
        if path is None:
            raise ValueError("give the folder of the store as `path`")
        named = AnyEmbeddings(model or type(embedding).__qualname__, embedding)
        store = cls(Index(Path(path), embedders={"en": named, "zh": named}))
        store.add_texts(texts, metadatas, ids=ids)
        return store


def _named(document: LangChainDocument) -> LangChainDocument:
    """By the id it was added under, which is what `delete` takes."""
    document.id = document.metadata["doc_id"]
    return document


def _entry(text: str, meta: dict, name: str) -> tuple[Document, list[Chunk], dict[str, str]]:
    told = {str(key): str(value) for key, value in meta.items()}
    document = Document(name, told.get("source", name), "text", text, guess_language(text))
    piece = Chunk(name, Span(0, len(text)), text, "", tuple(sorted(told.items())))
    return document, [piece], told
