"""Asks a course's model about its students: all at once, one as he would be, one along his way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from apps.education.domain.mastery import Mastery
from apps.education.domain.response import Response, ResponseLog, RowSource
from apps.education.service.classroom import CurvePoint, Supposed

_SOURCE = RowSource("", 0)


class State(Protocol):
    """One student as a model sees him, moved by each answer."""

    @property
    def student(self) -> str: ...

    def update(self, response: Response, position: int | None = None) -> None: ...

    def mastery(self, points: Sequence[str], at: datetime | None = None) -> tuple[Mastery, ...]: ...


class Model(Protocol):
    """A fitted course."""

    @property
    def version(self) -> str: ...

    def states(self, log: ResponseLog) -> Iterable[State]:
        """Of every student of the log, after his last answer."""
        ...

    def state(self, log: ResponseLog, student: str) -> State: ...

    def newcomer(self, student: str) -> State:
        """One who has not answered yet."""
        ...


class CourseTracer:
    """Answers as a `Tracer` of `classroom` does."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def version(self) -> str:
        return self._model.version

    def masteries(
        self, log: ResponseLog, points: Sequence[str], at: datetime
    ) -> dict[str, tuple[Mastery, ...]]:
        return {one.student: one.mastery(points, at) for one in self._model.states(log)}

    def supposing(
        self,
        log: ResponseLog,
        student: str,
        points: Sequence[str],
        at: datetime,
        supposed: Sequence[Supposed],
    ) -> tuple[Mastery, ...]:
        state = self._model.state(log, student)
        for response in _supposed(student, supposed, at):
            state.update(response)
        return state.mastery(points, at)

    def curve(self, log: ResponseLog, student: str, point: str) -> tuple[CurvePoint, ...]:
        state, along = self._model.newcomer(student), list[CurvePoint]()
        for i in log.rows_of(student):
            response = log.response(i)
            state.update(response, i)
            if point in response.points:
                along.append(CurvePoint(i, state.mastery((point,), response.at)[0]))
        return tuple(along)


def _supposed(student: str, supposed: Sequence[Supposed], at: datetime) -> Iterator[Response]:
    """Answers to items that nobody has met."""
    for one in supposed:
        for place in range(one.times):
            item = f"supposed {one.point} {place}"
            yield Response(student, item, (one.point,), one.correct, _SOURCE, at)
