"""A small class whose figures can be worked out by hand, and a tracer that only counts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.response import Response, ResponseLog, RowSource
from apps.education.domain.words import Words
from apps.education.service.classroom import CurvePoint, Supposed

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


class CountingTracer:
    """(right + 1) / (answers + 2) with a normal interval; the class where nothing is known."""

    version = "counting"

    def masteries(
        self, log: ResponseLog, points: Sequence[str], at: datetime
    ) -> dict[str, tuple[Mastery, ...]]:
        return {
            student: tuple(self._one(log, student, point, at) for point in points)
            for student in log.students
        }

    def supposing(
        self,
        log: ResponseLog,
        student: str,
        points: Sequence[str],
        at: datetime,
        supposed: Sequence[Supposed],
    ) -> tuple[Mastery, ...]:
        return tuple(self._one(log, student, point, at, supposed) for point in points)

    def curve(self, log: ResponseLog, student: str, point: str) -> tuple[CurvePoint, ...]:
        rows = _rows(log, student, point)
        return tuple(
            CurvePoint(row, _mastery(student, point, log, rows[: place + 1], NOW))
            for place, row in enumerate(rows)
        )

    def _one(
        self,
        log: ResponseLog,
        student: str,
        point: str,
        at: datetime,
        supposed: Sequence[Supposed] = (),
    ) -> Mastery:
        more = [one.correct for one in supposed if one.point == point for _ in range(one.times)]
        return _mastery(student, point, log, _rows(log, student, point), at, more)


def _rows(log: ResponseLog, student: str, point: str) -> list[int]:
    wanted = log.points.index(point) if point in log.points else -1
    return [i for i in log.rows_of(student) if wanted in log.points_of(i)]


def _mastery(
    student: str,
    point: str,
    log: ResponseLog,
    rows: Sequence[int],
    at: datetime,
    more: Sequence[bool] = (),
) -> Mastery:
    right = sum(bool(log.correct[i]) for i in rows) + sum(more)
    count = len(rows) + len(more)
    p = (right + 1) / (count + 2)
    half = 1.645 * math.sqrt(p * (1 - p) / (count + 2))
    basis = Basis.OWN if rows else Basis.CLASS
    low, high = max(0.0, p - half), min(1.0, p + half)
    return Mastery(student, point, p, low, high, basis, tuple(rows), at)
