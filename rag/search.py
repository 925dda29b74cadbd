"""Scores the rows of a snapshot for one question and says why each was chosen.

Words and vectors propose candidates; every candidate is scored by both, then by the statement it
prints where one is asked for, by how well its document fits, and, where token codes are stored,
by late interaction over the best. If either words or vectors find something, something is found.
Works on rows; knows nothing of files or tenants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag import lexical
from rag.fusion import Weights, fuse
from rag.snapshot import Snapshot

CANDIDATES = 200
"""Rows that words, and each model, propose."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the parts of a search read it. `vectors` holds one vector a model."""

    terms: Mapping[str, float]
    vectors: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidate rows, best first, with their scores by part, in the same places."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    parts: Mapping[str, NDArray[np.float32]]

    def take(self, order: NDArray[np.intp]) -> Scored:
        parts = {name: values[order] for name, values in self.parts.items()}
        return Scored(self.rows[order], self.scores[order], parts)


def weighed(question: str) -> dict[str, float]:
    """The terms of a question, each as often as it is said."""
    return {term: float(count) for term, count in Counter(lexical.terms(question)).items()}


def search(
    snapshot: Snapshot, question: Question, seen: NDArray[np.bool_], weights: Weights
) -> Scored:
    """Candidates among the `seen` rows by words and vectors, best first."""
    words = lexical.bm25(snapshot.segments, question.terms, seen)
    tables = {
        model: (snapshot.tables[model], vector)
        for model, vector in question.vectors.items()
        if model in snapshot.tables
    }
    proposed = [_best(words, CANDIDATES)]
    for table, vector in tables.values():
        proposed.append(table.nearest(vector, seen, CANDIDATES)[0])
    rows = np.unique(np.concatenate(proposed))
    meanings = [table.cosines(vector, rows) for table, vector in tables.values()]
    by_words, by_vectors = fuse(words[rows], meanings, weights.dense)
    parts = {"bm25": by_words, "dense": by_vectors}
    scored = Scored(rows, by_words + by_vectors, parts)
    return scored.take(np.argsort(-scored.scores, kind="stable"))


def _best(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Rows of the highest positive scores, no more than `count`."""
    positive = np.flatnonzero(scores > 0)
    if positive.size <= count:
        return positive
    return positive[np.argpartition(-scores[positive], count)[:count]]


def added(scored: Scored, name: str, extra: NDArray[np.float32]) -> Scored:
    """The same candidates with one more part in their scores, put in order again."""
    more = Scored(scored.rows, scored.scores + extra, {**scored.parts, name: extra})
    return more.take(np.argsort(-more.scores, kind="stable"))
