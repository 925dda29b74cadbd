"""A small class whose figures can be worked out by hand, and a model that only counts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.response import Response, ResponseLog, RowSource
from apps.education.domain.weakness import Verdict, WeakPoint
from apps.education.domain.words import Words

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILE = "answers.csv"
PLAN: Mapping[str, Mapping[str, str]] = {
    "ada": {"count": "11111111", "add": "1110", "subtract": "0000000"},
    "bo": {"count": "1111111", "add": "0000000"},
    "cy": {"count": "1"},
}
"""Answers of each student to each point, oldest first."""

GRAPH = KnowledgeGraph(
    name="four points",
    points={
        "count": Point("count", Words("Count to 20", "数到20"), "Counting", 0),
        "add": Point("add", Words("Add within 20", "20以内加法"), "Sums", 1, "1.OA.C.6"),
        "subtract": Point("subtract", Words("Subtract within 20", "20以内减法"), "Sums", 1),
        "word": Point("word", Words("Solve word problems", "解应用题"), "Sums", 2),
    },
    needs={"add": ("count",), "subtract": ("add",), "word": ("add", "subtract")},
)


def small_log() -> ResponseLog:
    return log_of(small_responses())


def small_responses() -> list[Response]:
    made: list[Response] = []
    for student, points in PLAN.items():
        at = NOW - timedelta(days=30)
        for point, answers in points.items():
            for place, mark in enumerate(answers):
                at += timedelta(hours=9)
                source = RowSource(FILE, len(made) + 2)
                item = f"{point}-{place}"
                made.append(Response(student, item, (point,), mark == "1", source, at))
    return made


@dataclass
class CountingState:
    """(right + 1) / (answers + 2) with a normal interval; the class where nothing is known."""

    student: str
    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def update(self, response: Response, position: int | None = None) -> None:
        for point in response.points:
            self.right[point] += response.correct
            self.total[point] += 1
            if position is not None:
                self.rows.setdefault(point, []).append(position)

    def mastery(self, points: Sequence[str], at: datetime | None = None) -> tuple[Mastery, ...]:
        return tuple(self._mastery(point, at) for point in points)

    def _mastery(self, point: str, at: datetime | None) -> Mastery:
        total = self.total[point]
        p = (self.right[point] + 1) / (total + 2)
        half = 1.645 * math.sqrt(p * (1 - p) / (total + 2))
        low, high = max(0.0, p - half), min(1.0, p + half)
        basis = Basis.OWN if total else Basis.CLASS
        rows = tuple(self.rows.get(point, ()))
        return Mastery(self.student, point, p, low, high, basis, rows, at)


class CountingModel:
    """A model of any course that only counts."""

    version = "counting"

    @staticmethod
    def load(folder: Path) -> CountingModel:
        assert (folder / "model").read_text() == CountingModel.version
        return CountingModel()

    def save(self, folder: Path) -> None:
        (folder / "model").write_text(self.version)

    def states(self, log: ResponseLog) -> Iterator[CountingState]:
        for student in log.students:
            yield self.state(log, student)

    def state(self, log: ResponseLog, student: str) -> CountingState:
        state = self.newcomer(student)
        for i in log.rows_of(student):
            state.update(log.response(i), i)
        return state

    def newcomer(self, student: str) -> CountingState:
        return CountingState(student)


def plain_judge(masteries: Sequence[Mastery], log: ResponseLog) -> list[WeakPoint]:
    """Weak below a quarter and secure above three, where at least four answers say so."""
    return [_judged(one) for one in masteries]


def _judged(one: Mastery) -> WeakPoint:
    if len(one.evidence) < 4 or 0.25 <= one.probability <= 0.75:
        return WeakPoint(one, Verdict.UNDECIDED, 1 - one.probability, 4)
    verdict = Verdict.WEAK if one.probability < 0.5 else Verdict.SECURE
    return WeakPoint(one, verdict, 1 - one.probability)
