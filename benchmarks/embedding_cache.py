"""Keeps the vectors of texts between runs of a benchmark, so that a second run is quick.

Knows nothing of what the texts are for. A vector is found again by model and text.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embed import TokenEmbedder

DEFAULT = Path.home() / ".cache" / "consilium" / "benchmarks"


class CachedEmbedder:
    """An embedder whose passages are embedded once; questions always are, so their time counts."""

    def __init__(self, embedder: TokenEmbedder, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = embedder.name
        self._embedder = embedder
        self._db = sqlite3.connect(folder / "vectors.db", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS vectors(key BLOB PRIMARY KEY, vector BLOB)")
        self.embedded = 0

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        keys = [hashlib.sha256(f"{self.name}\n{text}".encode()).digest() for text in texts]
        known = {key: self._held(key) for key in keys}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if known[key] is None}
        if missing:
            vectors_ND = self._embedder.passages(list(missing.values()))
            self.embedded += len(missing)
            fresh = dict(zip(missing, vectors_ND.astype(np.float16), strict=True))
            rows = [(key, vector.tobytes()) for key, vector in fresh.items()]
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            known |= fresh
        return np.stack([known[key] for key in keys]).astype(np.float32)  # pyright: ignore

    def _held(self, key: bytes) -> NDArray[np.float16] | None:
        row = self._db.execute("SELECT vector FROM vectors WHERE key=?", (key,)).fetchone()
        return np.frombuffer(row[0], np.float16) if row else None

    def query(self, text: str) -> NDArray[np.float32]:
        return self._embedder.query(text)

    def passage_tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        return self._embedder.passage_tokens(texts)

    def query_tokens(self, text: str) -> NDArray[np.float32]:
        return self._embedder.query_tokens(text)
