"""Trees, networks and the logistic tracer as one prediction.

Every member was trained without a part of the students of its own; what the members say of those
parts decides how much each kind counts and how their sum is calibrated. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog
from apps.education.domain.tracing.features import COLUMNS, Course, align
from apps.education.domain.tracing.ridge import fit_weights
from apps.education.service.tracing.fitting import Rows, predict
from apps.education.service.tracing.network import Asked, Memory, SequenceNetwork
from apps.education.service.tracing.repeats import Repeats, keys_of, repeats_of
from apps.education.service.tracing.trees import Trees

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]

FARTHEST = 6.0
"""Standard deviations at which a column is cut off."""
MOST_POINTS = 6
"""Of an item that the networks look at."""
PRIOR = (0.0, 0.1, 0.5, 0.4, 0.0)
"""Intercept, tracer, trees, networks, log of the answers so far."""
PRIOR_PRECISION = (50.0, 100.0, 100.0, 100.0, 50.0)
_ANSWERED = COLUMNS.index("all_log_count")


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Brings features, the tracer's logit and repeats to unit spread."""

    mean: Matrix
    deviation: Matrix

    def columns(self, features: Matrix, traced: Floats, repeated: Matrix) -> Matrix:
        whole = np.column_stack((features, traced, repeated)).astype(np.float32)
        whole = (whole - self.mean) / self.deviation
        return np.clip(whole, -FARTHEST, FARTHEST).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    trees: Trees
    network: SequenceNetwork


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    repeats: Repeats
    scale: Scale
    members: tuple[Member, ...]
    blend: Floats

    def rows(self, course: Course, log: ResponseLog, features: Matrix, traced: Floats) -> Rows:
        """A log as the members read it."""
        item, points = indices_of(course, log)
        repeated = self.repeats.columns(keys_of(item, points, repeats_of(log)))
        columns = self.scale.columns(features, traced, repeated)
        return Rows(columns, item, points, log.correct, log.student)

    def of_log(self, course: Course, log: ResponseLog, features: Matrix, traced: Floats) -> Floats:
        """Calibrated logits of all answers of a log, each from the student's earlier ones."""
        rows = self.rows(course, log, features, traced)
        trees = [member.trees.logits(rows.columns) for member in self.members]
        networks = [predict(member.network, rows) for member in self.members]
        return self._blended(features, traced, trees, networks)

    def of_questions(
        self, asked: Asked, features: Matrix, traced: Floats, memories: Sequence[Memory | None]
    ) -> Floats:
        """Calibrated logits of questions. `asked` has one line per student, a memory per member."""
        columns = asked.columns_BTC.reshape(len(features), -1)
        trees = [member.trees.logits(columns.numpy()) for member in self.members]
        with torch.inference_mode():
            networks = [
                member.network.ask(asked, memory).reshape(-1).numpy()
                for member, memory in zip(self.members, memories, strict=True)
            ]
        return self._blended(features, traced, trees, networks)

    def _blended(
        self,
        features: Matrix,
        traced: Floats,
        trees: Sequence[Matrix],
        networks: Sequence[Matrix],
    ) -> Floats:
        terms = blend_terms(features, traced, np.mean(trees, 0), np.mean(networks, 0))
        return terms @ self.blend


def scale_of(features: Matrix, traced: Floats, repeated: Matrix) -> Scale:
    whole = np.column_stack((features, traced, repeated))
    deviation = np.maximum(whole.std(0, dtype=np.float64), 1e-3)
    return Scale(whole.mean(0, dtype=np.float64).astype(np.float32), deviation.astype(np.float32))


def indices_of(course: Course, log: ResponseLog) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Items, and points (answer, place) of at most `MOST_POINTS`; from 1, 0 unknown or padding."""
    aligned = align(course, log)
    counts = np.diff(log.point_start)
    points = np.zeros((len(log), max(1, min(MOST_POINTS, int(counts.max(initial=0))))), np.int64)
    for place in range(points.shape[1]):
        has = np.flatnonzero(counts > place)
        points[has, place] = aligned.point[log.point_start[has] + place] + 1
    return aligned.item.astype(np.int64) + 1, points


def blend_terms(features: Matrix, traced: Floats, trees: Matrix, networks: Matrix) -> Floats:
    return np.column_stack(
        (np.ones(len(features)), traced, trees, networks, features[:, _ANSWERED])
    ).astype(np.float64)


def fit_blend(terms: Floats, right: NDArray[np.bool_]) -> Floats:
    """How much each kind counts, from answers of students that the members did not learn from."""
    return fit_weights(terms.astype(np.float32), right, np.array(PRIOR), np.array(PRIOR_PRECISION))
