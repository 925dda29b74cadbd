"""An item asked once more in a row is as good as another item: how much easier or harder it is.

A part of an item, a hint's follow-up or a second try often bears the item's name. The place in a
run of the same item, with and without the points asked, each has its own rate of right answers,
shrunk to the course's where it was seldom met. Rates are not taken against what a model expects: a
model that was fitted on a student's answers would carry them back into his own training columns.
Works on indices of a course.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog

Matrix = NDArray[np.float32]
Keys = NDArray[np.uint64]

KINDS = ("run", "run_points")
INFORMATION = 2.0
"""Of the prior that a place is like any other, in units of p(1-p): about 10 answers."""
MOST_REPEATS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Per kind: keys in order, logits against the course's rate, answers behind each."""

    keys: tuple[Keys, ...]
    logit: tuple[Matrix, ...]
    count: tuple[Matrix, ...]

    def columns(self, keys: Keys) -> Matrix:
        """Of (rows, kinds) keys: logits, then how unsure each is (1 where never met)."""
        found = np.zeros((len(keys), 2 * len(KINDS)), np.float32)
        found[:, len(KINDS) :] = 1.0
        for kind, known in enumerate(self.keys):
            if not len(known):
                continue
            place = np.minimum(np.searchsorted(known, keys[:, kind]), len(known) - 1)
            met = known[place] == keys[:, kind]
            found[met, kind] = self.logit[kind][place[met]]
            found[met, len(KINDS) + kind] = 1 / np.sqrt(1 + self.count[kind][place[met]])
        return found


def fit_repeats(keys: Keys, right: NDArray[np.bool_]) -> Repeats:
    """One Newton step per key from the rate of all these answers."""
    chance = np.full(len(right), (right.sum() + 1) / (len(right) + 2))
    miss, information = right - chance, chance * (1 - chance)
    known, logit, count = [], [], []
    for kind in range(len(KINDS)):
        names, place, often = np.unique(keys[:, kind], return_inverse=True, return_counts=True)
        held = np.bincount(place, information, len(names)) + INFORMATION
        step = np.bincount(place, miss, len(names)) / held
        known.append(names[often > 1])
        logit.append(step[often > 1].astype(np.float32))
        count.append(often[often > 1].astype(np.float32))
    return Repeats(tuple(known), tuple(logit), tuple(count))


def columns_of_others(keys: Keys, right: NDArray[np.bool_], folds: NDArray[np.int64]) -> Matrix:
    """Columns of training answers, each by what the other folds' students teach."""
    found = np.empty((len(keys), 2 * len(KINDS)), np.float32)
    for fold in np.unique(folds):
        here = folds == fold
        found[here] = fit_repeats(keys[~here], right[~here]).columns(keys[here])
    return found


def keys_of(item: NDArray[np.int64], points: NDArray[np.int64], repeats: NDArray[np.int64]) -> Keys:
    """(rows, kinds). `points` (rows, places) from 1, 0 pads; `repeats` up to `MOST_REPEATS`."""
    run = _mix(_mix(np.zeros(len(item), np.uint64), item), repeats)
    asked, both = np.sort(points, axis=1), run
    for place in range(asked.shape[1]):
        both = np.where(asked[:, place] > 0, _mix(both, asked[:, place]), both)
    return np.column_stack((run, both))


def repeats_of(log: ResponseLog) -> NDArray[np.int64]:
    """How often in a row the student met the item just before each answer."""
    rows = np.arange(len(log))
    previous = np.maximum(rows - 1, 0)
    same = (log.student[previous] == log.student) & (log.item[previous] == log.item) & (rows > 0)
    begun = np.maximum.accumulate(np.where(same, 0, rows)) if len(log) else rows
    return np.minimum(rows - begun, MOST_REPEATS)


def _mix(key: Keys, part: NDArray[np.int64]) -> Keys:
    """A hash of both (the finaliser of splitmix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        mixed = key * np.uint64(0x9E3779B97F4A7C15) + part.astype(np.int64).view(np.uint64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
