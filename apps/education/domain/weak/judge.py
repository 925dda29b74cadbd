"""A course's own judge of weak points, learnt from what became of its earlier students.

Where a course has answers enough, its own past tells better than simulated classes what a state
comes to. The judge looks at `signs`, the tracer's columns, how answers went lately and what
followed the same answer of others; a penalised logistic regression and boosted trees give the
chance together. Everything a student's pair is learnt from, difficulties too, comes from other
students. One bound serves both verdicts: the promise is kept for all decided pairs together.

Knows nothing of files, and says nothing of points that the student never tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.mastery import Mastery
from apps.education.domain.response import ResponseLog
from apps.education.domain.tracing.parts import part_of
from apps.education.domain.tracing.state import Question, states_of
from apps.education.domain.tracing.tracer import Tracer, fit_tracer
from apps.education.domain.weak.aftermath import Aftermath, fit_aftermath
from apps.education.domain.weak.lately import lately
from apps.education.domain.weak.outcome import CUT, LATER, cuts, pairs
from apps.education.domain.weak.rule import TARGET, certain_from
from apps.education.domain.weak.signs import signs

Floats = NDArray[np.float64]

FOLDS = 4
CUTS = (0.3, 0.4, CUT, 0.6, 0.7)
"""Shares of their responses at which students are cut to learn from: each tells something new."""
MOST_ROWS = 300_000
"""Responses to learn from; beyond it only every second, third, ... student."""
MARGIN = 0.005
"""By how much the decided are to beat the target among students to learn from."""
FARTHEST = 4.0
"""Standard deviations at which a column is cut off."""
PENALTY = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What training students taught of a course."""

    tracer: Tracer
    aftermath: Aftermath

    def columns(
        self, past: ResponseLog, wanted: Mapping[str, Sequence[str]]
    ) -> tuple[list[Mastery], Floats]:
        """Masteries of each student's wanted points, which he tried, and what is seen of them.

        `past` is all that is known of the students; they come in its order.
        """
        masteries: list[Mastery] = []
        features: list[NDArray[np.float32]] = []
        for state in states_of(self.tracer, past):
            points = wanted.get(state.student, ())
            if points:
                seen = state.features([Question((point,)) for point in points], None)
                masteries += state.mastery_of(points, self.tracer.logits(seen), None)
                features.append(seen)
        if not masteries:
            return [], np.zeros((0, 0))
        last = np.array([m.evidence[-1] for m in masteries])
        after = self.aftermath.columns(
            [m.point for m in masteries],
            [past.items[i] for i in past.item[last]],
            past.correct[last],
        )
        share_I = self.aftermath.shares(past.items)
        table = (signs(masteries, past), np.concatenate(features), lately(masteries, past, share_I))
        return masteries, np.column_stack((*table, after)).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Pairs before their cut, and what became of them. `plain`: cut where verdicts are tested."""

    table: Floats
    weak: NDArray[np.bool_]
    student: NDArray[np.str_]
    plain: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CourseJudge:
    """Verdicts are given from `bound` of certainty on; None: never, the promise cannot be kept."""

    known: Known
    model: Chances
    bound: float | None

    def chances(self, table: Floats) -> Floats:
        """The chance to be weak, one per row of what `Known.columns` or `seen` gives."""
        return self.model(table)

    @property
    def weak_from(self) -> float | None:
        return self.bound

    @property
    def secure_to(self) -> float | None:
        return None if self.bound is None else 1 - self.bound


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """Chances to be weak, by columns of unit spread."""

    middle: Floats
    scale: Floats
    line: Any
    trees: Any

    def __call__(self, table: Floats) -> Floats:
        even = np.clip((table - self.middle) / self.scale, -FARTHEST, FARTHEST)
        logits = self.line.decision_function(even) + self.trees.decision_function(even)
        return 1 / (1 + np.exp(-np.clip(logits / 2, -30, 30)))


def fit_judge(log: ResponseLog, *, later: int = LATER, target: float = TARGET) -> CourseJudge:
    """From a course's students, each judged by what the others taught.

    Raises ValueError unless every fold of students has pairs of both outcomes.
    """
    log = _thinned(log)
    places = np.unique(log.student, return_inverse=True)[1]
    fold_R = places % FOLDS
    parts: list[Seen] = []
    for fold in range(FOLDS):
        known = learn(part_of(log, fold_R != fold))
        parts.append(_stack([seen(known, part_of(log, fold_R == fold), c, later) for c in CUTS]))
    chances = [
        fit_chances(_stack([*parts[:k], *parts[k + 1 :]]))(part.table[part.plain])
        for k, part in enumerate(parts)
    ]
    weak = np.concatenate([part.weak[part.plain] for part in parts])
    bound = certain_from(np.concatenate(chances), weak, target + MARGIN)
    return CourseJudge(learn(log), fit_chances(_stack(parts)), bound)


def _thinned(log: ResponseLog) -> ResponseLog:
    every = max(1, -(-len(log) // MOST_ROWS))
    return part_of(log, np.unique(log.student, return_inverse=True)[1] % every == 0)


def learn(log: ResponseLog) -> Known:
    return Known(fit_tracer(log).tracer, fit_aftermath(log))


def seen(known: Known, log: ResponseLog, cut: float = CUT, later: int = LATER) -> Seen:
    """All pairs of a log that can be judged by it, from what stands before each student's cut."""
    found = pairs(log, cut=cut, later=later)
    wanted: dict[str, list[str]] = {}
    weak: dict[tuple[str, str], bool] = {}
    for student, point, outcome in zip(found.student, found.point, found.weak, strict=True):
        names = log.students[student], log.points[point]
        wanted.setdefault(names[0], []).append(names[1])
        weak[names] = bool(outcome)
    past = part_of(log, np.arange(len(log)) < cuts(log, cut)[log.student])
    masteries, table = known.columns(past, wanted)
    return Seen(
        table,
        np.array([weak[m.student, m.point] for m in masteries], bool),
        np.array([m.student for m in masteries], np.str_),
        np.full(len(masteries), cut == CUT),
    )


def fit_chances(pairs_seen: Seen) -> Chances:
    """Raises ValueError unless both outcomes occur."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    table, weak = pairs_seen.table, pairs_seen.weak
    if weak.all() or not weak.any():
        raise ValueError(f"{weak.sum()} of {len(weak)} pairs weak; a judge needs both outcomes")
    middle, scale = table.mean(axis=0), table.std(axis=0) + 1e-6
    even = np.clip((table - middle) / scale, -FARTHEST, FARTHEST)
    no_stop: Any = False
    trees = HistGradientBoostingClassifier(
        max_iter=200,
        learning_rate=0.04,
        max_leaf_nodes=8,
        min_samples_leaf=60,
        l2_regularization=20,
        max_features=0.2,
        random_state=0,
        early_stopping=no_stop,
    )
    with threadpool_limits(1):
        line = LogisticRegression(C=PENALTY, max_iter=300).fit(even, weak)
        return Chances(middle, scale, line, trees.fit(even, weak))


def _stack(parts: Sequence[Seen]) -> Seen:
    full = [part for part in parts if len(part.weak)]
    if not full:
        raise ValueError("no pair of student and point has answers enough to be judged by")
    return Seen(*(np.concatenate([getattr(p, n) for p in full]) for n in Seen.__slots__))
