"""What of the store lies ready in memory: rows, words and vectors, and how it keeps up.

A snapshot is a value: searches keep the one they started with while a newer one is made. Rows
count from 0 in the order of chunk ids; every part of a snapshot speaks of the same rows. It is
made from the store, or from the cache on disk and then from what the store has beyond it; the
cache is believed only where it fits the store. Knows nothing of questions or scores.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag import lexical, vectors
from rag.generations import BrokenGeneration, Generation, Generations
from rag.lexical import Segment
from rag.records import Facet, Mark
from rag.store import Store
from rag.vectors import VectorTable

_LOG = logging.getLogger(__name__)
_MOST_SEGMENTS = 8
LEAST_TAIL = 2_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the store. `facets` of a row is the number of its `Facet` in `facet_of`."""

    mark: Mark
    ids: NDArray[np.int64]
    facets: NDArray[np.int64]
    alive: NDArray[np.bool_]
    segments: tuple[Segment, ...]
    tables: Mapping[str, VectorTable]
    facet_of: Mapping[int, Facet]
    base: int = 0
    """Rows that the cache on disk holds."""

    def seen(self, tenants: Collection[str], allow: Callable[[Facet], bool]) -> NDArray[np.bool_]:
        """The rows of these tenants whose facet is allowed."""
        allowed = [
            number
            for number, facet in self.facet_of.items()
            if facet.tenant in tenants and allow(facet)
        ]
        return self.alive & np.isin(self.facets, np.asarray(allowed, np.int64))

    @property
    def stale(self) -> bool:
        """True where so much came or went that the cache should be written again."""
        tail = self.ids.size - self.base
        dead = self.ids.size - int(self.alive.sum())
        return tail > max(LEAST_TAIL, self.base // 4) or dead > max(LEAST_TAIL, self.base // 4)


def nothing() -> Snapshot:
    none = np.zeros(0, np.int64)
    return Snapshot(Mark(0, 0), none, none, np.zeros(0, np.bool_), (), {}, {})


def refreshed(snapshot: Snapshot, store: Store) -> Snapshot:
    """The snapshot with all that the store added and removed since; itself if nothing."""
    if store.mark() == snapshot.mark:
        return snapshot
    with store.reading():
        mark = store.mark()
        grown = _grown(snapshot, store, mark)
        alive = grown.alive
        for first, last in store.removed_after(snapshot.mark.removal):
            alive[np.searchsorted(grown.ids, first) : np.searchsorted(grown.ids, last, "right")] = 0
        return replace(grown, mark=mark, alive=alive)


def _grown(snapshot: Snapshot, store: Store, mark: Mark) -> Snapshot:
    after = snapshot.mark.chunk
    ids, facets = store.rows_after(after, mark.chunk)
    alive = np.concatenate([snapshot.alive, np.ones(ids.size, np.bool_)])
    if not ids.size:
        return replace(snapshot, alive=alive)
    segments = (*snapshot.segments, lexical.build(store.texts_after(after, mark.chunk)))
    if len(segments) > _MOST_SEGMENTS:
        kept = np.ones(alive.size - segments[0].lengths.size, np.bool_)
        segments = (segments[0], lexical.merge(segments[1:], kept))
    tables = dict(snapshot.tables)
    for model in store.models():
        found, vectors_ND = store.vectors_after(model, after, mark.chunk)
        if found.size:
            rows = snapshot.ids.size + np.searchsorted(ids, found)
            tables[model] = tables.get(model, vectors.empty()).grown(rows, vectors_ND)
    known = max(snapshot.facet_of, default=0)
    return replace(
        snapshot,
        ids=np.concatenate([snapshot.ids, ids]),
        facets=np.concatenate([snapshot.facets, facets]),
        alive=alive,
        segments=segments,
        tables=tables,
        facet_of={**snapshot.facet_of, **store.facets_after(known)},
    )


def rebuilt(store: Store, *, words: tuple[Snapshot, Segment] | None = None) -> Snapshot:
    """A snapshot made from the store alone, all in its base."""
    with store.reading():
        mark = store.mark()
        ids, facets = store.rows_after(0, mark.chunk)
        tables = {}
        for model in store.models():
            found, vectors_ND = store.vectors_after(model, 0, mark.chunk)
            tables[model] = vectors.built(np.searchsorted(ids, found), vectors_ND)
        segment = words[1] if words and words[0].mark == mark else None
        return Snapshot(
            mark,
            ids,
            facets,
            np.ones(ids.size, np.bool_),
            (segment or lexical.build(store.texts_after(0, mark.chunk)),),
            {model: table for model, table in tables.items() if table.size},
            store.facets_after(0),
            base=ids.size,
        )


def compacted(snapshot: Snapshot, store: Store) -> Snapshot:
    """The same state with everything in the base and the removed rows gone."""
    current = refreshed(snapshot, store)
    return rebuilt(store, words=(current, lexical.merge(current.segments, current.alive)))


def save(snapshot: Snapshot, generations: Generations, identity: str) -> None:
    """Write a snapshot whose rows are all in its base as the next generation of the cache."""
    models = list(snapshot.tables)
    files = {
        "rows.bin": np.stack([snapshot.ids, snapshot.facets]).tobytes(),
        "words.npz": lexical.to_bytes(snapshot.segments[0]),
    }
    for number, model in enumerate(models):
        index, rows = vectors.packed(snapshot.tables[model])
        files[f"vectors-{number}.faiss"], files[f"vectors-{number}.rows"] = index, rows
    facts = {
        "store": identity,
        "chunk": snapshot.mark.chunk,
        "removal": snapshot.mark.removal,
        "rows": int(snapshot.ids.size),
        "models": models,
    }
    generations.write(files, facts)


def loaded(store: Store, generations: Generations) -> tuple[Snapshot, str]:
    """The newest snapshot and, where the cache had to be put aside, what was wrong with it."""
    try:
        generation = generations.load()
    except BrokenGeneration as problem:
        return _anew(store, generations), f"{problem}; rebuilt from the store"
    if generation is None:
        found = rebuilt(store)
        return replace(found, base=0), ""
    try:
        return refreshed(_from_cache(generation, store), store), ""
    except (ValueError, KeyError, TypeError, RuntimeError, json.JSONDecodeError) as problem:
        aside = generations.reject()
        note = f"index cache {problem}; put aside in {aside}; rebuilt from the store"
        _LOG.warning("%s", note)
        return _anew(store, generations), note


def _anew(store: Store, generations: Generations) -> Snapshot:
    found = rebuilt(store)
    save(found, generations, store.identity)
    return found


def _from_cache(generation: Generation, store: Store) -> Snapshot:
    """Raises ValueError where the cache does not fit the store."""
    facts, files = generation.facts, generation.files
    if facts["store"] != store.identity:
        raise ValueError("belongs to another store")
    mark = Mark(int(str(facts["chunk"])), int(str(facts["removal"])))
    now = store.mark()
    if mark.chunk > now.chunk or mark.removal > now.removal:
        raise ValueError("is ahead of the store")
    ids, facets = np.frombuffer(files["rows.bin"], np.int64).reshape(2, -1)
    if ids.size != facts["rows"]:
        raise ValueError(f"has {ids.size} rows, not {facts['rows']}")
    segment = lexical.load(io.BytesIO(files["words.npz"]))
    if segment.lengths.size != ids.size:
        raise ValueError(f"has words of {segment.lengths.size} rows, not {ids.size}")
    tables = {}
    for number, model in enumerate(facts["models"]):  # pyright: ignore[reportArgumentType]
        index, rows = files[f"vectors-{number}.faiss"], files[f"vectors-{number}.rows"]
        tables[model] = vectors.unpacked(index, rows)
    alive = np.ones(ids.size, np.bool_)
    facet_of = store.facets_after(0)
    return Snapshot(mark, ids, facets, alive, (segment,), tables, facet_of, base=ids.size)
