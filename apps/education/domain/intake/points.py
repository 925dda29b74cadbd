"""Holds the points that a file names against those of the course's graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.intake.values import plain


def aliases(known: Collection[str] | Mapping[str, str] | None) -> Mapping[str, str] | None:
    """Every spelling under which a point is accepted, with its id; None accepts every point."""
    if known is None:
        return None
    pairs = dict(known) if isinstance(known, Mapping) else {point: point for point in known}
    return {plain(name): id for name, id in pairs.items()} | pairs


def names_of(graph: KnowledgeGraph) -> dict[str, str]:
    """Ids, names in both languages and codes of standards that name one point only."""
    found: dict[str, set[str]] = {}
    for id, point in graph.points.items():
        for name in {id, point.name.en, point.name.zh, point.standard or id}:
            found.setdefault(name, set()).add(id)
    single = {name: next(iter(ids)) for name, ids in found.items() if name and len(ids) == 1}
    return single | {id: id for id in graph.points}


def known_of(names: Iterable[str], known: Mapping[str, str]) -> tuple[tuple[str, ...], list[str]]:
    """The ids of the points that the course knows, and the names that it does not."""
    ids: dict[str, None] = {}
    strangers: list[str] = []
    for name in names:
        id = known.get(name) or known.get(plain(name)) or known.get(_bare(name))
        if id is None:
            strangers.append(name)
        else:
            ids[id] = None
    return tuple(ids), strangers


def _bare(name: str) -> str:
    """Identifiers of competencies come with and without the prefix of their URN."""
    return plain(name.removeprefix("urn:consilium:point:").removeprefix("urn:uuid:"))
