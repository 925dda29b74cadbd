"""A course's model: trained on its log, kept in one file, asked about one student or the class.

The sequence ensemble answers where the log was long enough for it, the logistic tracer with its
priors where not; `training` says which and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.mastery import Mastery
from apps.education.domain.response import ResponseLog
from apps.education.domain.tracing.features import align, chance_of, features_of
from apps.education.domain.tracing.parts import part_of
from apps.education.domain.tracing.state import StudentState, states_of
from apps.education.domain.tracing.tracer import Tracer
from apps.education.service.tracing.course_state import CourseState, memories_of, run_of
from apps.education.service.tracing.ensemble import Ensemble
from apps.education.service.tracing.fitting import Cancelled, Progress
from apps.education.service.tracing.network import Memory
from apps.education.service.tracing.saving import Parts, load_parts, save_parts, version_of
from apps.education.service.tracing.training import Recipes, Training, train_course

Floats = NDArray[np.float64]


def _silent(share: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, eq=False)
class MasteryMatrix:
    """Row s, column p: student s at point p. Bounds of 90% intervals."""

    students: tuple[str, ...]
    points: tuple[str, ...]
    probability: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class CourseModel:
    """`version` hashes all that predictions depend on."""

    tracer: Tracer
    ensemble: Ensemble | None
    training: Training
    version: str

    @staticmethod
    def train(
        log: ResponseLog,
        graph: KnowledgeGraph | None = None,
        *,
        progress: Progress = _silent,
        cancelled: Cancelled = lambda: False,
        seed: int = 0,
        recipes: Recipes | None = None,
    ) -> CourseModel:
        """`progress` hears the share done. Raises Stopped if cancelled: nothing is kept then."""
        tracer, ensemble, training = train_course(
            log, graph, progress=progress, cancelled=cancelled, seed=seed, recipes=recipes
        )
        return CourseModel(tracer, ensemble, training, version_of(tracer, ensemble))

    def save(self, folder: Path) -> Path:
        """Into `folder`, in place of an older model. Returns the file that describes it."""
        return save_parts(folder, Parts(self.tracer, self.ensemble), self.training)

    @staticmethod
    def load(folder: Path) -> CourseModel:
        """Raises FileNotFoundError where there is none, SpoiledModel where its files were changed
        or cut short.
        """
        parts, training, version = load_parts(folder)
        return CourseModel(parts.tracer, parts.ensemble, training, version)

    def predictions(self, log: ResponseLog) -> Floats:
        """Probability of a right answer at each response, by the student's earlier responses."""
        course = self.tracer.course
        features = features_of(course, align(course, log))
        traced = self.tracer.logits(features)
        if self.ensemble is None:
            return chance_of(traced)
        return chance_of(self.ensemble.of_log(course, log, features, traced))

    def newcomer(self, student: str) -> CourseState:
        return self._state(StudentState(self.tracer, student))

    def state(self, log: ResponseLog, student: str) -> CourseState:
        """After the student's last response; a stranger's is empty."""
        rows = log.rows_of(student)
        if not rows:
            return self.newcomer(student)
        chosen = np.zeros(len(log), bool)
        chosen[rows.start : rows.stop] = True
        (state,) = self.states(part_of(log, chosen))
        evidence = state.traced.evidence
        state.traced.evidence = {p: [i + rows.start for i in e] for p, e in evidence.items()}
        return state

    def states(self, log: ResponseLog) -> Iterator[CourseState]:
        """Of every student of the log, by one pass over it."""
        if self.ensemble is None:
            yield from map(self._state, states_of(self.tracer, log))
            return
        known = memories_of(self.tracer, self.ensemble, log)
        starts = [*np.flatnonzero(np.diff(log.student, prepend=-1)).tolist(), len(log)]
        for place, traced in enumerate(states_of(self.tracer, log)):
            state = self._state(traced)
            state.memories = [_line(memory, place) for memory in known]
            state.run = run_of(log, range(starts[place], starts[place + 1]))
            yield state

    def masteries(
        self, log: ResponseLog, points: Sequence[str], at: datetime | None = None
    ) -> dict[str, tuple[Mastery, ...]]:
        """Of every student, every point."""
        return {one.student: one.mastery(points, at) for one in self.states(log)}

    def matrix(
        self, log: ResponseLog, points: Sequence[str], at: datetime | None = None
    ) -> MasteryMatrix:
        found = self.masteries(log, points, at)

        def table(name: str) -> Floats:
            rows = [[getattr(one, name) for one in row] for row in found.values()]
            return np.array(rows, np.float64).reshape(len(found), len(points))

        return MasteryMatrix(
            tuple(found), tuple(points), table("probability"), table("low"), table("high")
        )

    def _state(self, traced: StudentState) -> CourseState:
        blank = [] if self.ensemble is None else [None] * len(self.ensemble.members)
        return CourseState(traced, self.ensemble, list(blank))


def _line(memory: Memory | None, place: int) -> Memory | None:
    if memory is None:
        return None
    hidden, cell = memory
    return hidden[:, place : place + 1], cell[:, place : place + 1]
