"""What the class does in the same situation: after such a run at a point, after such an item.

Four kinds of situation, each with a shift in logits against what difficulty and the student's
ability expect, shrunk to none. Situations met fewer than `LEAST` times are forgotten. Knows indices
of a course, nothing of names. Legend: N answers, C kinds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

KINDS = ("point_run", "item_try", "item_after", "point_after")
HELD = (5.0, 5.0, 5.0, 8.0)
"""Information (answers times their variance) against any shift, by kind."""
LEAST = 3
_WIDE = np.int64(1 << 24)


@dataclass(frozen=True, slots=True)
class Situation:
    """Before each answer: indices (-1 unknown or none) of item, its first point, and those of the
    answer before; memory of the first point (answers, streak) and of the item (answers, last).
    """

    item: Integers
    point: Integers
    before_item: Integers
    before_point: Integers
    before_right: Integers
    run: Floats
    streak: Floats
    tries: Floats
    last: Floats


def keys_of(situation: Situation) -> Integers:
    """(N, C): a number for each situation."""
    s = situation
    run = np.searchsorted([1, 2, 3, 4, 6, 10, 20], np.rint(s.run), side="right")
    streak = np.clip(np.rint(s.streak), -4, 4).astype(np.int64) + 4
    tries = np.minimum(np.rint(s.tries), 4).astype(np.int64)
    last = np.rint(s.last).astype(np.int64) + 1
    return np.column_stack(
        (
            (s.point + 1) * 80 + run * 9 + streak,
            (s.item + 1) * 15 + tries * 3 + last,
            ((s.item + 1) * _WIDE + s.before_item + 1) * 2 + s.before_right,
            ((s.point + 1) * _WIDE + s.before_point + 1) * 2 + s.before_right,
        )
    ).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Contexts:
    """By kind: known situations in order, and the shift of each."""

    keys: tuple[Integers, ...]
    shift: tuple[Floats, ...]

    def columns(self, keys_NC: Integers) -> Floats:
        """Shifts; 0 for situations never met."""
        found = np.zeros(keys_NC.shape)
        for kind, (known, shift) in enumerate(zip(self.keys, self.shift, strict=True)):
            if len(known):
                place = np.minimum(np.searchsorted(known, keys_NC[:, kind]), len(known) - 1)
                found[:, kind] = np.where(known[place] == keys_NC[:, kind], shift[place], 0.0)
        return found


def no_contexts() -> Contexts:
    none = tuple(np.zeros(0, np.int64) for _ in KINDS)
    return Contexts(none, tuple(np.zeros(0) for _ in KINDS))


def fit_contexts(keys_NC: Integers, correct: NDArray[np.bool_], logits: Floats) -> Contexts:
    """From answers and what was expected of them: one Newton step each.

    The expectation must rest on difficulties of the same answers. Those of other students would
    lean away from just these answers, and shifts learned against them would give answers away.
    """
    chance = 1 / (1 + np.exp(-logits))
    surprise, weight = correct - chance, chance * (1 - chance)
    known, shifts = [], []
    for kind, held in enumerate(HELD):
        names, place, counts = np.unique(keys_NC[:, kind], return_inverse=True, return_counts=True)
        pull = np.bincount(place, surprise, len(names))
        bend = np.bincount(place, weight, len(names))
        kept = counts >= LEAST
        known.append(names[kept])
        shifts.append((pull / (bend + held))[kept])
    return Contexts(tuple(known), tuple(shifts))
