"""Places points in layers for a drawing: each after all that it needs, arrows crossing little.

Layers by the longest way from a beginning; order within them by the middle of the neighbours
(Sugiyama, Tagawa and Toda 1981). Knows nothing of pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.graphs.walk import in_order, unlocks

_SWEEPS = 6

Layers = tuple[tuple[str, ...], ...]


def layers(graph: KnowledgeGraph) -> Layers:
    """Points by layer, first what needs nothing. Raises Cyclic."""
    depth: dict[str, int] = {}
    for id in in_order(graph):
        needs = [depth[need] for need in graph.prerequisites(id) if need in depth]
        depth[id] = 1 + max(needs, default=-1)
    rows: list[list[str]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    for id in graph.points:
        rows[depth[id]].append(id)
    after = unlocks(graph)
    for sweep in range(_SWEEPS):
        near = graph.needs if sweep % 2 == 0 else after
        _arrange(rows if sweep % 2 == 0 else rows[::-1], near)
    return tuple(tuple(row) for row in rows)


def crossings(graph: KnowledgeGraph, placed: Sequence[Sequence[str]]) -> int:
    """How many arrows between neighbouring layers cross."""
    at = {id: (row, column) for row, ids in enumerate(placed) for column, id in enumerate(ids)}
    arrows: dict[int, list[tuple[int, int]]] = {}
    for id in graph.points:
        for need in graph.prerequisites(id):
            if need in at and at[need][0] + 1 == at[id][0]:
                arrows.setdefault(at[id][0], []).append((at[need][1], at[id][1]))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0
        for between in arrows.values()
        for i, a in enumerate(between)
        for b in between[:i]
    )


def _arrange(rows: list[list[str]], near: Mapping[str, tuple[str, ...]]) -> None:
    """Sort every row but the first by the mean place of its neighbours in rows before it."""
    place: dict[str, float] = {}
    for row in rows:
        own = {id: at / max(1, len(row) - 1) for at, id in enumerate(row)}
        if place:
            row.sort(key=lambda id: (_middle(near.get(id, ()), place, own[id]), own[id]))
        place.update({id: at / max(1, len(row) - 1) for at, id in enumerate(row)})


def _middle(near: Sequence[str], place: Mapping[str, float], own: float) -> float:
    found = [place[id] for id in near if id in place]
    return sum(found) / len(found) if found else own
