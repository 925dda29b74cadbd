"""What became of other students after the same answer: right answers that followed at the point.

An item answered rightly tells more of some items than of others, and so does what the course asks
next; both stand in how the next few answers at the point went for those who answered so before.
Learnt from students other than those it is asked about. Knows nothing of the student himself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog

Floats = NDArray[np.float64]

NAMES = (
    "after_point",
    "after_weak",
    "after_item",
    "after_answer",
    "after_item_answer",
    "after_seen",
)
NEXT = 5
"""Answers that count as what followed."""
LEAST = 2
"""Answers that must have followed for them to be counted."""
CALM = 5.0
"""Followings that weigh as much as the wider kind they belong to."""


@dataclass(frozen=True, slots=True, eq=False)
class Aftermath:
    """Shares of right answers that followed: at a point (P), after an answer there (P2, wrong then
    right); sums and counts after an item (I) and after an answer to it (I2). `weak_P` is the share
    of followings of which fewer than half were right; `share_I` that of right answers to an item.
    """

    points: tuple[str, ...]
    items: tuple[str, ...]
    right_P: Floats
    weak_P: Floats
    right_P2: Floats
    sum_I: Floats
    count_I: Floats
    sum_I2: Floats
    count_I2: Floats
    share_I: Floats
    overall: tuple[float, float]

    def columns(
        self, points: Sequence[str], items: Sequence[str], right: NDArray[np.bool_]
    ) -> Floats:
        """`NAMES`, for each point whose last answer was to `items` and `right`."""
        point_at = {name: i for i, name in enumerate(self.points)}
        item_at = {name: i for i, name in enumerate(self.items)}
        point = np.array([point_at.get(name, -1) for name in points], np.int64)
        item = np.array([item_at.get(name, -1) for name in items], np.int64)
        answer = 2 * point + right
        known, met = point >= 0, item >= 0
        share = np.where(known, self.right_P[point], self.overall[0])
        weak = np.where(known, self.weak_P[point], self.overall[1])
        after = np.where(known, self.right_P2[answer], self.overall[0])
        count = np.where(met, self.count_I[item], 0)
        of_item = (np.where(met, self.sum_I[item], 0) + CALM * share) / (count + CALM)
        both = 2 * item + right
        count2 = np.where(met, self.count_I2[both], 0)
        of_both = (np.where(met, self.sum_I2[both], 0) + CALM * after) / (count2 + CALM)
        shares = np.clip(np.column_stack((share, weak, of_item, after, of_both)), 0.01, 0.99)
        return np.column_stack((np.log(shares / (1 - shares)), np.log1p(count)))

    def shares(self, items: Sequence[str]) -> Floats:
        """The usual share of right answers of each item; of one not met, that of the course."""
        usual = dict(zip(self.items, self.share_I.tolist(), strict=True))
        return np.array([usual.get(item, self.overall[0]) for item in items])


def fit_aftermath(log: ResponseLog) -> Aftermath:
    """Raises ValueError for a log without responses."""
    if not len(log):
        raise ValueError("a log without responses tells nothing of what followed an answer")
    row_R, right_R, count_R = _followed(log)
    kept = count_R >= LEAST
    share = right_R[kept] / count_R[kept]
    point, item = log.point[kept].astype(np.int64), log.item[row_R[kept]].astype(np.int64)
    answer = log.correct[row_R[kept]]
    overall = (float(share.mean()), float((share < 0.5).mean())) if kept.any() else (0.5, 0.5)
    many, most = len(log.points), len(log.items)
    right_P = _calm(point, share, many, np.full(many, overall[0]))
    return Aftermath(
        points=log.points,
        items=log.items,
        right_P=right_P,
        weak_P=_calm(point, share < 0.5, many, np.full(many, overall[1])),
        right_P2=_calm(2 * point + answer, share, 2 * many, np.repeat(right_P, 2)),
        sum_I=np.bincount(item, share, most).astype(float),
        count_I=np.bincount(item, minlength=most).astype(float),
        sum_I2=np.bincount(2 * item + answer, share, 2 * most).astype(float),
        count_I2=np.bincount(2 * item + answer, minlength=2 * most).astype(float),
        share_I=_calm(log.item.astype(np.int64), log.correct, most, _of_points(log)),
        overall=overall,
    )


def _of_points(log: ResponseLog) -> Floats:
    """Per item, the share of right answers at its first point."""
    usual = np.full(len(log.items), float(log.correct.mean()))
    has = np.flatnonzero(np.diff(log.point_start))
    first = log.point[log.point_start[has]].astype(np.int64)
    share_P = _calm(first, log.correct[has], len(log.points), np.full(len(log.points), usual[0]))
    usual[log.item[has]] = share_P[first]
    return usual


def _calm(key: NDArray[np.int64], value: NDArray[Any], size: int, usual: Floats) -> Floats:
    counts = np.bincount(key, minlength=size)
    return (np.bincount(key, value, size) + CALM * usual) / (counts + CALM)


def _followed(log: ResponseLog) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Per response and point of it: its row, and of the student's next `NEXT` answers at the point
    how many were right, and how many there were.
    """
    row_R = np.repeat(np.arange(len(log)), np.diff(log.point_start))
    key_R = log.student[row_R].astype(np.int64) * len(log.points) + log.point
    order = np.argsort(key_R, kind="stable")
    key, correct = key_R[order], log.correct[row_R][order].astype(float)
    right, count = np.zeros(len(key)), np.zeros(len(key))
    for ahead in range(1, min(NEXT, len(key) - 1) + 1):
        same = key[:-ahead] == key[ahead:]
        right[:-ahead] += same * correct[ahead:]
        count[:-ahead] += same
    right_R, count_R = np.empty_like(right), np.empty_like(count)
    right_R[order], count_R[order] = right, count
    return row_R, right_R, count_R
