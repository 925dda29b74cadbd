"""The graph of a course grows with the points that its answers name; what is known of them, and
what they need first, is taken from the bundled graph where they are found in it. Pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.service.alignment import links
from apps.education.service.classroom import bare_point


def grown(graph: KnowledgeGraph, points: Iterable[str], bundled: KnowledgeGraph) -> KnowledgeGraph:
    """The graph with the points that it lacks; those it has stay as the teacher left them."""
    fresh = [id for id in points if id not in graph.points]
    if not fresh:
        return graph
    all_points = {**graph.points, **{id: bare_point(id) for id in fresh}}
    linked = links(all_points.values(), bundled.points, {})
    for id in fresh:
        if (same := linked.get(id)) is not None:
            all_points[id] = _named_after(id, bundled.points[same])
    needs = {**graph.needs, **_needs(fresh, linked, bundled)}
    return replace(graph, points=all_points, needs=needs, version="")


def _named_after(id: str, bundled: Point) -> Point:
    return Point(id, bundled.name, bundled.unit, bundled.grade, bundled.standard)


def _needs(
    fresh: Iterable[str], linked: Mapping[str, str], bundled: KnowledgeGraph
) -> dict[str, tuple[str, ...]]:
    """The nearest prerequisites that are points of the course, however far back they lie."""
    here = {same: id for id, same in linked.items()}
    found: dict[str, tuple[str, ...]] = {}
    for id in fresh:
        if id in linked:
            nearest = _nearest(linked[id], here, bundled)
            found[id] = tuple(one for one in nearest if one != id)
    return {id: needs for id, needs in found.items() if needs}


def _nearest(start: str, here: Mapping[str, str], bundled: KnowledgeGraph) -> list[str]:
    seen, met = {start}, dict[str, None]()
    waiting = deque(bundled.prerequisites(start))
    while waiting:
        point = waiting.popleft()
        if point in seen:
            continue
        seen.add(point)
        if point in here:
            met[here[point]] = None
        else:
            waiting.extend(bundled.prerequisites(point))
    return list(met)
