"""A whole term of a simulated class: the responses as a file would give them, and the truth."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.response import Response, RowSource
from apps.education.domain.simulator.classroom import Classroom
from apps.education.domain.simulator.people import Item, Pupil
from apps.education.domain.simulator.plan import WEAK_BELOW, ClassPlan

FILE = "synthetic-class.csv"


@dataclass(frozen=True, slots=True)
class Truth:
    """`probability_SP` (students x points): the true chance at a middling item at `as_of`."""

    students: tuple[str, ...]
    points: tuple[str, ...]
    probability_SP: NDArray[np.float64]
    as_of: datetime

    @property
    def weak_SP(self) -> NDArray[np.bool_]:
        return self.probability_SP < WEAK_BELOW


@dataclass(frozen=True, slots=True)
class SimulatedClass:
    """`classroom` goes on from the end of the term, for those who let it answer more."""

    graph: KnowledgeGraph
    responses: tuple[Response, ...]
    truth: Truth
    classroom: Classroom
    end_day: float


def simulate(
    graph: KnowledgeGraph, plan: ClassPlan | None = None, *, seed: int = 0
) -> SimulatedClass:
    """The same graph, plan and seed give the same class. Raises ValueError on a cyclic graph.

    The truth is that of the morning after the last lesson.
    """
    plan = plan or ClassPlan()
    room = Classroom(graph, plan, seed=seed)
    term = _Term(room, random.Random(seed + 7919))  # noqa: S311
    for lesson in range(plan.lessons):
        term.lesson(lesson)
    end = _day(plan.lessons - 1, plan) + 1
    responses = sorted(term.responses, key=lambda r: (r.at or plan.start, r.source.row))
    numbered = tuple(_placed(r, i + 2) for i, r in enumerate(responses))
    return SimulatedClass(graph, numbered, truth_at(room, end), room, end)


def truth_at(room: Classroom, day: float) -> Truth:
    students, points = tuple(room.pupils), tuple(room.graph.points)
    table = np.array([[room.truth(s, p, day) for p in points] for s in students])
    return Truth(students, points, table, room.plan.start + timedelta(days=day))


def _day(lesson: int, plan: ClassPlan) -> float:
    week, place = divmod(lesson, plan.lessons_per_week)
    return 7 * week + place * 5 / plan.lessons_per_week


def _placed(response: Response, row: int) -> Response:
    return Response(
        student=response.student,
        item=response.item,
        points=response.points,
        correct=response.correct,
        source=RowSource(FILE, row),
        at=response.at,
        seconds=response.seconds,
        hints=response.hints,
        attempt=response.attempt,
        activity=response.activity,
    )


class _Term:
    """Runs lessons one after another and gathers what was answered."""

    def __init__(self, room: Classroom, rng: random.Random) -> None:
        self.room, self.plan, self.rng = room, room.plan, rng
        self.responses: list[Response] = []
        self._tries: dict[tuple[str, str], int] = {}
        reached = max(1, round(len(room.order) * self.plan.taught_share))
        self._syllabus = self._spread(room.order[:reached])

    def _spread(self, points: tuple[str, ...]) -> list[list[str]]:
        """New points of each lesson; empty lists are lessons that go back."""
        lessons = self.plan.lessons
        teaching = max(1, round(lessons * self.plan.teaching_share))
        days = sorted({int(i * lessons / teaching) for i in range(teaching)})
        plan: list[list[str]] = [[] for _ in range(lessons)]
        for i, point in enumerate(points):
            plan[days[i * len(days) // len(points)]].append(point)
        return plan

    def lesson(self, number: int) -> None:
        day = _day(number, self.plan)
        seen = [p for points in self._syllabus[: number + 1] for p in points]
        today = self._syllabus[number] or self._returning(seen)
        for pupil in self.room.pupils.values():
            if number < pupil.joins_lesson:
                continue
            if self.rng.random() < pupil.attendance:
                self._attend(pupil, number, today, seen, day)
            if self.rng.random() < pupil.diligence:
                self._at_home(pupil, today, seen, day + 0.4)

    def _returning(self, seen: list[str]) -> list[str]:
        return self.rng.sample(seen, min(3, len(seen)))

    def _attend(
        self, pupil: Pupil, number: int, today: list[str], seen: list[str], day: float
    ) -> None:
        for point in today:
            self.room.instruct(pupil.id, point, day)
        met = [p for p in today if self.rng.random() < self.plan.practised_share]
        self._exercises(pupil, met, self.plan.classwork, day, "classwork")
        if (number + 1) % self.plan.quiz_every == 0:
            asked = self.rng.sample(seen, min(self.plan.quiz, len(seen)))
            self._exercises(pupil, asked, self.plan.quiz, day + 0.05, "quiz")

    def _at_home(self, pupil: Pupil, today: list[str], seen: list[str], day: float) -> None:
        recent = [*today, *seen[-3:]]
        met = [p for p in recent if self.rng.random() < self.plan.practised_share]
        self._exercises(pupil, met, self.plan.homework, day, "homework")

    def _exercises(
        self, pupil: Pupil, points: list[str], count: int, day: float, activity: str
    ) -> None:
        for i in range(count if points else 0):
            item = self.rng.choice(self.room.bank[points[i % len(points)]])
            self._respond(pupil, item, day + 0.003 * i, activity)

    def _respond(self, pupil: Pupil, item: Item, day: float, activity: str) -> None:
        chance = self.room.chance(pupil.id, item, day)
        correct = self.room.answer(pupil.id, item, day, feedback=activity != "quiz")
        tries = self._tries[pupil.id, item.id] = self._tries.get((pupil.id, item.id), 0) + 1
        hints = 0 if activity == "quiz" else int(self.rng.random() < 0.35 * (1 - chance))
        took = math.exp(self.rng.gauss(3.4 + 0.8 * (1 - chance), 0.4))
        self.responses.append(
            Response(
                student=pupil.id,
                item=item.id,
                points=item.points,
                correct=correct,
                source=RowSource(FILE, len(self.responses)),
                at=self.plan.start + timedelta(days=day),
                seconds=round(took, 1),
                hints=hints,
                attempt=tries,
                activity=activity,
            )
        )
