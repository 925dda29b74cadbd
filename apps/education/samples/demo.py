"""The demo class: a term of 28 made-up students over some sixty points of the bundled graph.

Written as the CSV file that a teacher would bring, and read as such. Names, answers and groups are
drawn by a program; nobody stands behind them.
"""

from __future__ import annotations

import csv
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from io import BytesIO, StringIO

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.intake.files import read_file
from apps.education.domain.intake.imported import Imported
from apps.education.domain.response import Response
from apps.education.domain.simulator.course import teaching_order
from apps.education.domain.simulator.plan import ClassPlan
from apps.education.domain.simulator.term import simulate
from apps.education.domain.skills.catalogue import gather

TITLE = "Demo class (synthetic) 示例班级（模拟数据）"
FILE = "demo-class-synthetic.csv"
SEED = 11
UNITS = (
    (3, "Multiplication", 14),
    (3, "Division", 10),
    (3, "Fractions", 12),
    (4, "Fractions", 10),
    (4, "Adding and subtracting fractions", 14),
)
"""Grade, unit, and how many of its points: the first ones in teaching order."""
HEADER = (
    "student_id",
    "name",
    "class",
    "problem_id",
    "knowledge_points",
    "correct",
    "timestamp",
    "seconds",
    "hints",
    "attempt",
    "activity",
)


@dataclass(frozen=True, slots=True)
class DemoClass:
    """`files` as read; `csv` is the same file as bytes, for those who want to try the import."""

    title: str
    files: tuple[Imported, ...]
    csv: bytes
    graph: KnowledgeGraph


@cache
def demo_class() -> DemoClass:
    """The same class at every call."""
    graph = demo_graph()
    names = _names()
    plan = demo_plan(len(names))
    made = simulate(graph, plan, seed=SEED)
    roster = dict(zip(made.classroom.pupils, names, strict=True))
    data = _csv(made.responses, roster)
    end = plan.start + timedelta(days=made.end_day + 1)
    imported = read_file(FILE, BytesIO(data), now=end)
    return DemoClass(TITLE, (imported,), data, graph)


def demo_plan(students: int) -> ClassPlan:
    """A class that gets on: about seven in ten answers right, one pair in eight needing work."""
    return ClassPlan(
        students=students,
        practised_share=0.45,
        ability_spread=0.8,
        head_start=1.8,
        head_start_fall=0.3,
        instruction=0.9,
        practice=-0.7,
        unready=0.3,
        stability=40.0,
    )


def demo_graph() -> KnowledgeGraph:
    """The chosen points, each needing the nearest chosen ones behind it in the bundled graph.

    Raises ValueError where a unit has fewer points than are wanted of it.
    """
    from apps.education.domain.skills.elementary.families import FAMILIES

    bundled = gather(FAMILIES).graph
    order = teaching_order(bundled)
    chosen: list[str] = []
    for grade, unit, count in UNITS:
        found = [p for p in order if _is_of(bundled.points[p], grade, unit)][:count]
        if len(found) < count:
            raise ValueError(f"grade {grade}, {unit!r}: {len(found)} points, {count} wanted")
        chosen += found
    kept = sorted(chosen, key=order.index)
    return KnowledgeGraph(
        TITLE,
        {p: bundled.points[p] for p in kept},
        {p: _nearest(p, set(kept), bundled) for p in kept},
        f"demo of {bundled.version}",
    )


def _is_of(point: Point, grade: int, unit: str) -> bool:
    return point.grade == grade and point.unit == unit


def _nearest(start: str, kept: set[str], bundled: KnowledgeGraph) -> tuple[str, ...]:
    met: dict[str, None] = {}
    seen, waiting = {start}, deque(bundled.prerequisites(start))
    while waiting:
        point = waiting.popleft()
        if point in seen:
            continue
        seen.add(point)
        if point in kept:
            met[point] = None
        else:
            waiting.extend(bundled.prerequisites(point))
    return tuple(met)


def _names() -> list[tuple[str, str]]:
    """Name and class of each student."""
    text = resources.files("apps.education.samples").joinpath("demo_names.tsv").read_text("utf-8")
    rows = list(csv.DictReader(StringIO(text), delimiter="\t"))
    return [(row["name"], row["class"]) for row in rows]


def _csv(responses: tuple[Response, ...], roster: dict[str, tuple[str, str]]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for response in responses:
        name, group = roster[response.student]
        at = response.at
        writer.writerow(
            (
                response.student,
                name,
                group,
                response.item,
                ";".join(response.points),
                int(response.correct),
                "" if at is None else at.replace(microsecond=0).isoformat(),
                response.seconds,
                response.hints,
                response.attempt,
                response.activity,
            )
        )
    return out.getvalue().encode()
