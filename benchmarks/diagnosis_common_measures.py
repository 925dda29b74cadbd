"""Measures of ranked probabilities: AUC, hits among the first, calibration.

Knows arrays only, and which cases a model has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.int64]

BINS = 10

FEWEST_UNSEEN = 30
"""With fewer cases that were not trained on, all are ranked by refitted models."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`auc` is one-vs-rest, averaged over the conditions that occur."""

    auc: float
    top1: float
    top3: float
    ece: float


def measured(probability_NC: Floats, truth_N: Truth) -> Measured:
    return Measured(
        auc=macro_auc(probability_NC, truth_N),
        top1=hits(probability_NC, truth_N, 1),
        top3=hits(probability_NC, truth_N, 3),
        ece=calibration_error(probability_NC, truth_N),
    )


def auroc(scores_N: Floats, positive_N: npt.NDArray[np.bool_]) -> float:
    """Area under the ROC curve, ties counting half. Raises ValueError where one kind is missing."""
    yes, no = int(positive_N.sum()), int((~positive_N).sum())
    if yes == 0 or no == 0:
        raise ValueError(f"{yes} positive and {no} negative cases; an AUC needs both")
    ranks = rankdata(scores_N)
    return float((ranks[positive_N].sum() - yes * (yes + 1) / 2) / (yes * no))


def macro_auc(probability_NC: Floats, truth_N: Truth) -> float:
    areas = [auroc(probability_NC[:, c], truth_N == c) for c in np.unique(truth_N)]
    return float(np.mean(areas))


def hits(probability_NC: Floats, truth_N: Truth, among: int) -> float:
    """Share whose condition is among the first; of equal ones half are taken to come before."""
    own_N1 = np.take_along_axis(probability_NC, truth_N[:, None], axis=1)
    before = (probability_NC > own_N1).sum(1) + ((probability_NC == own_N1).sum(1) - 1) / 2
    return float((before < among).mean())


def calibration_error(probability_NC: Floats, truth_N: Truth, bins: int = BINS) -> float:
    """Expected calibration error of the first condition over equal bins (Naeini et al. 2015)."""
    confidence, right = probability_NC.max(1), probability_NC.argmax(1) == truth_N
    bin_N = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs((right[bin_N == b] - confidence[bin_N == b]).sum()) for b in range(bins)]
    return float(sum(gaps) / len(truth_N))


def unseen(prints: Sequence[bytes], trained_on: npt.NDArray[np.uint8]) -> list[int]:
    """Numbers of the cases that the weights were not trained on."""
    known = {row.tobytes() for row in trained_on}
    return [n for n, each in enumerate(prints) if each not in known]
