"""A small vocabulary for a small model: the commonest tokens keep a number, all others share one.

Knows token ids; knows no tokenizer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from finetune.mixing.mixture import Documents, Ids

RARE = 0
END = 1
RESERVED = 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`numbers` maps each of the base's ids to a small number; RARE and END are its own."""

    numbers: np.ndarray
    size: int

    def small(self, documents: Iterable[Ids]) -> list[np.ndarray]:
        """The documents in small numbers."""
        return [self.numbers[np.asarray(each)] for each in documents]


def commonest(documents: Documents, size: int) -> Vocabulary:
    """The tokens that are commonest over the domains, each domain counting the same.

    Raises ValueError for a size that leaves no room for tokens.
    """
    if size <= RESERVED:
        raise ValueError(f"a vocabulary of {size} holds no token; give more than {RESERVED}")
    highest = max(int(np.max(each)) for texts in documents.values() for each in texts)
    counts = np.zeros(highest + 1)
    for texts in documents.values():
        own = np.bincount(
            np.concatenate([np.asarray(each) for each in texts]), minlength=len(counts)
        )
        counts += own / own.sum()
    order = np.argsort(-counts, kind="stable")[: size - RESERVED]
    kept = order[counts[order] > 0]
    numbers = np.full(highest + 1, RARE, dtype=np.int32)
    numbers[kept] = np.arange(RESERVED, RESERVED + len(kept))
    return Vocabulary(numbers, RESERVED + len(kept))
