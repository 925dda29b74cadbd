"""Stage 7, near duplicates: passages most of whose five-word runs are those of an earlier one.

MinHash signatures with locality-sensitive hashing (Broder 1997; datasketch). A candidate is
confirmed by the runs themselves, so that chance agreement of signatures drops nothing. Worked
exercises that differ in their numbers alone are no duplicates: the numbers are what they teach.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept
from finetune.corpora.stages.words import shingles, tokens

SHINGLE = 5
SIMILAR = 0.7
PERMUTATIONS = 96
SEED = 7


class NearDuplicates(Stage):
    name = "near duplicates"

    def __init__(self, similar: float = SIMILAR) -> None:
        from datasketch import MinHash, MinHashLSH

        self.similar = similar
        self.index: Any = MinHashLSH(threshold=similar - 0.1, num_perm=PERMUTATIONS)
        self.blank: Any = MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=_given)
        self.runs: dict[str, np.ndarray] = {}

    def remember(self, row: Row) -> None:
        runs = shingles(tokens(row.text), SHINGLE)
        self._insert(row.id, runs, self._signature(runs))

    def judge(self, row: Row) -> Outcome:
        runs = shingles(tokens(row.text), SHINGLE)
        signature = self._signature(runs)
        for other in self.index.query(signature):
            if jaccard(runs, self.runs[other]) >= self.similar:
                return dropped("like an earlier passage", row.text)
        self._insert(row.id, runs, signature)
        return kept(row)

    def _signature(self, runs: np.ndarray) -> Any:
        signature = self.blank.copy()
        if len(runs):
            signature.update_batch(runs.tolist())
        return signature

    def _insert(self, name: str, runs: np.ndarray, signature: Any) -> None:
        self.runs[name] = runs
        self.index.insert(name, signature, check_duplication=False)


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """Shared over all, of two sets of distinct hashes."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / max(1, len(one) + len(other) - shared)


def _given(value: int) -> int:
    """Shingles come as hashes already."""
    return value
