"""Puts scores of different kinds onto one scale and adds them.

Arrays in, arrays out; knows nothing of texts or models.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part adds to a score. Words and vectors are scaled to 0..1 among candidates.

    Provenance: `dense`, and `late` where it is asked for, were tuned on SciFact's 809 training
    queries. `statement` was chosen on 46 FinanceBench questions, all of them (from .4 up it makes
    little difference); `fit` by judgement. Figures: docs/decisions/0002-own-vector-store.md.
    """

    dense: float = 0.5
    statement: float = 0.6
    fit: float = 0.5
    late: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.dense <= 1 or not 0 <= self.late <= 1:
            raise ValueError(f"weights {self!r}: dense and late are shares between 0 and 1")


def min_max(scores: NDArray[np.floating]) -> NDArray[np.float32]:
    """Scores stretched to 0..1; NaN counts as the lowest; equal ones are all 1, or 0 if not > 0."""
    known = scores[~np.isnan(scores)]
    if not known.size:
        return np.zeros(scores.size, np.float32)
    low, high = float(known.min()), float(known.max())
    if high - low < 1e-9:
        return np.where(np.nan_to_num(scores, nan=0.0) > 0, 1.0, 0.0).astype(np.float32)
    return ((np.nan_to_num(scores, nan=low) - low) / (high - low)).astype(np.float32)


def fuse(
    words: NDArray[np.floating], meanings: list[NDArray[np.floating]], dense: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Shares of words and of vectors in the score, whose sum is the fused score.

    `meanings` has one array for each model, scaled by itself, so that models are never compared;
    a candidate that several models know takes their mean. Without vectors words count alone.
    """
    if not meanings:
        return min_max(words), np.zeros(words.size, np.float32)
    scaled_MN = np.stack([min_max(scores) for scores in meanings])
    known_MN = ~np.isnan(np.stack(meanings))
    mean_N = (scaled_MN * known_MN).sum(0) / np.maximum(known_MN.sum(0), 1)
    return (1 - dense) * min_max(words), (dense * mean_N).astype(np.float32)
