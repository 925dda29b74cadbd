"""Starting weights of new courses: what was learned on simulated classes, never on anyone's data.

Written by `python -m benchmarks.tracing_start`. Knows only names of terms.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.tracing.expansion import TERMS

Floats = NDArray[np.float64]

FILE = Path(__file__).with_name("start_weights.tsv")
PRECISION = 8.0


@cache
def _rows() -> dict[str, float]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["term"]: float(row["weight"]) for row in csv.DictReader(file, delimiter="\t")}


def start_weights() -> Floats:
    """Weights by `TERMS`. Raises KeyError for a term that the table does not know."""
    rows = _rows()
    return np.array([rows[term] for term in TERMS])


def plain_weights() -> Floats:
    """Weights that only add difficulty and the student's abilities: where simulations begin."""
    known = {"base": 1.0, "item": 0.8, "all_ability": 0.8, "point_ability": 0.8}
    return np.array([known.get(term, 0.0) for term in TERMS])


def prior_precision() -> Floats:
    """Of each weight around its start."""
    return np.full(len(TERMS), PRECISION)
