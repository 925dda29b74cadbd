"""What a verdict looks at: the tracer's probability, its width, and the student's own last answers.

One row per mastery. Knows neither who the student is nor what the point is called.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.response import ResponseLog

NAMES = (
    "logit",
    "logit_own",
    "width",
    "own_count",
    "own_rate",
    "own_recent",
    "own_last",
    "related",
    "class",
)
RECENT = 0.7
"""Weight of an answer against the one after it, where the recent ones count most."""
LOOK_BACK = 30
"""Answers of the student at the point that are looked at, from the last one back."""


def signs(masteries: Sequence[Mastery], log: ResponseLog) -> NDArray[np.float64]:
    """Columns as in `NAMES`. `mastery.evidence` are positions in this very `log`."""
    table = np.empty((len(masteries), len(NAMES)))
    for row, mastery in enumerate(masteries):
        table[row] = _signs(mastery, log.correct)
    return table


def _signs(mastery: Mastery, correct: NDArray[np.bool_]) -> tuple[float, ...]:
    p = min(max(mastery.probability, 0.01), 0.99)
    logit = float(np.log(p / (1 - p)))
    own = correct[list(mastery.evidence[-LOOK_BACK:])]
    count = len(mastery.evidence)
    known = count > 0
    weights = RECENT ** np.arange(len(own))[::-1]
    return (
        logit,
        logit * (mastery.basis is Basis.OWN),
        mastery.high - mastery.low,
        float(np.log1p(count)),
        float((own.sum() + 2 * p) / (len(own) + 2) - p) if known else 0.0,
        float((weights @ own + p) / (weights.sum() + 1) - p) if known else 0.0,
        float(own[-1]) - p if known else 0.0,
        float(mastery.basis is Basis.RELATED),
        float(mastery.basis is Basis.CLASS),
    )
