"""Walks along prerequisites. Safe on graphs with cycles; what needs an order says so."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from apps.education.domain.graph import KnowledgeGraph


class Cyclic(ValueError):
    """The graph has a cycle where an order is needed; `cycle` names it, first point repeated."""

    def __init__(self, cycle: tuple[str, ...]) -> None:
        super().__init__(f"points need one another: {' -> '.join(cycle)}; repair the graph first")
        self.cycle = cycle


def ancestors(graph: KnowledgeGraph, point: str) -> frozenset[str]:
    """Everything that must come before the point, however far; the point itself left out."""
    return _reached(graph.needs, point)


def descendants(graph: KnowledgeGraph, point: str) -> frozenset[str]:
    """Everything that builds on the point, however far; the point itself left out."""
    return _reached(unlocks(graph), point)


def unlocks(graph: KnowledgeGraph) -> dict[str, tuple[str, ...]]:
    """For each point those that need it directly."""
    found: dict[str, list[str]] = {}
    for point, needs in graph.needs.items():
        for need in dict.fromkeys(needs):
            found.setdefault(need, []).append(point)
    return {point: tuple(after) for point, after in found.items()}


def in_order(graph: KnowledgeGraph) -> tuple[str, ...]:
    """All points, prerequisites first. Raises Cyclic."""
    sorter = TopologicalSorter({id: _known(graph, id) for id in graph.points})
    try:
        return tuple(sorter.static_order())
    except CycleError as problem:
        raise Cyclic(tuple(reversed(problem.args[1]))) from problem


def around(graph: KnowledgeGraph, point: str, *, before: int = 2, after: int = 1) -> KnowledgeGraph:
    """The part of the graph within so many steps of a point: what a page can draw."""
    kept = {point}
    for edges, steps in ((graph.needs, before), (unlocks(graph), after)):
        edge = {point}
        for _ in range(steps):
            edge = {near for id in edge for near in edges.get(id, ())} - kept
            kept |= edge
    return part(graph, kept)


def part(graph: KnowledgeGraph, kept: set[str] | frozenset[str]) -> KnowledgeGraph:
    """Only the points named, and the prerequisites among them."""
    points = {id: known for id, known in graph.points.items() if id in kept}
    needs = {id: tuple(n for n in graph.prerequisites(id) if n in points) for id in points}
    return KnowledgeGraph(graph.name, points, {id: found for id, found in needs.items() if found})


def _known(graph: KnowledgeGraph, id: str) -> tuple[str, ...]:
    return tuple(need for need in graph.prerequisites(id) if need in graph.points)


def _reached(edges: Mapping[str, tuple[str, ...]], start: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = deque(edges.get(start, ()))
    while waiting:
        id = waiting.popleft()
        if id not in found:
            found.add(id)
            waiting.extend(edges.get(id, ()))
    return frozenset(found - {start})
