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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.document import Document, Span
from rag.evidence import Chunk
from rag.layout import pack_layout, unpack_box, unpack_layout

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents(
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL,
  language TEXT NOT NULL, text BLOB NOT NULL, layout BLOB NOT NULL, meta TEXT NOT NULL,
  chunks INTEGER NOT NULL, UNIQUE(tenant, id));
CREATE TABLE IF NOT EXISTS facets(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE, meta TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunks(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
  facet INTEGER NOT NULL REFERENCES facets(id),
  start INTEGER NOT NULL, stop INTEGER NOT NULL, page INTEGER, box TEXT,
  text TEXT NOT NULL, context TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS chunks_by_document ON chunks(document);
CREATE INDEX IF NOT EXISTS facets_by_document ON facets(document);
CREATE TABLE IF NOT EXISTS models(key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS vectors(
  chunk INTEGER NOT NULL REFERENCES chunks(id) ON DELETE CASCADE,
  model INTEGER NOT NULL REFERENCES models(key), vector BLOB NOT NULL, tokens BLOB,
  PRIMARY KEY(chunk, model)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identity(value TEXT NOT NULL);
INSERT INTO identity SELECT lower(hex(randomblob(8))) WHERE NOT EXISTS (SELECT 1 FROM identity);
CREATE TABLE IF NOT EXISTS removals(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, first INTEGER NOT NULL, last INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What the catalogue knows of a document without reading it."""

    id: str
    name: str
    tenant: str
    media_type: str
    language: str
    chunks: int
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of a document's chunks by one model: (N, D), and token codes if there are."""

    model: str
    vectors_ND: NDArray[np.floating]
    tokens: Sequence[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to be added, with its chunks, their vectors and what the catalogue says of it."""

    document: Document
    chunks: Sequence[Chunk]
    embedded: Embedded | None
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facet:
    """What filters read: the tenant, the document and the metadata that some chunks share."""

    tenant: str
    doc_id: str
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the truth has come: the last chunk ever added and the last removal."""

    chunk: int
    removal: int


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
            for statement in _SCHEMA.split(";"):
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
                key = _insert_document(db, entry, tenant)
                ids = _insert_chunks(db, key, entry.chunks)
                if entry.embedded is not None and ids:
                    _insert_vectors(db, ids, entry.embedded)

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


def _insert_document(db: sqlite3.Connection, entry: Entry, tenant: str) -> int:
    document = entry.document
    values = (
        tenant,
        document.id,
        document.name,
        document.media_type,
        document.language,
        zlib.compress(document.text.encode("utf-8", "surrogatepass"), 6),
        pack_layout(document.pages, document.tables),
        json.dumps(dict(entry.meta), ensure_ascii=False),
        len(entry.chunks),
    )
    cursor = db.execute(
        "INSERT INTO documents(tenant, id, name, media_type, language, text, layout, meta, chunks)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _insert_chunks(db: sqlite3.Connection, key: int, chunks: Sequence[Chunk]) -> list[int]:
    facets: dict[tuple[tuple[str, str], ...], int] = {}
    ids: list[int] = []
    for piece in chunks:
        if piece.meta not in facets:
            meta = json.dumps(dict(piece.meta), ensure_ascii=False)
            row = db.execute("INSERT INTO facets(document, meta) VALUES (?, ?)", (key, meta))
            facets[piece.meta] = row.lastrowid or 0
        box = piece.span.box
        packed = json.dumps([box.x0, box.y0, box.x1, box.y1]) if box else None
        place = (piece.span.start, piece.span.end, piece.span.page, packed)
        row = db.execute(
            "INSERT INTO chunks(document, facet, start, stop, page, box, text, context) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, facets[piece.meta], *place, piece.text, piece.context),
        )
        assert row.lastrowid is not None
        ids.append(row.lastrowid)
    return ids


def _insert_vectors(db: sqlite3.Connection, ids: Sequence[int], embedded: Embedded) -> None:
    if len(embedded.vectors_ND) != len(ids):
        raise ValueError(f"{len(embedded.vectors_ND)} vectors for {len(ids)} chunks")
    db.execute("INSERT OR IGNORE INTO models(name) VALUES (?)", (embedded.model,))
    (model,) = db.execute("SELECT key FROM models WHERE name=?", (embedded.model,)).fetchone()
    vectors = embedded.vectors_ND.astype(np.float16)
    tokens = embedded.tokens or [None] * len(ids)
    db.executemany(
        "INSERT INTO vectors(chunk, model, vector, tokens) VALUES (?, ?, ?, ?)",
        [(n, model, v.tobytes(), t) for n, v, t in zip(ids, vectors, tokens, strict=True)],
    )
