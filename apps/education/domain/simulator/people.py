"""Simulated students, and the exercises they are given: what stays the same through a term."""

from __future__ import annotations

import random
from dataclasses import dataclass

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.simulator.plan import ClassPlan


@dataclass(frozen=True, slots=True)
class Pupil:
    """`ability` speeds learning, `care` lowers slips, `memory` multiplies stability."""

    id: str
    ability: float
    unit_bent: dict[str, float]
    care: float
    memory: float
    attendance: float
    diligence: float
    joins_lesson: int


@dataclass(frozen=True, slots=True)
class Item:
    """`difficulty` 0 is middling; `guess` is the chance of a right answer without knowing."""

    id: str
    points: tuple[str, ...]
    difficulty: float
    guess: float


def pupils(graph: KnowledgeGraph, plan: ClassPlan, rng: random.Random) -> tuple[Pupil, ...]:
    units = sorted({point.unit for point in graph.points.values()})
    return tuple(_pupil(f"s{i + 1:03d}", units, plan, rng) for i in range(plan.students))


def _pupil(name: str, units: list[str], plan: ClassPlan, rng: random.Random) -> Pupil:
    late = rng.random() < plan.late_joiners
    return Pupil(
        id=name,
        ability=rng.gauss(0, plan.ability_spread),
        unit_bent={unit: rng.gauss(0, plan.unit_spread) for unit in units},
        care=rng.gauss(0, 0.3),
        memory=rng.lognormvariate(0, 0.35),
        attendance=_near(plan.attendance, rng),
        diligence=_near(plan.diligence, rng),
        joins_lesson=rng.randrange(plan.lessons // 3 + 1) if late else 0,
    )


def _near(share: float, rng: random.Random) -> float:
    """A share that varies between people around the class's own."""
    return share if share in (0, 1) else rng.betavariate(12 * share, 12 * (1 - share))


def bank(graph: KnowledgeGraph, plan: ClassPlan, rng: random.Random) -> dict[str, tuple[Item, ...]]:
    """Items by their first point."""
    return {point: _items(point, graph, plan, rng) for point in graph.points}


def _items(
    point: str, graph: KnowledgeGraph, plan: ClassPlan, rng: random.Random
) -> tuple[Item, ...]:
    before = [p for p in graph.prerequisites(point) if p in graph.points]
    made: list[Item] = []
    for number in range(plan.items_per_point):
        joint = bool(before) and rng.random() < plan.joint_items
        points = (point, rng.choice(before)) if joint else (point,)
        difficulty, guess = rng.gauss(0, plan.item_spread), rng.uniform(*plan.guess)
        made.append(Item(f"{point}#{number + 1}", points, difficulty, guess))
    return tuple(made)
