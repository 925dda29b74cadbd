"""Bayesian knowledge tracing (Corbett & Anderson 1995) for all points at a time.

The equations of pyBKT without forgetting; a test holds the two together. pyBKT 1.4.3 itself does
not run here: its `Model` fails to import beside scikit-learn 1.9, its `EM_fit` under numpy 2.4. A
few pseudo-counts keep points with short logs from degenerating. A response of several points counts
for each, and is predicted by their mean. Legend: K keys (a student at a point), P points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog
from apps.education.domain.tracing.difficulty import mean_by_row
from apps.education.domain.tracing.runs import Steps, steps_of

Floats = NDArray[np.float64]

ROUNDS = 25
PSEUDO = {"prior": (2.0, 2.0), "learn": (1.0, 9.0), "guess": (2.0, 8.0), "slip": (1.0, 9.0)}
MOST_GUESS = MOST_SLIP = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Bkt:
    """By index of the log's points; points without training responses keep the pseudo-counts."""

    prior_P: Floats
    learn_P: Floats
    guess_P: Floats
    slip_P: Floats

    def predictions(self, log: ResponseLog) -> Floats:
        return mean_by_row(log.point_start, _Pass(self, _Rows.of(log)).expected)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """A log by (response, point)."""

    steps: Steps
    point: NDArray[np.int32]
    correct: NDArray[np.bool_]
    point_of_key_K: NDArray[np.int32]

    @staticmethod
    def of(log: ResponseLog) -> _Rows:
        row = np.repeat(np.arange(len(log)), np.diff(log.point_start))
        steps = steps_of(log.student[row] * np.int64(len(log.points)) + log.point)
        return _Rows(steps, log.point, log.correct[row], log.point[steps.rows[: steps.keys]])


class _Pass:
    """Forward through all keys; `smooth` goes back again."""

    def __init__(self, model: Bkt, rows: _Rows) -> None:
        self.model, self.rows = model, rows
        size = len(rows.point)
        self.before, self.after, self.expected = np.empty(size), np.empty(size), np.empty(size)
        know_K = model.prior_P[rows.point_of_key_K]
        for here in self._steps():
            point, right = rows.point[here], rows.correct[here]
            know = know_K[: len(here)]
            slip, guess = model.slip_P[point], model.guess_P[point]
            knowing = know * np.where(right, 1 - slip, slip)
            guessing = (1 - know) * np.where(right, guess, 1 - guess)
            self.before[here] = know
            self.expected[here] = know * (1 - slip) + (1 - know) * guess
            self.after[here] = knowing / (knowing + guessing)
            know_K[: len(here)] = self._learned(here)

    def _steps(self) -> list[NDArray[np.int64]]:
        steps = self.rows.steps
        return [steps.rows[a:b] for a, b in zip(steps.bounds[:-1], steps.bounds[1:], strict=True)]

    def _learned(self, here: NDArray[np.int64]) -> Floats:
        after = self.after[here]
        return after + (1 - after) * self.model.learn_P[self.rows.point[here]]

    def smooth(self) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Chance of knowing given all answers; of learning after it; whether any answer follows."""
        known, learned = self.after.copy(), np.zeros(len(self.after))
        follows = np.zeros(len(self.after), bool)
        later: NDArray[np.int64] = np.zeros(0, np.int64)
        for here in reversed(self._steps()):
            now = here[: len(later)]
            ratio = known[later] / self._learned(now)
            learned[now] = (1 - self.after[now]) * self.model.learn_P[self.rows.point[now]] * ratio
            known[now] = self.after[now] * ratio
            follows[now] = True
            later = here
        return known, learned, follows


def fit_bkt(log: ResponseLog) -> Bkt:
    """Expectation maximisation over the log."""
    size = len(log.points)
    model = Bkt(
        *(np.full(size, a / (a + b)) for a, b in (PSEUDO[name] for name in PSEUDO)),
    )
    rows = _Rows.of(log)
    for _ in range(ROUNDS if len(rows.point) else 0):
        model = _improved(model, rows)
    return model


def _improved(model: Bkt, rows: _Rows) -> Bkt:
    known, learned, follows = _Pass(model, rows).smooth()
    right = rows.correct.astype(float)
    first = rows.steps.rows[: rows.steps.keys]

    def share(name: str, part: Floats, whole: Floats, where: NDArray[np.int64]) -> Floats:
        yes, no = PSEUDO[name]
        size = len(model.prior_P)
        above = np.bincount(rows.point[where], part[where], size) + yes
        return above / (np.bincount(rows.point[where], whole[where], size) + yes + no)

    every = np.arange(len(right))
    return replace(
        model,
        prior_P=share("prior", known, np.ones_like(known), first),
        learn_P=share("learn", learned, 1 - known, np.flatnonzero(follows)),
        guess_P=np.minimum(share("guess", (1 - known) * right, 1 - known, every), MOST_GUESS),
        slip_P=np.minimum(share("slip", known * (1 - right), known, every), MOST_SLIP),
    )
