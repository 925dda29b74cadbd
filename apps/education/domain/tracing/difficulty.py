"""How hard items are: a Rasch model with items shrunk to their points, and points to the course.

`logit` is that of a right answer by a student of average ability: high is easy. Source: Rasch
(1960); penalised joint likelihood, fitted by damped Newton steps. Knows nothing of time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog

Floats = NDArray[np.float64]

ROUNDS = 25
STUDENT_PRECISION = 1.0
POINT_PRECISION = 1.0
ITEM_PRECISION = 2.0
CENTRE_PRECISION = 1.0
USUAL_CENTRE = 0.6
"""Logit of a course about which nothing is known: about two of three answers are right."""


@dataclass(frozen=True, slots=True, eq=False)
class Difficulties:
    """By index of the log's names: `item` and `point` are deviations in logits, from the point and
    from `centre`; the counts are of answers that they rest on (of points, through their items).
    """

    centre: float
    point: Floats
    item: Floats
    point_count: Floats
    item_count: Floats

    def of_points(self, start: NDArray[np.int64], points: NDArray[np.int32]) -> Floats:
        """Logits of responses by the mean of their points; unknown points (-1) count as 0."""
        return self.centre + mean_by_row(start, picked(self.point, points))

    def of_items(self, items: NDArray[np.int32]) -> Floats:
        return picked(self.item, items)


def picked(values: Floats, index: NDArray[np.int32]) -> Floats:
    """0 where the index is unknown."""
    found = np.zeros(len(index))
    known = index >= 0
    found[known] = values[index[known]]
    return found


def mean_by_row(start: NDArray[np.int64], values: NDArray) -> Floats:
    """Means over each row's slice; 0 where a row has nothing."""
    counts = np.diff(start)
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return (sums[start[1:]] - sums[start[:-1]]) / np.maximum(counts, 1)


def fit_difficulties(log: ResponseLog, rows: NDArray[np.int64] | None = None) -> Difficulties:
    """From the given responses (all if None)."""
    chosen = np.arange(len(log)) if rows is None else rows
    counts = np.diff(log.point_start)[chosen]
    pair_row = np.repeat(np.arange(len(chosen)), counts)
    pair_point = log.point[_spans(log.point_start[chosen], counts)]
    share = 1.0 / np.maximum(counts, 1)[pair_row]
    student, item = log.student[chosen], log.item[chosen]
    right = log.correct[chosen].astype(np.float64)
    ability = np.zeros(len(log.students))
    point, own = np.zeros(len(log.points)), np.zeros(len(log.items))
    centre = USUAL_CENTRE
    for _ in range(ROUNDS if len(right) else 0):
        for part in ("student", "point", "item"):
            by_point = np.bincount(pair_row, share * point[pair_point], len(right))
            chance = 1 / (1 + np.exp(-(centre + by_point + own[item] + ability[student])))
            miss, info = right - chance, chance * (1 - chance)
            if part == "student":
                ability += _step(student, miss, info, ability, STUDENT_PRECISION)
                ability -= np.average(ability, weights=np.bincount(student, minlength=len(ability)))
            elif part == "item":
                own += _step(item, miss, info, own, ITEM_PRECISION)
            else:
                pull, bend = share * miss[pair_row], share**2 * info[pair_row]
                point += 0.8 * _step(pair_point, pull, bend, point, POINT_PRECISION)
                pull_back = CENTRE_PRECISION * (centre - USUAL_CENTRE)
                centre += 0.8 * float((miss.sum() - pull_back) / (info.sum() + CENTRE_PRECISION))
    return Difficulties(
        centre,
        point,
        own,
        np.bincount(pair_point, minlength=len(point)).astype(np.float64),
        np.bincount(item, minlength=len(own)).astype(np.float64),
    )


def _step(
    index: NDArray[np.int32], miss: Floats, info: Floats, now: Floats, precision: float
) -> Floats:
    """One Newton step of each entry against a Gaussian prior around 0."""
    gradient = np.bincount(index, miss, len(now)) - precision * now
    return gradient / (np.bincount(index, info, len(now)) + precision)


def _spans(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of all slices after one another."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
