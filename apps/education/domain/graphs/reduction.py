"""Leaves out prerequisites that follow from others, so that a drawing shows only what it must.

The transitive reduction of Aho, Garey and Ullman (1972): same order, fewest arrows.
"""

from __future__ import annotations

from dataclasses import replace

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.graphs.walk import in_order


def reduced(graph: KnowledgeGraph) -> KnowledgeGraph:
    """The same order with the fewest prerequisites. Raises Cyclic."""
    order = in_order(graph)
    place = {id: at for at, id in enumerate(order)}
    behind: dict[str, int] = {}
    needs: dict[str, tuple[str, ...]] = {}
    for id in order:
        direct = sorted(
            {need for need in graph.prerequisites(id) if need in place},
            key=lambda need: -place[need],
        )
        covered, kept = 0, []
        for need in direct:
            if not covered >> place[need] & 1:
                kept.append(need)
                covered |= behind[need]
        behind[id] = covered | 1 << place[id]
        if kept:
            needs[id] = tuple(need for need in graph.prerequisites(id) if need in set(kept))
    return replace(graph, needs={id: tuple(dict.fromkeys(n)) for id, n in needs.items()})
