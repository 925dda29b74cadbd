"""How a student's answers went of late, at a point and altogether, in columns beside `signs`.

What a tracer's memory smooths away: the last few answers one by one, the run of right ones, and
how long ago the point was met. Knows nothing of difficulties but the course's share of right ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.mastery import Mastery
from apps.education.domain.response import ResponseLog

Floats = NDArray[np.float64]

NAMES = (
    "last_one",
    "last_three",
    "first_two",
    "run",
    "half_life_2",
    "half_life_7",
    "different_items",
    "answered",
    "since",
    "just_met",
    "just_met_right",
    "all_last_10",
    "all_last_20",
    "all_last_100",
)
JUST = 3
"""Answers elsewhere after which a point still counts as just met."""


def lately(masteries: Sequence[Mastery], log: ResponseLog, share_I: Floats) -> Floats:
    """Columns as in `NAMES`, NaN-free. `mastery.evidence` are positions in this very `log`, all
    that is known of the student; `share_I` is the usual share of right answers of its items.
    """
    place = {name: i for i, name in enumerate(log.students)}
    student = np.array([place.get(m.student, -1) for m in masteries], np.int64)
    first = np.searchsorted(log.student, student)
    end = np.searchsorted(log.student, student, side="right")
    lead = log.correct - share_I[log.item]
    table = np.zeros((len(masteries), len(NAMES)))
    for row, mastery in enumerate(masteries):
        if mastery.evidence:
            own = np.asarray(mastery.evidence)
            table[row] = _row(own, int(first[row]), int(end[row]), log, lead)
    return table


def _row(
    own: NDArray[np.int64], first: int, end: int, log: ResponseLog, lead: Floats
) -> tuple[float, ...]:
    right, above = log.correct[own].astype(float), lead[own]
    wrong = np.flatnonzero(right[::-1] == 0)
    since = end - int(own[-1]) - 1
    mine = lead[first:end]
    return (
        right[-1],
        right[-3:].mean(),
        right[:2].mean(),
        np.log1p(wrong[0] if len(wrong) else len(own)),
        _fading(above, 0.7),
        _fading(above, 0.9),
        len(np.unique(log.item[own])) / len(own),
        np.log1p(end - first),
        np.log1p(since),
        float(since <= JUST),
        float(since <= JUST) * right[-1],
        mine[-10:].mean(),
        mine[-20:].mean(),
        mine[-100:].sum() / (10 + len(mine[-100:])),
    )


def _fading(values: Floats, keep: float) -> float:
    weights = keep ** np.arange(len(values))[::-1]
    return float(weights @ values / (weights.sum() + 1))
