"""How documents, chunks and vectors lie in the tables of the store.

The schema and the writing of rows; transactions are the store's.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence

import numpy as np

from rag.evidence import Chunk
from rag.layout import pack_layout
from rag.records import Embedded, Entry

SCHEMA_VERSION = 1

SCHEMA = """
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


def insert_document(db: sqlite3.Connection, entry: Entry, tenant: str) -> int:
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


def insert_chunks(db: sqlite3.Connection, key: int, chunks: Sequence[Chunk]) -> list[int]:
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


def insert_vectors(db: sqlite3.Connection, ids: Sequence[int], embedded: Embedded) -> None:
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
