"""Makes probabilities mean what they say, and measures whether they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS = 15
PRIOR_ROWS = 50.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logit to logit: `shift + slope * logit + busy * log1p(answers so far)` (Platt 1999)."""

    shift: float = 0.0
    slope: float = 1.0
    busy: float = 0.0

    def logits(self, logits: Floats, answered: Floats) -> Floats:
        return self.shift + self.slope * logits + self.busy * np.log1p(answered)


def fit_calibration(logits: Floats, answered: Floats, correct: NDArray[np.bool_]) -> Calibration:
    """By Newton's method, held to "as it is" like by `PRIOR_ROWS` rows that agree with it."""
    terms = np.column_stack((np.ones_like(logits), logits, np.log1p(answered)))
    prior = np.array([0.0, 1.0, 0.0])
    weights = prior.copy()
    for _ in range(20):
        chance = 1 / (1 + np.exp(-np.clip(terms @ weights, -30, 30)))
        slope = terms.T @ (correct - chance) - PRIOR_ROWS * (weights - prior)
        bend = (terms * (chance * (1 - chance))[:, None]).T @ terms + PRIOR_ROWS * np.eye(3)
        weights = weights + np.linalg.solve(bend, slope)
    return Calibration(*(float(weight) for weight in weights))


def calibration_error(chance: Floats, correct: NDArray[np.bool_], bins: int = BINS) -> float | None:
    """Expected calibration error (Guo et al. 2017): bins of equal width, weighted by their rows.

    None for no rows.
    """
    if not len(chance):
        return None
    place = np.minimum((np.asarray(chance) * bins).astype(np.int64), bins - 1)
    off = np.bincount(place, chance - correct, bins)
    return float(np.abs(off).sum() / len(chance))


def activity_quartiles(student: NDArray[np.int32]) -> NDArray[np.int64]:
    """Quartile (0 the least active) of each response's student by number of responses."""
    _, whose, counts = np.unique(student, return_inverse=True, return_counts=True)
    order = np.lexsort((np.arange(len(counts)), counts))
    quartile = np.empty(len(counts), np.int64)
    quartile[order] = np.arange(len(counts)) * 4 // max(len(counts), 1)
    return quartile[whose]
