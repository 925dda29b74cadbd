"""One student as the tracer sees him now: moved by each answer, asked about points and items.

An answer costs a few numpy rows, not a pass over the log. Gives the same numbers as a trace of the
whole log. Knows nothing of names on a roster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.response import Response, ResponseLog
from apps.education.domain.tracing.contexts import Situation, keys_of
from apps.education.domain.tracing.difficulty import Difficulties, picked
from apps.education.domain.tracing.features import (
    Course,
    align,
    chance_of,
    related_columns,
    related_terms,
    trace,
)
from apps.education.domain.tracing.memory import (
    ABILITY,
    COUNT,
    LAST,
    STREAK,
    WIDTH,
    Answers,
    blank,
    hours_of,
    read,
    write,
)
from apps.education.domain.tracing.tracer import Tracer
from apps.education.domain.tracing.untaught import SHIFT, VARIANCE

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """An answer that may come. `item` None asks of an item of middling difficulty, never met."""

    points: tuple[str, ...]
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The answer before: its item, its first point, whether right."""

    item: str
    point: str | None
    right: bool


@dataclass(slots=True, eq=False)
class StudentState:
    """`answered` responses so far. Memories by name; `evidence` are positions in the log."""

    tracer: Tracer
    student: str
    answered: int = 0
    overall: Floats = field(default_factory=lambda: blank(1)[0])
    points: dict[str, Floats] = field(default_factory=dict)
    items: dict[str, Floats] = field(default_factory=dict)
    evidence: dict[str, list[int]] = field(default_factory=dict)
    before: Before | None = None

    def update(self, response: Response, position: int | None = None) -> None:
        """Takes one more answer, the student's latest. `position` in the log, once it has one."""
        hours = _hours(response.at)
        question = Question(response.points, response.item)
        base = float(np.sum(_bases(self.tracer.course, [question])[0, :2]))
        ability = float(self.overall[ABILITY])
        self.overall = self._written(self.overall, response, base, hours)
        item = self.items.get(response.item)
        self.items[response.item] = self._written(item, response, base + ability, hours)
        for point in response.points:
            memory = self.points.get(point)
            self.points[point] = self._written(memory, response, base + ability, hours)
            if position is not None:
                self.evidence.setdefault(point, []).append(position)
        first = response.points[0] if response.points else None
        self.before = Before(response.item, first, response.correct)
        self.answered += 1

    def _written(
        self, memory: Floats | None, response: Response, expected: float, hours: float
    ) -> Floats:
        answer = Answers(
            correct=np.array([float(response.correct)]),
            expected=chance_of(np.array([expected])),
            index=np.array([float(self.answered)]),
            hours=np.array([hours]),
            hints=np.array([np.nan if response.hints is None else float(response.hints)]),
        )
        before = blank(1) if memory is None else memory[None, :]
        return write(before, answer)[0]

    def features(self, questions: Sequence[Question], at: datetime | None) -> NDArray[np.float32]:
        """`COLUMNS` of each question if it came next, at `at` (or at an unknown time)."""
        return _features(self, questions, _hours(at))

    def logits(self, questions: Sequence[Question], at: datetime | None = None) -> Floats:
        return self.tracer.logits(self.features(questions, at))

    def predict(
        self, points: tuple[str, ...], item: str | None = None, at: datetime | None = None
    ) -> float:
        """Probability of a right answer. Items and points may be new to the course."""
        return float(chance_of(self.logits([Question(points, item)], at))[0])

    def mastery(self, points: Sequence[str], at: datetime | None = None) -> tuple[Mastery, ...]:
        """Of each point, with 90% interval and evidence."""
        if not points:
            return ()
        return self.mastery_of(points, self.logits([Question((p,)) for p in points], at), at)

    def mastery_of(
        self, points: Sequence[str], logits: Floats, at: datetime | None
    ) -> tuple[Mastery, ...]:
        """Wraps logits of middling items, this tracer's or another model's."""
        own = np.array([self._count(point) for point in points])
        ahead = self._ahead(points) & (own == 0)
        logits = logits + SHIFT * ahead
        other, more = np.maximum(self.answered - own, 0), VARIANCE * ahead
        low, high = self.tracer.spread.interval(logits, own, other, more)
        chance = chance_of(logits)
        return tuple(
            Mastery(
                self.student,
                point,
                float(chance[i]),
                float(low[i]),
                float(high[i]),
                self._basis(own[i]),
                tuple(self.evidence.get(point, ())),
                at,
            )
            for i, point in enumerate(points)
        )

    def _ahead(self, points: Sequence[str]) -> NDArray[np.bool_]:
        """Whether the class has most likely not come to each point."""
        course = self.tracer.course
        places = [course.point_index.get(point, -1) for point in points]
        known = len(course.untaught)
        return np.array([0 <= p < known and bool(course.untaught[p]) for p in places], bool)

    def _count(self, point: str) -> float:
        memory = self.points.get(point)
        return 0.0 if memory is None else float(memory[COUNT])

    def _basis(self, own: float) -> Basis:
        if own > 0:
            return Basis.OWN
        return Basis.RELATED if self.answered else Basis.CLASS


def _hours(at: datetime | None) -> float:
    return float("nan") if at is None else float(hours_of(np.array(at.timestamp() * 1000.0)))


def _bases(course: Course, questions: Sequence[Question]) -> Floats:
    """`BASE_NAMES` of questions. One of no certain item is as sure as the course's usual item."""
    known, size = course.difficulties, len(questions)
    width = np.maximum([len(question.points) for question in questions], 1)
    pairs = [
        (row, place)
        for row, question in enumerate(questions)
        for point in question.points
        if (place := course.point_index.get(point, -1)) >= 0
    ]
    row, point = np.array(pairs, np.int64).reshape(-1, 2).T
    items = [-1 if q.item is None else course.item_index.get(q.item, -1) for q in questions]
    item = np.array(items, np.int32)
    unsure = 1 / np.sqrt(1 + picked(known.item_count, item))
    unsure[[q.item is None for q in questions]] = _usual_unsure(known)
    return np.column_stack(
        (
            known.centre + np.bincount(row, known.point[point], size) / width,
            picked(known.item, item),
            unsure,
            1 / np.sqrt(1 + np.bincount(row, known.point_count[point], size) / width),
            (width > 1).astype(np.float64),
        )
    )


def _usual_unsure(known: Difficulties) -> float:
    asked = known.item_count[known.item_count > 0]
    return float(1 / np.sqrt(1 + np.median(asked))) if len(asked) else 1.0


def _features(
    state: StudentState, questions: Sequence[Question], hours: float
) -> NDArray[np.float32]:
    size = len(questions)
    index, when = np.full(size, float(state.answered)), np.full(size, hours)
    pairs = [(row, point) for row, q in enumerate(questions) for point in q.points]
    row = np.array([row for row, _ in pairs], np.int64)
    names = [point for _, point in pairs]
    nothing = blank(1)[0]
    memories = np.array([state.points.get(name, nothing) for name in names]).reshape(-1, WIDTH)
    asked = np.array(
        [nothing if q.item is None else state.items.get(q.item, nothing) for q in questions]
    )
    contexts = state.tracer.course.contexts
    return np.column_stack(
        (
            _bases(state.tracer.course, questions),
            np.repeat(read(state.overall[None], index[:1], when[:1]), size, axis=0),
            _mean(read(memories, index[row], when[row]), row, size),
            read(asked, index, when),
            _mean(related_columns(_beside(state, names)), row, size),
            contexts.columns(keys_of(_situation(state, questions, asked))),
        )
    ).astype(np.float32)


def _situation(state: StudentState, questions: Sequence[Question], asked: Floats) -> Situation:
    course, before, size = state.tracer.course, state.before, len(questions)
    nothing = blank(1)[0]
    first = [q.points[0] if q.points else None for q in questions]
    runs = np.array([nothing if p is None else state.points.get(p, nothing) for p in first])

    def index(names: Sequence[str | None], among: Mapping[str, int]) -> NDArray[np.int64]:
        return np.array([-1 if n is None else among.get(n, -1) for n in names], np.int64)

    past = [None if before is None else before.item], [None if before is None else before.point]
    return Situation(
        item=index([q.item for q in questions], course.item_index),
        point=index(first, course.point_index),
        before_item=np.repeat(index(past[0], course.item_index), size),
        before_point=np.repeat(index(past[1], course.point_index), size),
        before_right=np.full(size, int(before is not None and before.right), np.int64),
        run=runs[:, COUNT],
        streak=runs[:, STREAK],
        tries=asked[:, COUNT],
        last=asked[:, LAST],
    )


def _mean(values: Floats, row: NDArray[np.int64], size: int) -> Floats:
    counts = np.maximum(np.bincount(row, minlength=size), 1)
    sums = np.zeros((size, values.shape[1]))
    np.add.at(sums, row, values)
    return sums / counts[:, None]


def _beside(state: StudentState, names: Sequence[str]) -> Floats:
    """Sums over what is remembered of the points beside each name."""
    course, sums = state.tracer.course, np.zeros((len(names), 4))
    remembered = [p for p in state.points if p in course.point_index]
    if not remembered:
        return sums
    slot = np.full(len(course.points) + 1, -1)
    slot[[course.point_index[p] for p in remembered]] = np.arange(len(remembered))
    memories = np.array([state.points[p] for p in remembered])
    place = np.array([course.point_index.get(name, -1) for name in names])
    beside = np.where(place[:, None] >= 0, course.related.point[place], -1)
    row, column = np.nonzero(slot[beside] >= 0)
    weight = course.related.weight[place[row], column]
    np.add.at(sums, row, related_terms(memories[slot[beside[row, column]]], weight))
    return sums


def states_of(tracer: Tracer, log: ResponseLog) -> Iterator[StudentState]:
    """The state of every student of the log after his last response, by one pass over it."""
    if not len(log):
        return
    traced = trace(tracer.course, align(tracer.course, log))
    starts = np.append(np.flatnonzero(np.diff(log.student, prepend=-1)), len(log))
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        state = StudentState(tracer, log.students[log.student[first]], last - first)
        state.overall = traced.overall[last - 1].astype(np.float64)
        state.before = _before(log, last - 1)
        for i in range(first, last):
            state.items[log.items[log.item[i]]] = traced.item[i].astype(np.float64)
        for i in range(int(log.point_start[first]), int(log.point_start[last])):
            point = log.points[log.point[i]]
            state.points[point] = traced.point[i].astype(np.float64)
            state.evidence.setdefault(point, []).append(int(traced.row[i]))
        yield state


def _before(log: ResponseLog, i: int) -> Before:
    points = log.points_of(i)
    point = log.points[points[0]] if len(points) else None
    return Before(log.items[log.item[i]], point, bool(log.correct[i]))


def state_of(tracer: Tracer, log: ResponseLog, student: str) -> StudentState:
    """The state of one student; a stranger's is empty."""
    rows = log.rows_of(student)
    state = StudentState(tracer, student)
    for i in rows:
        state.update(log.response(i), i)
    return state


def class_mastery(
    states: Iterable[StudentState], points: Sequence[str], at: datetime | None = None
) -> list[tuple[Mastery, ...]]:
    """Of every student, every point."""
    return [state.mastery(points, at) for state in states]
