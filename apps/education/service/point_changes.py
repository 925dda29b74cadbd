"""Changes of a graph that a form makes at once, from single edits. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.graphs.editing import with_need, without_need


def with_needs(graph: KnowledgeGraph, id: str, needs: Sequence[str]) -> KnowledgeGraph:
    """The point needs exactly these. Raises BadEdit, or Cyclic with the round it would close."""
    for gone in set(graph.prerequisites(id)) - set(needs):
        graph = without_need(graph, id, gone)
    for need in needs:
        if need not in graph.prerequisites(id):
            graph = with_need(graph, id, need)
    return graph
