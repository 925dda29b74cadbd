"""The teacher's desk over a shelf of courses: classes as they stand, paths, what the teacher says.

Knows no page. What traces and what is bundled come as functions, so that a model or a catalogue of
thousands of points is loaded only where one is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.mastery import Mastery
from apps.education.domain.path import LearningPath
from apps.education.domain.paths.plan import plan
from apps.education.domain.paths.settings import Wishes
from apps.education.domain.response import NEVER, ResponseLog
from apps.education.domain.weakness import Verdict, WeakPoint
from apps.education.service.alignment import links, proposals
from apps.education.service.classroom import (
    Classroom,
    CurvePoint,
    Judge,
    Override,
    Supposed,
    Tracer,
    coming_points,
    look_at,
)
from apps.education.service.shelf import Course, Shelf, Wanting, Wish

Bundled = Callable[[], Mapping[str, Point]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be, were answers given that are only supposed."""

    masteries: tuple[Mastery, ...]
    path: LearningPath


class Desk:
    """Safe to share among threads as far as its shelf is. Times are UTC."""

    def __init__(
        self,
        shelf: Shelf,
        tracer: Callable[[str], Tracer | None],
        judge: Judge,
        bundled: Bundled,
        *,
        now: Callable[[], datetime],
    ) -> None:
        """`tracer` gives that of a course, or None until one has been fitted to it."""
        self.shelf = shelf
        self._tracer = tracer
        self._judge = judge
        self._bundled = bundled
        self._now = now

    def courses(self) -> Sequence[Course]:
        return self.shelf.courses()

    def stamp(self, course: str) -> str:
        """Another one whenever the class would look different."""
        tracer = self._tracer(course)
        return f"{self.shelf.stamp(course)}/{tracer.version if tracer else ''}"

    def room(self, course: str, before: Classroom | None = None) -> Classroom | None:
        """The class now; None until its answers have been worked out.

        Likelihoods of `before`, an earlier look, are kept while nothing that they rest on changed.
        """
        tracer = self._tracer(course)
        if tracer is None:
            return None
        known = next(one for one in self.shelf.courses() if one.id == course)
        log, graph = self.shelf.log(course), self.shelf.graph(course)
        return look_at(
            course=course,
            title=known.title,
            synthetic=known.synthetic,
            log=log,
            graph=graph,
            students=self.shelf.students(course),
            tracer=tracer,
            judge=self._judge,
            at=moment_of(log, self._now(), synthetic=known.synthetic),
            overrides=self.shelf.overrides(course),
            also=coming_points(log, graph),
            before=before,
        )

    def path(
        self, room: Classroom, student: str, *, minutes: float, goals: Sequence[str] = ()
    ) -> LearningPath:
        judged = [room.stands(student, point.id) for point in room.points]
        return self._planned(room, student, judged, minutes, goals)

    def supposing(
        self, room: Classroom, student: str, path: LearningPath, supposed: Supposed
    ) -> Outcome:
        """What the likelihoods and the path would be after these answers."""
        tracer = self._fitted(room.course)
        points = [point.id for point in room.points]
        found = tracer.supposing(room.log, student, points, room.as_of, [supposed])
        judged = self._judge(found, room.log)
        new = self._planned(room, student, judged, path.budget_minutes, path.goals)
        return Outcome(tuple(found), new)

    def curve(self, room: Classroom, student: str, point: str) -> Sequence[CurvePoint]:
        return self._fitted(room.course).curve(room.log, student, point)

    def _fitted(self, course: str) -> Tracer:
        tracer = self._tracer(course)
        if tracer is None:
            raise KeyError(f"course {course!r} has no model yet; its answers are being worked out")
        return tracer

    def _planned(
        self,
        room: Classroom,
        student: str,
        judged: Sequence[WeakPoint],
        minutes: float,
        goals: Sequence[str],
    ) -> LearningPath:
        return plan(
            student,
            judged,
            room.graph,
            room.log,
            now=room.as_of,
            budget_minutes=minutes,
            wishes=self._wishes(room.course, student, goals),
            model_version=room.model_version,
        )

    def _wishes(self, course: str, student: str, goals: Sequence[str]) -> Wishes:
        said = self.wishes(course, student)
        pins = tuple(one.point for one in said if one.kind is Wanting.PIN)
        skips = frozenset(one.point for one in said if one.kind is Wanting.SKIP)
        return Wishes(tuple(goals), pins, skips)

    def override(
        self, course: str, student: str, point: str, verdict: Verdict, reason: str, who: str
    ) -> None:
        said = Override(verdict, reason.strip(), who, self._now())
        self.shelf.override(course, (student, point), said)

    def take_back(self, course: str, student: str, point: str, who: str) -> None:
        self.shelf.take_back(course, (student, point), who)

    def wishes(self, course: str, student: str) -> Sequence[Wish]:
        return self.shelf.wishes(course, student)

    def wish(self, kind: Wanting, course: str, student: str, point: str, who: str) -> None:
        """A later wish for the same point takes the place of an earlier one."""
        self.shelf.wish(course, student, Wish(point, kind, who, self._now()))

    def unwish(self, course: str, student: str, point: str, who: str) -> None:
        self.shelf.unwish(course, student, point, who)

    def links(self, course: str, points: Sequence[Point]) -> dict[str, str]:
        """Points of the course by the bundled points that their exercises come from."""
        return links(points, self._bundled(), self.shelf.links(course))

    def bundled(self) -> Mapping[str, Point]:
        """Points that exercises can be made for, by id."""
        return self._bundled()

    def proposals(self, point: Point) -> list[Point]:
        """Bundled points that it may be, the likeliest first."""
        bundled = self._bundled()
        return [bundled[id] for id in proposals(point, bundled)]

    def link(self, course: str, point: str, bundled: str | None, who: str) -> None:
        self.shelf.link(course, point, bundled, who)

    def save_graph(self, course: str, graph: KnowledgeGraph, who: str) -> None:
        self.shelf.save_graph(course, graph, who)


def moment_of(log: ResponseLog, now: datetime, *, synthetic: bool) -> datetime:
    """The moment that a class is looked at: now, or for a made-up class its last answer."""
    last = int(log.at.max()) if synthetic and len(log) else NEVER
    return now if last == NEVER else datetime.fromtimestamp(last / 1000, UTC)
