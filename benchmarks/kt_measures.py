"""What is measured of predicted answers: discrimination, calibration, and parts of the log apart.

Takes probabilities; knows nothing of how they were made. Absent parts are None, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog
from apps.education.domain.tracing.calibration import activity_quartiles, calibration_error

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

COLD = 5
"""A student's first responses that count as cold start."""
DRAWS = 20


@dataclass(frozen=True, slots=True)
class Measures:
    """`ece_noise`: what calibrated probabilities would show on as many rows, by chance alone.
    Quartiles of students from the least to the most active, each (ECE, noise)."""

    rows: int
    auc: float | None
    accuracy: float
    majority: float
    ece: float | None
    ece_noise: float | None
    ece_quartiles: tuple[tuple[float | None, float | None], ...]
    auc_first_attempts: float | None
    auc_later_attempts: float | None
    auc_cold: float | None
    ece_cold: float | None
    auc_within_quartiles: tuple[float | None, ...]


def area(chance: Floats, correct: Flags) -> float | None:
    """Area under the ROC curve by ranks, ties by half (Mann & Whitney 1947). None for one class."""
    right = int(correct.sum())
    wrong = len(correct) - right
    if not right or not wrong:
        return None
    _, place, counts = np.unique(chance, return_inverse=True, return_counts=True)
    rank = np.cumsum(counts) - (counts - 1) / 2
    return float((rank[place][correct].sum() - right * (right + 1) / 2) / (right * wrong))


def measure(chance: Floats, log: ResponseLog, *, seed: int = 0) -> Measures:
    """Raises ValueError for predictions that are none, or not one of each response."""
    if len(chance) != len(log) or not len(log):
        raise ValueError(f"{len(chance)} predictions of {len(log)} responses: give one of each")
    if not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("predictions outside 0 to 1, or not numbers: give probabilities")
    correct, rng = log.correct, np.random.default_rng(seed)
    quartile = activity_quartiles(log.student)
    parts = [np.flatnonzero(quartile == q) for q in range(4)]
    first, cold = first_attempts(log), answered(log) < COLD
    return Measures(
        rows=len(log),
        auc=area(chance, correct),
        accuracy=float(((chance >= 0.5) == correct).mean()),
        majority=float(max(correct.mean(), 1 - correct.mean())),
        ece=calibration_error(chance, correct),
        ece_noise=_noise(chance, rng),
        ece_quartiles=tuple(
            (calibration_error(chance[part], correct[part]), _noise(chance[part], rng))
            for part in parts
        ),
        auc_first_attempts=area(chance[first], correct[first]),
        auc_later_attempts=area(chance[~first], correct[~first]),
        auc_cold=area(chance[cold], correct[cold]),
        ece_cold=calibration_error(chance[cold], correct[cold]),
        auc_within_quartiles=tuple(area(chance[part], correct[part]) for part in parts),
    )


def _noise(chance: Floats, rng: np.random.Generator) -> float | None:
    """Mean error of answers drawn from the probabilities themselves."""
    if not len(chance):
        return None
    draws = [calibration_error(chance, rng.random(len(chance)) < chance) for _ in range(DRAWS)]
    return float(np.mean([draw for draw in draws if draw is not None]))


def answered(log: ResponseLog) -> NDArray[np.int64]:
    """How many responses the student gave before each."""
    return np.arange(len(log)) - np.searchsorted(log.student, log.student)


def first_attempts(log: ResponseLog) -> Flags:
    """Whether the student meets the item for the first time."""
    key = log.student * np.int64(len(log.items)) + log.item
    first = np.zeros(len(log), bool)
    first[np.unique(key, return_index=True)[1]] = True
    return first
