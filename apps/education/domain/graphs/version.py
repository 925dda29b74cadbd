"""Names a graph by its content."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from apps.education.domain.graph import KnowledgeGraph


def version_of(graph: KnowledgeGraph) -> str:
    """A hash of points and prerequisites, whatever order they come in."""
    points = {id: dataclasses.asdict(point) for id, point in graph.points.items()}
    needs = {id: sorted(set(needs)) for id, needs in graph.needs.items() if needs}
    text = json.dumps([graph.name, points, needs], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def stamped(graph: KnowledgeGraph) -> KnowledgeGraph:
    """The same graph with `version` set."""
    return dataclasses.replace(graph, version=version_of(graph))
