"""The truth about what was indexed: documents, chunks and vectors in one SQLite file.

A document and all its chunks and vectors come and go in one transaction (WAL, synchronous FULL),
so a crash leaves all of it or none. Chunk ids only ever grow and are never used again: a cache
that outlived a removal can point at nothing, but not at another's text. Every read of text asks
for its tenant in the query itself. Knows nothing of scores, models or caches.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.document import Document, Span
from rag.evidence import Chunk
from rag.layout import unpack_box, unpack_layout
from rag.records import DocumentCard, Entry, Facet, Mark
from rag.rows import SCHEMA, SCHEMA_VERSION, insert_chunks, insert_document, insert_vectors


class Store:
    """One SQLite file. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        with self._write() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA_VERSION):
                raise ValueError(
                    f"{str(path)!r}: index of version {version}, this program reads "
                    f"{SCHEMA_VERSION}; remove the folder and add the documents again"
                )
            for statement in SCHEMA.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def close(self) -> None:
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()

    def _db(self) -> sqlite3.Connection:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=60, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            self._local.connection = connection
            with self._lock:
                self._open.append(connection)
        return connection

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        db = self._db()
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All reads of this thread inside see one state of the store."""
        db = self._db()
        db.execute("BEGIN")
        try:
            yield
        finally:
            db.execute("COMMIT")

    # Writing

    def add(self, entries: Sequence[Entry], *, tenant: str) -> None:
        """Add documents, all in one step; one of the same tenant and id is replaced."""
        for entry in entries:
            text = entry.document.text
            for piece in entry.chunks:
                if text[piece.span.start : piece.span.end] != piece.text:
                    raise ValueError(
                        f"{entry.document.name!r}: chunk {piece.id} does not quote its document"
                    )
        with self._write() as db:
            for entry in entries:
                self._remove(db, tenant, entry.document.id)
                key = insert_document(db, entry, tenant)
                ids = insert_chunks(db, key, entry.chunks)
                if entry.embedded is not None and ids:
                    insert_vectors(db, ids, entry.embedded)

    def remove(self, doc_id: str, *, tenant: str) -> bool:
        """Remove a document with all that hangs on it. False where there is none."""
        with self._write() as db:
            return self._remove(db, tenant, doc_id)

    def _remove(self, db: sqlite3.Connection, tenant: str, doc_id: str) -> bool:
        found = db.execute(
            "SELECT key FROM documents WHERE tenant=? AND id=?", (tenant, doc_id)
        ).fetchone()
        if found is None:
            return False
        first, last = db.execute(
            "SELECT min(id), max(id) FROM chunks WHERE document=?", found
        ).fetchone()
        if first is not None:
            db.execute("INSERT INTO removals(first, last) VALUES (?, ?)", (first, last))
        db.execute("DELETE FROM chunks WHERE document=?", found)
        db.execute("DELETE FROM documents WHERE key=?", found)
        return True

    # Reading

    @property
    def identity(self) -> str:
        """Of this store among all: a cache that names another is not of this one."""
        return self._db().execute("SELECT value FROM identity").fetchone()[0]

    def mark(self) -> Mark:
        db = self._db()
        added = db.execute("SELECT seq FROM sqlite_sequence WHERE name='chunks'").fetchone()
        gone = db.execute("SELECT seq FROM sqlite_sequence WHERE name='removals'").fetchone()
        return Mark(added[0] if added else 0, gone[0] if gone else 0)

    def count(self, up_to: int | None = None) -> int:
        """Chunks there are, or those with ids up to one."""
        limit = up_to if up_to is not None else 2**62
        return self._db().execute("SELECT count(*) FROM chunks WHERE id<=?", (limit,)).fetchone()[0]

    def documents(self, *, tenant: str) -> list[DocumentCard]:
        rows = self._db().execute(
            "SELECT id, name, tenant, media_type, language, chunks, meta FROM documents "
            "WHERE tenant=? ORDER BY key",
            (tenant,),
        )
        return [DocumentCard(*row[:6], meta=json.loads(row[6])) for row in rows]

    def document(self, doc_id: str, *, tenant: str) -> Document:
        """Raises KeyError where the tenant has no such document."""
        row = (
            self._db()
            .execute(
                "SELECT id, name, media_type, text, language, layout FROM documents "
                "WHERE tenant=? AND id=?",
                (tenant, doc_id),
            )
            .fetchone()
        )
        if row is None:
            raise KeyError(f"document {doc_id!r} is not in the index; add it again")
        text = zlib.decompress(row[3]).decode("utf-8", "surrogatepass")
        return Document(row[0], row[1], row[2], text, row[4], *unpack_layout(row[5]))

    def chunks(self, ids: Sequence[int], *, tenants: Sequence[str]) -> dict[int, Chunk]:
        """Chunks by id; those of other tenants are left out by the query itself."""
        found: dict[int, Chunk] = {}
        for start in range(0, len(ids), 400):
            part = list(ids[start : start + 400])
            rows = self._db().execute(
                "SELECT c.id, d.id, c.start, c.stop, c.page, c.box, c.text, c.context, f.meta "  # noqa: S608
                "FROM chunks c JOIN documents d ON d.key=c.document JOIN facets f ON f.id=c.facet "
                f"WHERE c.id IN ({_marks(part)}) AND d.tenant IN ({_marks(tenants)})",
                [*part, *tenants],
            )
            for number, doc_id, begin, stop, page, box, text, context, meta in rows:
                span = Span(begin, stop, page, unpack_box(box))
                pairs = tuple((key, value) for key, value in json.loads(meta).items())
                found[number] = Chunk(doc_id, span, text, context, pairs)
        return found

    def rows_after(self, chunk: int, up_to: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Ids and facets of the chunks with ids above `chunk`, up to `up_to`, in order."""
        rows = (
            self._db()
            .execute(
                "SELECT id, facet FROM chunks WHERE id>? AND id<=? ORDER BY id", (chunk, up_to)
            )
            .fetchall()
        )
        pairs = np.asarray(rows, np.int64).reshape(-1, 2)
        return pairs[:, 0].copy(), pairs[:, 1].copy()

    def facets_after(self, facet: int) -> dict[int, Facet]:
        rows = self._db().execute(
            "SELECT f.id, d.tenant, d.id, f.meta FROM facets f "
            "JOIN documents d ON d.key=f.document WHERE f.id>?",
            (facet,),
        )
        return {row[0]: Facet(row[1], row[2], json.loads(row[3])) for row in rows}

    def removed_after(self, removal: int) -> list[tuple[int, int]]:
        """Ranges of chunk ids, both ends counted, removed after one removal."""
        return (
            self._db()
            .execute("SELECT first, last FROM removals WHERE seq>? ORDER BY seq", (removal,))
            .fetchall()
        )

    def texts_after(self, chunk: int, up_to: int) -> Iterator[str]:
        """What each chunk with an id above `chunk` is found by: context, then text."""
        rows = self._db().execute(
            "SELECT context, text FROM chunks WHERE id>? AND id<=? ORDER BY id", (chunk, up_to)
        )
        for context, text in rows:
            yield f"{context}\n{text}"

    def models(self) -> dict[str, int]:
        return dict(self._db().execute("SELECT name, key FROM models").fetchall())

    def vectors_after(
        self, model: str, chunk: int, up_to: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Ids and (N, D) vectors by one model of the chunks with ids above `chunk`."""
        rows = (
            self._db()
            .execute(
                "SELECT v.chunk, v.vector FROM vectors v JOIN models m ON m.key=v.model "
                "WHERE m.name=? AND v.chunk>? AND v.chunk<=? ORDER BY v.chunk",
                (model, chunk, up_to),
            )
            .fetchall()
        )
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        if not rows:
            return ids, np.zeros((0, 0), np.float16)
        joined = np.frombuffer(b"".join(row[1] for row in rows), np.float16)
        return ids, joined.reshape(len(rows), -1)

    def tokens(self, model: str, ids: Sequence[int]) -> dict[int, bytes]:
        """Token codes of chunks by one model, those that have any."""
        rows = self._db().execute(
            "SELECT v.chunk, v.tokens FROM vectors v JOIN models m ON m.key=v.model "  # noqa: S608
            f"WHERE m.name=? AND v.tokens IS NOT NULL AND v.chunk IN ({_marks(ids)})",
            [model, *ids],
        )
        return dict(rows.fetchall())


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
