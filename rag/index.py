"""The index of an installation: add documents, remove them, search them, open them.

Ties the store, the snapshot in memory, its cache on disk and the embedders together. A document
is searchable as soon as `add` returns and is still there after a crash. Tenants are told apart in
every search and every read; a search that names no tenant sees the tenant `''` alone. Safe to use
from several threads, and from several processes over one folder.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag import snapshot as snapshots
from rag.chunking import STATEMENTS, passage
from rag.document import Document, guess_language
from rag.embed import Embedder, by_language
from rag.evidence import Chunk, Evidence
from rag.fusion import Weights
from rag.generations import Generations
from rag.late import TokenScorer
from rag.records import DocumentCard, Embedded, Entry, Facet
from rag.search import Question, Scored, added, search, weighed
from rag.snapshot import Snapshot
from rag.statements import asked_statements
from rag.store import Store

Where = Mapping[str, str | Collection[str]]
Progress = Callable[[float], None]

_MASKS = 64
_BATCH = 32
"""Passages between two looks at progress and the stop button: about five seconds in Chinese."""


class Index:
    """A searchable folder. `embedders` maps a language (`en`, `zh`) to its model."""

    def __init__(
        self,
        path: Path,
        *,
        embedders: Mapping[str, Embedder] | None = None,
        weights: Weights | None = None,
    ) -> None:
        self.path = path
        self.weights = weights or Weights()
        self._embedders = dict(embedders if embedders is not None else by_language())
        self._store = Store(path / "store.db")
        self._generations = Generations(path / "cache")
        self._snapshot: Snapshot | None = None
        self._masks: tuple[Snapshot | None, dict[object, NDArray[np.bool_]]] = (None, {})
        self._lock = threading.RLock()
        self.notices: list[str] = []

    def close(self) -> None:
        self._store.close()

    # Documents

    def add(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        *,
        tenant: str = "",
        meta: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Embed and store a document with its chunks; one of the same id is replaced.

        `meta` is what the catalogue says of the document; by default that of its first chunk.
        """
        self.add_all([(document, chunks, meta)], tenant=tenant, progress=progress)

    def add_all(
        self,
        documents: Sequence[tuple[Document, Sequence[Chunk], Mapping[str, str] | None]],
        *,
        tenant: str = "",
        progress: Progress | None = None,
    ) -> None:
        """Add several documents in one step, embedded together: many short ones go faster."""
        vectors = self._embedded(documents, progress)
        entries = [
            Entry(document, chunks, embedded, _catalogued(chunks, meta))
            for (document, chunks, meta), embedded in zip(documents, vectors, strict=True)
        ]
        if progress:
            progress(0.95)
        self._store.add(entries, tenant=tenant)
        self._checkpoint()
        if progress:
            progress(1.0)

    def _embedded(
        self,
        documents: Sequence[tuple[Document, Sequence[Chunk], Mapping[str, str] | None]],
        progress: Progress | None,
    ) -> list[Embedded | None]:
        """The vectors of each document, None where its language has no model."""
        found: list[Embedded | None] = [None] * len(documents)
        total = sum(len(chunks) for _, chunks, _ in documents)
        done = 0
        for language, embedder in self._embedders.items():
            mine = [n for n, (d, c, _) in enumerate(documents) if d.language == language and c]
            texts = [passage(piece) for n in mine for piece in documents[n][1]]
            order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
            vectors: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(texts)
            for start in range(0, len(texts), _BATCH):
                if progress:
                    progress(0.95 * (done + start) / total)
                batch = order[start : start + _BATCH]
                fresh_ND = embedder.passages([texts[at] for at in batch])
                for at, vector_D in zip(batch, fresh_ND, strict=True):
                    vectors[at] = vector_D
            done += len(texts)
            for number in mine:
                count = len(documents[number][1])
                found[number] = Embedded(embedder.name, np.stack(vectors[:count]))
                vectors = vectors[count:]
        return found

    def remove(self, doc_id: str, *, tenant: str = "") -> bool:
        """Forget a document. False where there was none."""
        gone = self._store.remove(doc_id, tenant=tenant)
        self._checkpoint()
        return gone

    def documents(self, *, tenant: str = "") -> list[DocumentCard]:
        return self._store.documents(tenant=tenant)

    def document(self, doc_id: str, *, tenant: str = "") -> Document:
        """The document as it was read. Raises KeyError where there is none."""
        return self._store.document(doc_id, tenant=tenant)

    # Search

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        where: Where | None = None,
        fit: Mapping[str, float] | None = None,
        spread: bool = True,
        late: bool = False,
    ) -> list[Evidence]:
        """The k best passages, with why each was chosen.

        `where` filters by `tenant`, `doc_id` and metadata, a value or several. `fit` prefers
        documents (id to 0..1). `spread` takes one passage a page. `late` reads the best again,
        word by word: better and slower.
        """
        current = self._current()
        tenants, seen = self._seen(current, where or {})
        if not query.strip() or not seen.any() or k < 1:
            return []
        question = Question(weighed(query), self._query_vectors(query, current, seen))
        scored = search(current, question, seen, self.weights)
        scored = self._preferred(scored, query, current, fit or {})
        if late:
            scored = self._read_again(scored, query, current, tenants)
        return self._evidence(scored, current, tenants, k, spread)

    def _seen(self, current: Snapshot, where: Where) -> tuple[frozenset[str], NDArray[np.bool_]]:
        """The tenants asked for and the rows that may be seen, kept for the next question."""
        wanted = {
            key: frozenset([value] if isinstance(value, str) else value)
            for key, value in where.items()
        }
        tenants = wanted.pop("tenant", frozenset([""]))
        key = (tenants, frozenset(wanted.items()))
        with self._lock:
            held, masks = self._masks
            if held is not current or len(masks) >= _MASKS:
                masks = {}
                self._masks = (current, masks)
            if key not in masks:
                masks[key] = current.seen(tenants, _allows(wanted))
            return tenants, masks[key]

    def _query_vectors(
        self, query: str, current: Snapshot, seen: NDArray[np.bool_]
    ) -> dict[str, NDArray[np.float32]]:
        """The question by the model of its language, where that has a vector of a seen row.

        Otherwise by every model that has: among several, each stretches its own scores, and a
        model that cannot read the question would put its noise beside the other's best.
        """
        held = {
            language: embedder
            for language, embedder in self._embedders.items()
            if embedder.name in current.tables and current.tables[embedder.name].holds_any(seen)
        }
        language = guess_language(query)
        used = [held[language]] if language in held else list(held.values())
        return {embedder.name: embedder.query(query) for embedder in used}

    def _preferred(
        self, scored: Scored, query: str, current: Snapshot, fit: Mapping[str, float]
    ) -> Scored:
        """Adds the preference for statements asked for and for documents that fit."""
        facets = [current.facet_of[int(number)] for number in current.facets[scored.rows]]
        asked = set(asked_statements(query))
        printed = [bool(asked & set(f.meta.get(STATEMENTS, "").split("|"))) for f in facets]
        if any(printed):
            extra = self.weights.statement * np.asarray(printed, np.float32)
            scored = added(scored, "statement", extra)
            facets = [current.facet_of[int(number)] for number in current.facets[scored.rows]]
        if fit:
            values = np.asarray([fit.get(f.doc_id, 0.0) for f in facets], np.float32)
            scored = added(scored, "fit", self.weights.fit * values)
        return scored

    def _read_again(
        self, scored: Scored, query: str, current: Snapshot, tenants: Collection[str]
    ) -> Scored:
        chunks = self._chunks(scored.rows[: TokenScorer.MOST], current, tenants)
        scorer = TokenScorer(self._embedders)
        return scorer.rescored(scored, query, chunks, self.weights.late)

    def _evidence(
        self,
        scored: Scored,
        current: Snapshot,
        tenants: Collection[str],
        k: int,
        spread: bool,
    ) -> list[Evidence]:
        found: list[Evidence] = []
        pages: set[tuple[str, object]] = set()
        for start in range(0, scored.rows.size, 4 * k):
            rows = scored.rows[start : start + 4 * k]
            chunks = self._chunks(rows, current, tenants)
            for at, chunk in enumerate(chunks, start):
                if chunk is None:
                    continue
                page = (chunk.doc_id, chunk.span.page or chunk.id)
                if spread and page in pages:
                    continue
                pages.add(page)
                why = [(name, float(v[at])) for name, v in scored.parts.items()]
                found.append(Evidence(chunk, float(scored.scores[at]), tuple(why)))
                if len(found) == k:
                    return found
        return found

    def _chunks(
        self, rows: NDArray[np.int64], current: Snapshot, tenants: Collection[str]
    ) -> list[Chunk | None]:
        """The chunks of rows; None for one that has been removed since the search began."""
        ids = [int(number) for number in current.ids[rows]]
        held = self._store.chunks(ids, tenants=sorted(tenants))
        return [held.get(number) for number in ids]

    # Keeping up

    def _current(self) -> Snapshot:
        with self._lock:
            if self._snapshot is None:
                self._snapshot, problem = snapshots.loaded(self._store, self._generations)
                if problem:
                    self.notices.append(problem)
            else:
                self._snapshot = snapshots.refreshed(self._snapshot, self._store)
            return self._snapshot

    def _checkpoint(self) -> None:
        """Write the cache again where much came or went since it was written."""
        with self._lock:
            current = self._current()
            if current.stale:
                self._snapshot = snapshots.compacted(current, self._store)
                snapshots.save(self._snapshot, self._generations, self._store.identity)


def _catalogued(chunks: Sequence[Chunk], meta: Mapping[str, str] | None) -> dict[str, str]:
    """What the catalogue says of a document: as told, or what its first chunk carries."""
    told = dict(meta) if meta is not None else dict(chunks[0].meta) if chunks else {}
    told.pop(STATEMENTS, None)
    return told


def _allows(wanted: Mapping[str, frozenset[str]]) -> Callable[[Facet], bool]:
    """The test that a facet has to pass: its document, then its metadata."""
    rest = {key: values for key, values in wanted.items() if key != "doc_id"}
    documents = wanted.get("doc_id")

    def allow(facet: Facet) -> bool:
        if documents is not None and facet.doc_id not in documents:
            return False
        return all(facet.meta.get(key) in values for key, values in rest.items())

    return allow
