"""What a verdict looks at: the tracer's probability, its width, and the student's own last answers.

One row per mastery; beside these, how the course does at the point and the student does overall.
Knows neither who the student is nor what the point is called.
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
    "point_rate",
    "student_lead",
)
RECENT = 0.7
"""Weight of an answer against the one after it, where the recent ones count most."""
CALM = 5.0
"""Answers that weigh as much as what is usual."""
LOOK_BACK = 30
"""Answers of the student at the point that are looked at, from the last one back."""


def signs(masteries: Sequence[Mastery], log: ResponseLog) -> NDArray[np.float64]:
    """Columns as in `NAMES`. `mastery.evidence` are positions in this very `log`."""
    table = np.empty((len(masteries), len(NAMES)))
    rate_P, lead_S = _standing(log)
    point = {name: i for i, name in enumerate(log.points)}
    student = {name: i for i, name in enumerate(log.students)}
    for row, mastery in enumerate(masteries):
        p, s = point.get(mastery.point), student.get(mastery.student)
        rate = 0.0 if p is None else float(rate_P[p])
        lead = 0.0 if s is None else float(lead_S[s])
        table[row] = (*_signs(mastery, log.correct), rate, lead)
    return table


def _standing(log: ResponseLog) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log odds of a right answer at each point, against those of the log; and by how much more of
    his answers each student has right than others at these points.
    """
    row_R = np.repeat(np.arange(len(log)), np.diff(log.point_start))
    all_ = float(np.clip(log.correct.mean() if len(log) else 0.5, 0.02, 0.98))
    right = np.bincount(log.point, log.correct[row_R], len(log.points))
    asked = np.bincount(log.point, minlength=len(log.points))
    rate_P = np.clip((right + CALM * all_) / (asked + CALM), 0.02, 0.98)
    student_R = log.student[row_R]
    lead = np.bincount(student_R, log.correct[row_R] - rate_P[log.point], len(log.students))
    count = np.bincount(student_R, minlength=len(log.students))
    return np.log(rate_P / (1 - rate_P)) - np.log(all_ / (1 - all_)), lead / (count + CALM)


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
