"""Changes a graph one step at a time; each step gives a new graph, or says why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.graphs.version import stamped
from apps.education.domain.graphs.walk import Cyclic, ancestors, unlocks


class BadEdit(ValueError):
    """The change does not fit the graph: names the point and what to do."""


def with_point(graph: KnowledgeGraph, point: Point) -> KnowledgeGraph:
    """A new point without prerequisites. Raises BadEdit where the id is taken or empty."""
    if not point.id.strip():
        raise BadEdit("a point without an id; give it one")
    if point.id in graph.points:
        raise BadEdit(f"{point.id!r} is taken; choose another id, or change that point")
    return _with(graph, points={**graph.points, point.id: point})


def changed(graph: KnowledgeGraph, point: Point) -> KnowledgeGraph:
    """The same point with another name, unit, grade or standard. Raises BadEdit."""
    _known(graph, point.id)
    return _with(graph, points={**graph.points, point.id: point})


def without_point(graph: KnowledgeGraph, id: str, *, bridge: bool = True) -> KnowledgeGraph:
    """Take a point out. With `bridge` what needed it needs its prerequisites. Raises BadEdit."""
    _known(graph, id)
    inherited = graph.prerequisites(id) if bridge else ()
    needs: dict[str, tuple[str, ...]] = {}
    for other, listed in graph.needs.items():
        if other != id:
            rest = [need for need in listed if need != id]
            extra = inherited if id in listed else ()
            needs[other] = tuple(dict.fromkeys([*rest, *(n for n in extra if n != other)]))
    points = {other: point for other, point in graph.points.items() if other != id}
    return _with(graph, points=points, needs=needs)


def with_need(graph: KnowledgeGraph, id: str, need: str) -> KnowledgeGraph:
    """`id` needs `need` first. Raises BadEdit, or Cyclic with the round this would close."""
    _known(graph, id)
    _known(graph, need)
    if need in graph.prerequisites(id):
        raise BadEdit(f"{id!r} needs {need!r} already")
    if need == id or id in ancestors(graph, need):
        raise Cyclic((id, *way(graph, need, id)))
    return _with(graph, needs={**graph.needs, id: (*graph.prerequisites(id), need)})


def without_need(graph: KnowledgeGraph, id: str, need: str) -> KnowledgeGraph:
    """Raises BadEdit where there is no such prerequisite."""
    if need not in graph.prerequisites(id):
        raise BadEdit(f"{id!r} does not need {need!r} directly")
    kept = tuple(other for other in graph.prerequisites(id) if other != need)
    return _with(graph, needs={**graph.needs, id: kept})


def way(graph: KnowledgeGraph, start: str, end: str) -> tuple[str, ...]:
    """A shortest way along prerequisites from one point to another; empty where there is none."""
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    edge = [start]
    while edge and end not in ways:
        reached: list[str] = []
        for id in edge:
            for need in graph.prerequisites(id):
                if need not in ways:
                    ways[need] = (*ways[id], need)
                    reached.append(need)
        edge = reached
    return ways.get(end, ())


def merged(graph: KnowledgeGraph, kept: str, given_up: str) -> KnowledgeGraph:
    """Two points become one, with the prerequisites of both. Raises BadEdit, Cyclic."""
    _known(graph, kept)
    _known(graph, given_up)
    if kept == given_up:
        raise BadEdit(f"{kept!r} cannot be merged with itself")
    after = (*unlocks(graph).get(given_up, ()), given_up)
    needs = dict(graph.needs)
    needs[kept] = tuple(
        dict.fromkeys(
            need
            for need in (*graph.prerequisites(kept), *graph.prerequisites(given_up))
            if need not in (kept, given_up)
        )
    )
    for id in after:
        if id not in (kept, given_up):
            needs[id] = tuple(dict.fromkeys(kept if n == given_up else n for n in needs[id]))
    needs.pop(given_up, None)
    points = {id: point for id, point in graph.points.items() if id != given_up}
    found = _with(graph, points=points, needs=needs)
    if kept in {a for need in found.prerequisites(kept) for a in (need, *ancestors(found, need))}:
        raise Cyclic((kept, *way(graph, kept, given_up)[1:], kept))
    return found


def _known(graph: KnowledgeGraph, id: str) -> None:
    if id not in graph.points:
        raise BadEdit(f"{id!r} is no point of the graph; add it first")


def _with(
    graph: KnowledgeGraph,
    *,
    points: Mapping[str, Point] | None = None,
    needs: Mapping[str, tuple[str, ...]] | None = None,
) -> KnowledgeGraph:
    kept = graph.needs if needs is None else needs
    return stamped(
        replace(
            graph,
            points=graph.points if points is None else points,
            needs={id: listed for id, listed in kept.items() if listed},
        )
    )
