"""A class as it stands: every student and point with what may be said of it, and the ground of it.

Knows what answers such questions only by its shape (`Minds`): no model, no store, no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.mastery import Mastery
from apps.education.domain.response import ResponseLog
from apps.education.domain.weakness import Verdict, WeakPoint
from apps.education.domain.words import Words

MOST_POINTS = 200
"""Up to so many points a class also shows those that are still to come."""
Pair = tuple[str, str]
"""A student's pseudonym and a point's id."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """So many answers to a point that a student has not given: a what-if."""

    point: str
    correct: bool
    times: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The mastery just after response `row` of the log."""

    row: int
    mastery: Mastery


class Tracer(Protocol):
    """Tells how likely each student masters each point."""

    @property
    def version(self) -> str: ...

    def masteries(
        self, log: ResponseLog, points: Sequence[str], at: datetime
    ) -> Mapping[str, Sequence[Mastery]]: ...

    def supposing(
        self,
        log: ResponseLog,
        student: str,
        points: Sequence[str],
        at: datetime,
        supposed: Sequence[Supposed],
    ) -> Sequence[Mastery]:
        """Those of one student, were he to answer as supposed."""
        ...

    def curve(self, log: ResponseLog, student: str, point: str) -> Sequence[CurvePoint]:
        """The mastery of one point after each answer to it, from what was known then."""
        ...


class Judge(Protocol):
    """Decides what the evidence allows, and leaves the rest open: one verdict per mastery."""

    def __call__(
        self, masteries: Sequence[Mastery], log: ResponseLog, /
    ) -> Sequence[WeakPoint]: ...


@dataclass(frozen=True, slots=True)
class Override:
    """What a teacher says of one student and point, against or beyond the figures."""

    verdict: Verdict
    reason: str
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Student:
    """`name` is what the roster says, the pseudonym where it has none; `groups` such as
    {"class": "7b"}."""

    id: str
    name: str
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Classroom:
    """One course at one moment. `judged` has a pair for every student and every point shown."""

    course: str
    title: str
    synthetic: bool
    log: ResponseLog
    graph: KnowledgeGraph
    students: tuple[Student, ...]
    points: tuple[Point, ...]
    judged: Mapping[Pair, WeakPoint]
    model_version: str
    as_of: datetime
    overrides: Mapping[Pair, Override] = field(default_factory=dict)

    def student(self, id: str) -> Student:
        return next(one for one in self.students if one.id == id)

    def point(self, id: str) -> Point:
        """Also one that is not shown; a bare one for an id that the graph does not know."""
        known = self.graph.points.get(id)
        return known if known is not None else bare_point(id)

    def verdict(self, student: str, point: str) -> Verdict:
        """The teacher's where he said something, else that of the figures."""
        said = self.overrides.get((student, point))
        return said.verdict if said is not None else self.judged[student, point].verdict

    def stands(self, student: str, point: str) -> WeakPoint:
        """The judgement as it counts: where the teacher said otherwise, that for certain."""
        judged, said = self.judged[student, point], self.overrides.get((student, point))
        if said is None:
            return judged
        if said.verdict is Verdict.UNDECIDED:
            return replace(judged, verdict=said.verdict, weak_probability=0.5, settled_by=None)
        sure = 1.0 if said.verdict is Verdict.SECURE else 0.0
        mastery = replace(judged.mastery, probability=sure, low=sure, high=sure)
        return WeakPoint(mastery, said.verdict, 1 - sure)

    def of_student(self, student: str) -> tuple[WeakPoint, ...]:
        return tuple(self.judged[student, point.id] for point in self.points)

    def of_point(self, point: str) -> tuple[WeakPoint, ...]:
        return tuple(self.judged[student.id, point] for student in self.students)


def bare_point(id: str) -> Point:
    return Point(id, Words(id, id))


def look_at(
    *,
    course: str,
    title: str,
    synthetic: bool,
    log: ResponseLog,
    graph: KnowledgeGraph,
    students: Sequence[Student],
    tracer: Tracer,
    judge: Judge,
    at: datetime,
    overrides: Mapping[Pair, Override] | None = None,
    also: Sequence[str] = (),
    before: Classroom | None = None,
) -> Classroom:
    """The class at the moment `at`; `also` are points to show that nobody has answered yet.

    What was judged `before` a short while ago is kept where it rests on the same.
    """
    points = shown_points(log, graph, also)
    now = Classroom(
        course=course,
        title=title,
        synthetic=synthetic,
        log=log,
        graph=graph,
        students=tuple(students),
        points=points,
        judged={},
        model_version=tracer.version,
        as_of=at,
        overrides=dict(overrides or {}),
    )
    if before is not None and _rests_on_the_same(now, before):
        return replace(now, judged=before.judged, as_of=before.as_of)
    return replace(now, judged=_judged(now, tracer, judge))


def _rests_on_the_same(now: Classroom, before: Classroom) -> bool:
    return (
        now.course == before.course
        and now.log.version == before.log.version
        and now.model_version == before.model_version
        and [one.id for one in now.points] == [one.id for one in before.points]
        and {one.id for one in now.students} == {one.id for one in before.students}
        and now.as_of - before.as_of < _STALE
    )


_STALE = timedelta(minutes=10)


def _judged(room: Classroom, tracer: Tracer, judge: Judge) -> dict[Pair, WeakPoint]:
    ids = [point.id for point in room.points]
    found = dict(tracer.masteries(room.log, ids, room.as_of))
    for one in room.students:
        if one.id not in found:
            found[one.id] = tracer.supposing(room.log, one.id, ids, room.as_of, ())
    everyone = [mastery for masteries in found.values() for mastery in masteries]
    judged = judge(everyone, room.log)
    return {(one.mastery.student, one.mastery.point): one for one in judged}


def coming_points(log: ResponseLog, graph: KnowledgeGraph, most: int = MOST_POINTS) -> list[str]:
    """Points that nobody has answered yet: all of a small graph; of a large one those that build
    on what was answered, as far as `most` points in all allow."""
    answered = set(log.points)
    open_points = [id for id in graph.points if id not in answered]
    if len(answered) + len(open_points) > most:
        open_points = [id for id in open_points if answered & set(graph.prerequisites(id))]
    return open_points[: max(0, most - len(answered))]


def shown_points(
    log: ResponseLog, graph: KnowledgeGraph, also: Sequence[str] = ()
) -> tuple[Point, ...]:
    """The points of the log and of `also`: unit by unit, earlier grades and what comes first."""
    ids = dict.fromkeys((*log.points, *also))
    points = [graph.points.get(id) or bare_point(id) for id in ids]
    first: dict[str, int] = {}
    for point in points:
        first[point.unit] = min(first.get(point.unit, _LAST), _grade(point))
    order = {id: place for place, id in enumerate(_taught(graph))}
    points.sort(
        key=lambda one: (
            first[one.unit], one.unit, _grade(one), order.get(one.id, len(order)), one.id,
        )
    )  # fmt: skip
    return tuple(points)


def _taught(graph: KnowledgeGraph) -> tuple[str, ...]:
    """Points with what they need before them, also where the graph has circles to be repaired."""
    from apps.education.domain.graphs.cycles import proposed_repairs, repaired
    from apps.education.domain.graphs.walk import Cyclic, in_order

    try:
        return in_order(graph)
    except Cyclic:
        return in_order(repaired(graph, proposed_repairs(graph)))


_LAST = 99


def _grade(point: Point) -> int:
    return _LAST if point.grade is None else point.grade
