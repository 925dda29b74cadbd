"""Bends columns into terms of a linear model, by fixed knots, the same for every course.

Fixed, so that weights learned on one course mean the same on another. Knows nothing of answers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.tracing.features import COLUMNS

Matrix = NDArray[np.float32]

_COUNTS = tuple(float(np.log1p(n)) for n in (1, 3, 8, 25, 80))
_KNOTS: dict[str, tuple[float, ...]] = {
    "base": (-1.5, -0.5, 0.5, 1.5),
    "item": (-1.0, 0.0, 1.0),
    "log_count": _COUNTS,
    "log_right": _COUNTS,
    "log_wrong": _COUNTS,
    "log_since": _COUNTS,
    "log_hours": tuple(float(np.log1p(h)) for h in (0.2, 2, 24, 168, 720)),
    "related_count": _COUNTS,
    "ability": (-1.0, -0.3, 0.3, 1.0),
    "related_ability": (-0.4, 0.0, 0.4),
    "streak": (-3.0, -1.0, 1.0, 3.0),
    "surprise": (-0.25, 0.0, 0.25),
    "point_run": (-0.5, 0.5),
    "item_try": (-0.5, 0.5),
    "item_after": (-0.5, 0.5),
    "point_after": (-0.5, 0.5),
}
_AGAIN = COLUMNS.index("item_new")


def _knots(name: str) -> tuple[float, ...]:
    bare = name if name in _KNOTS else name.split("_", 1)[-1]
    return _KNOTS.get(bare) or _KNOTS.get(bare.split("_")[0], ())


_BENDS = [(place, knot) for place, name in enumerate(COLUMNS) for knot in _knots(name)]
TERMS = (
    "one",
    *COLUMNS,
    *(f"{COLUMNS[place]}>{knot:.2f}" for place, knot in _BENDS),
    *(f"again*{name}" for name in COLUMNS),
)


def expand(features: Matrix) -> Matrix:
    """`TERMS` of `COLUMNS`: each, what exceeds its knots, and each where the item came before."""
    size = len(COLUMNS)
    terms = np.empty((len(features), len(TERMS)), np.float32)
    terms[:, 0] = 1
    terms[:, 1 : size + 1] = features
    for number, (place, knot) in enumerate(_BENDS, size + 1):
        np.maximum(features[:, place] - np.float32(knot), 0, out=terms[:, number])
    np.multiply(features, 1 - features[:, [_AGAIN]], out=terms[:, -size:])
    return terms
