"""What a tenant's index holds to be cited, and how documents come into it, quickly and resumably.

Words first: a collection is searched by its words within seconds. Then meaning: the same documents
again with vectors, in batches; what was embedded before a stop is not embedded again. One folder a
tenant under the home, so that nothing of one can be found by another.
"""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from apps.shared.corpora.piece import Piece
from rag.chunking import chunk

if TYPE_CHECKING:
    from rag.embed import Embedder
    from rag.evidence import Chunk
    from rag.index import Index

Progress = Callable[[str, float], None]
"""Told the stage (`words`, `meaning`) and the share done; raises to stop."""

_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_FRESH_SECONDS = 30.0
_WORDS_BATCH = 1_000
_MEANING_BATCH = 64
SCOPE, CORPUS = "scope", "corpus"
"""What a passage may be found by: everybody of the tenant, or who asks about one matter of it."""
MEANING = "meaning"
"""The key of the catalogue that says a document's vectors are in the index."""


class BadTenant(ValueError):
    """The tenant's name could leave its folder; the message says what is allowed."""


class TenantIndexes:
    """The indexes of an installation, one folder a tenant, opened when first asked for."""

    def __init__(
        self,
        home: Path,
        desk: str,
        *,
        embedders: Mapping[str, Embedder] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`desk` names the folder under `home`. `embedders` map a language to its model; None takes
        those that are installed.
        """
        self._now = now
        self._known: dict[str, tuple[float, bool]] = {}
        self._home = home / desk
        self._embedders = embedders
        self._open: dict[tuple[str, bool], Index] = {}
        self._lock = threading.Lock()

    def index(self, tenant: str) -> Index:
        """For searching: by words and meaning once all documents have vectors, by words until then.

        Where some have vectors and others not, those that have would be found before better ones.
        Raises BadTenant.
        """
        return self.meaning(tenant) if self._whole(tenant) else self.words(tenant)

    def meaning(self, tenant: str) -> Index:
        """With models, for adding. Raises BadTenant."""
        return self._opened(tenant, words=False)

    def words(self, tenant: str) -> Index:
        """The same folder without models: quick to add to. Raises BadTenant."""
        return self._opened(tenant, words=True)

    def _whole(self, tenant: str) -> bool:
        """Whether every document has its vectors; looked up again after some seconds."""
        at, whole = self._known.get(tenant, (-_FRESH_SECONDS, False))
        if self._now() - at >= _FRESH_SECONDS:
            whole = all(card.meta.get(MEANING) for card in self.words(tenant).documents())
            self._known[tenant] = (self._now(), whole)
        return whole

    def changed(self, tenant: str) -> None:
        """Look again at the next search whether all documents have vectors."""
        self._known.pop(tenant, None)

    def _opened(self, tenant: str, *, words: bool) -> Index:
        folder = self.folder(tenant)
        with self._lock:
            if (tenant, words) not in self._open:
                from rag.index import Index

                models = {} if words else self._embedders
                self._open[tenant, words] = Index(folder, embedders=models)
            return self._open[tenant, words]

    def folder(self, tenant: str) -> Path:
        if not _TENANT.fullmatch(tenant):
            raise BadTenant(
                f"{tenant!r} is no tenant's name; use up to 63 of a-z, 0-9, _ and -, "
                "a letter or digit first"
            )
        return self._home / tenant / "index"

    def drop(self, tenant: str) -> None:
        """Delete all of a tenant: indexes and kept files. Raises BadTenant."""
        folder = self.folder(tenant).parent
        with self._lock:
            for words in (True, False):
                if (index := self._open.pop((tenant, words), None)) is not None:
                    index.close()
            if folder.exists():
                shutil.rmtree(folder)
        self.changed(tenant)

    def close(self) -> None:
        with self._lock:
            for index in self._open.values():
                index.close()
            self._open.clear()


def add_pieces(
    indexes: TenantIndexes, tenant: str, pieces: Sequence[Piece], progress: Progress
) -> int:
    """Put documents into a tenant's index: words at once, then meaning. How many there are.

    Documents that are there already, in whichever of the two ways, are passed over; a stop by
    `progress` leaves what was done, and adding the same again goes on from there.
    """
    add_words(indexes, tenant, pieces, progress)
    add_meaning(indexes, tenant, pieces, progress)
    return len(pieces)


def add_words(
    indexes: TenantIndexes, tenant: str, pieces: Sequence[Piece], progress: Progress
) -> None:
    index = indexes.words(tenant)
    known = {card.id for card in index.documents()}
    fresh = [piece for piece in pieces if piece.document.id not in known]
    for done, batch in _batches(fresh, _WORDS_BATCH):
        progress("words", done / len(fresh))
        index.add_all([(p.document, chunks(p), p.meta) for p in batch])
    if fresh:
        indexes.changed(tenant)


def add_meaning(
    indexes: TenantIndexes, tenant: str, pieces: Sequence[Piece], progress: Progress
) -> None:
    index = indexes.meaning(tenant)
    embedded = {card.id for card in index.documents() if card.meta.get(MEANING)}
    fresh = [piece for piece in pieces if piece.document.id not in embedded]
    for done, batch in _batches(fresh, _MEANING_BATCH):
        progress("meaning", done / len(fresh))
        index.add_all([(p.document, chunks(p), {**p.meta, MEANING: "yes"}) for p in batch])
    if fresh:
        indexes.changed(tenant)


def _batches(pieces: Sequence[Piece], size: int) -> Iterator[tuple[int, Sequence[Piece]]]:
    for start in range(0, len(pieces), size):
        yield start, pieces[start : start + size]


def chunks(piece: Piece) -> list[Chunk]:
    """The passages of a document; each says its scope and its collection, to filter by."""
    about = {SCOPE: CORPUS, **dict(piece.about), "collection": piece.collection}
    return chunk(piece.document, meta=about)
