"""How far true probabilities lie from predicted ones, given how much was seen.

Answers show no probability, but two answers in a row do show its error: predicted by the same
state, their surprises agree in sign as far as the prediction was off. Their mean product is the
variance of the true probability around the prediction. Knows nothing of students.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog

Floats = NDArray[np.float64]

QUANTILE = 1.6449
"""Of a normal distribution, for intervals that hold 90%."""
START = (-0.3, -0.45, -0.1)
LEAST, MOST = 0.01, 4.0
PRIOR_PAIRS = 200.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Log variance in logits squared: `one + own * log1p(own) + other * log1p(other answers)`."""

    one: float = START[0]
    own: float = START[1]
    other: float = START[2]

    def variance(self, own: Floats, other: Floats) -> Floats:
        logs = self.one + self.own * np.log1p(own) + self.other * np.log1p(other)
        return np.clip(np.exp(logs), LEAST, MOST)

    def interval(
        self, logits: Floats, own: Floats, other: Floats, more: Floats | float = 0.0
    ) -> tuple[Floats, Floats]:
        """Bounds of the true probability's 90% interval. `more` variance comes on top."""
        half = QUANTILE * np.sqrt(self.variance(own, other) + more)
        return 1 / (1 + np.exp(half - logits)), 1 / (1 + np.exp(-half - logits))


def fit_spread(log: ResponseLog, logits: Floats, bases: Floats) -> Spread:
    """From honest one-step logits; `bases` are the parts of them that only know the item.

    Pairs are a student's answers in a row to the same first point. Weighted least squares on the
    products by Gauss-Newton, held to `START`.
    """
    first, second, own, index = pairs_of(log)
    if not len(first):
        return Spread()
    before = 1 / (1 + np.exp(-logits[first]))
    after = 1 / (1 + np.exp(-(logits[first] + bases[second] - bases[first])))
    product = (log.correct[first] - before) * (log.correct[second] - after)
    lever = before * (1 - before) * after * (1 - after)
    noise = np.sqrt(before * (1 - before) * after * (1 - after))
    terms = np.column_stack((np.ones(len(first)), np.log1p(own), np.log1p(index - own)))
    start = np.array(START)
    weights, hold = start.copy(), np.diag([1.0, 4.0, 4.0]) * PRIOR_PAIRS * 0.01
    for _ in range(30):
        variance = np.clip(np.exp(terms @ weights), LEAST, MOST)
        slope = terms * (variance * lever / noise)[:, None]
        miss = (product - variance * lever) / noise
        step = np.linalg.solve(slope.T @ slope + hold, slope.T @ miss - hold @ (weights - start))
        weights = weights + np.clip(step, -0.5, 0.5)
    return Spread(*(float(weight) for weight in weights))


def pairs_of(
    log: ResponseLog,
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]:
    """Rows of the first and second of each pair; earlier answers to the point, and in all."""
    point = log.point[np.minimum(log.point_start[:-1], max(len(log.point) - 1, 0))]
    told = np.flatnonzero(np.diff(log.point_start) > 0)
    key = log.student[told] * np.int64(len(log.points) + 1) + point[told]
    order = np.argsort(key, kind="stable")
    row, sorted_key = told[order], key[order]
    place = np.arange(len(row)) - np.searchsorted(sorted_key, sorted_key)
    pair = np.flatnonzero((sorted_key[1:] == sorted_key[:-1]) if len(row) else np.zeros(0, bool))
    first, second = row[pair], row[pair + 1]
    other = log.item[first] != log.item[second]
    index = first - np.searchsorted(log.student, log.student[first])
    keep = other | (len(log.items) <= len(log.points))
    return first[keep], second[keep], place[pair][keep].astype(float), index[keep].astype(float)
