"""The logistic tracer: difficulties, memory and weights together, with calibration and intervals.

Small courses stay near starting weights that were learned on simulated classes; large ones leave
them. Sources: performance factors (Pavlik et al. 2009), DAS3H (Choffin et al. 2019), "best logistic
regression" (Gervet et al. 2020). Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.response import ResponseLog
from apps.education.domain.tracing.calibration import Calibration, fit_calibration
from apps.education.domain.tracing.expansion import expand
from apps.education.domain.tracing.features import (
    COLUMNS,
    Course,
    align,
    chance_of,
    features_of,
    folds_of,
    training_features,
)
from apps.education.domain.tracing.ridge import fit_weights
from apps.education.domain.tracing.spread import Spread, fit_spread
from apps.education.domain.tracing.start import prior_precision, start_weights

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]

MOST_ROWS = 200_000
"""Of training responses that weights are fitted on; students are drawn beyond it."""
CROSS_FIT_ROWS = 20_000
"""Up to here each fold's logits come from weights of the other folds."""


@dataclass(frozen=True, slots=True, eq=False)
class Tracer:
    """A fitted course. `rows` is how many responses it was fitted on."""

    course: Course
    weights: Floats
    calibration: Calibration
    spread: Spread
    rows: int

    def logits(self, features: Matrix) -> Floats:
        """Calibrated logits of rows of `COLUMNS`."""
        raw = (expand(features) @ self.weights.astype(np.float32)).astype(np.float64)
        return self.calibration.logits(raw, np.expm1(features[:, _ANSWERED]))

    def predictions(self, log: ResponseLog) -> Floats:
        """Probability of a right answer at each response, by the student's earlier responses."""
        return chance_of(self.logits(features_of(self.course, align(self.course, log))))


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """`logits` of training responses are honest: others' difficulties, calibrated."""

    tracer: Tracer
    features: Matrix
    logits: Floats


_ANSWERED = COLUMNS.index("all_log_count")
_BASE, _ITEM = COLUMNS.index("base"), COLUMNS.index("item")


def fit_tracer(
    log: ResponseLog,
    graph: KnowledgeGraph | None = None,
    *,
    seed: int = 0,
    prior: Floats | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> Fit:
    """From training students' responses. `progress` hears the share done, from 0 to 1."""
    prior = start_weights() if prior is None else prior
    folds = folds_of(log, seed)
    features, course = training_features(
        log, folds, graph, progress=lambda done: progress(0.7 * done)
    )
    progress(0.7)
    weights, raw = _weights(log, features, folds, prior, seed)
    progress(0.95)
    answered = np.expm1(features[:, _ANSWERED]).astype(np.float64)
    calibration = fit_calibration(raw, answered, log.correct)
    logits = calibration.logits(raw, answered)
    spread = fit_spread(log, logits, (features[:, _BASE] + features[:, _ITEM]).astype(np.float64))
    progress(1.0)
    return Fit(Tracer(course, weights, calibration, spread, len(log)), features, logits)


def _weights(
    log: ResponseLog, features: Matrix, folds: NDArray[np.int64], prior: Floats, seed: int
) -> tuple[Floats, Floats]:
    """Weights, and honest logits of all rows."""
    precision = prior_precision()
    chosen = _drawn(log, seed)
    weights = fit_weights(expand(features[chosen]), log.correct[chosen], prior, precision)
    logits = np.empty(len(log))
    if len(log) > CROSS_FIT_ROWS:
        for rows in np.array_split(np.arange(len(log)), len(log) // CROSS_FIT_ROWS):
            logits[rows] = expand(features[rows]) @ weights.astype(np.float32)
        return weights, logits
    terms = expand(features)
    for fold in np.unique(folds):
        here = folds == fold
        others = fit_weights(terms[~here], log.correct[~here], prior, precision, weights)
        logits[here] = terms[here] @ others
    return weights, logits


def _drawn(log: ResponseLog, seed: int) -> NDArray[np.int64]:
    """Rows of as many whole students as `MOST_ROWS` allow."""
    if len(log) <= MOST_ROWS:
        return np.arange(len(log))
    order = np.random.default_rng(seed).permutation(len(log.students))
    counts = np.bincount(log.student, minlength=len(log.students))
    kept = np.zeros(len(log.students), bool)
    kept[order[np.cumsum(counts[order]) <= MOST_ROWS]] = True
    return np.flatnonzero(kept[log.student])
