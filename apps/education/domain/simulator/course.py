"""Made-up prerequisite graphs for simulations, and the order in which a class meets any graph."""

from __future__ import annotations

import random
from graphlib import CycleError, TopologicalSorter

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.words import Words


def course_graph(points: int, *, seed: int, per_unit: int = 10) -> KnowledgeGraph:
    """An acyclic graph in units; most points need one or two near points before them.

    Raises ValueError for fewer than one point.
    """
    if points < 1:
        raise ValueError(f"course_graph: {points} points; ask for at least 1")
    rng = random.Random(seed)  # noqa: S311
    names = [f"p{i:03d}" for i in range(points)]
    needs: dict[str, tuple[str, ...]] = {}
    for i, name in enumerate(names):
        near = names[max(0, i - per_unit) : i]
        # Three in four points build on what came just before; the rest open a new strand.
        wanted = rng.choice((1, 1, 2, 2, 3)) if rng.random() < 0.8 else 0
        needs[name] = tuple(sorted(rng.sample(near, min(wanted, len(near)))))
    return KnowledgeGraph(
        name=f"synthetic course {seed}",
        points={
            name: Point(
                name, Words(f"Point {i + 1}", f"知识点{i + 1}"), f"unit {i // per_unit + 1}"
            )
            for i, name in enumerate(names)
        },
        needs=needs,
        version=f"synthetic-{points}-{seed}",
    )


def teaching_order(graph: KnowledgeGraph) -> tuple[str, ...]:
    """Points with every prerequisite before them; grade, then the graph's own order, break ties.

    Prerequisites outside the graph are passed over. Raises ValueError naming a cycle.
    """
    place = {name: i for i, name in enumerate(graph.points)}
    sorter = TopologicalSorter({p: _inside(graph, p) for p in graph.points})
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = " -> ".join(error.args[1])
        raise ValueError(f"{graph.name!r} has a cycle: {cycle}; repair the graph first") from error
    order: list[str] = []
    ready = list(sorter.get_ready())
    while ready:
        ready.sort(key=lambda p: (graph.points[p].grade or 0, place[p]))
        chosen = ready.pop(0)
        order.append(chosen)
        sorter.done(chosen)
        ready.extend(sorter.get_ready())
    return tuple(order)


def depths(graph: KnowledgeGraph) -> dict[str, int]:
    """Steps from the roots: 0 for a point that needs nothing."""
    deep: dict[str, int] = {}
    for point in teaching_order(graph):
        deep[point] = 1 + max((deep[p] for p in _inside(graph, point)), default=-1)
    return deep


def _inside(graph: KnowledgeGraph, point: str) -> tuple[str, ...]:
    return tuple(p for p in graph.prerequisites(point) if p in graph.points)
