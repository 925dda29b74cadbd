"""All knowledge points of the project, what each needs first, and an exercise for any of them.

Collects the families, refuses points that do not fit together, and draws exercises that are
proved. Knows nothing of students.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from apps.education.domain.exercise import Difficulty, Draft, Exercise
from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.graphs.cycles import cycles
from apps.education.domain.graphs.version import stamped
from apps.education.domain.proof.prover import Prover, Unproved
from apps.education.domain.skill import Family, SkillPoint

GRAPH_NAME = "Mathematics, kindergarten to algebra"
TRIES = 8
"""Drafts that are tried before a point and seed are given up."""


class BadCatalogue(ValueError):
    """Families that do not fit together: names every culprit."""


class UnknownPoint(KeyError):
    """No point of that id: it was renamed, or belongs to another graph."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id

    def __str__(self) -> str:
        return f"{self.id!r}: no point of the catalogue; take an id from catalogue().points"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`family_of` maps a point's id to the family that draws exercises for it."""

    points: Mapping[str, SkillPoint]
    graph: KnowledgeGraph
    families: tuple[Family, ...]
    family_of: Mapping[str, Family]

    def draft(self, point: str, difficulty: Difficulty, seed: int, attempt: int = 0) -> Draft:
        """What the family proposes, not yet proved. Raises UnknownPoint."""
        if point not in self.points:
            raise UnknownPoint(point)
        rng = random.Random(f"{point}/{int(difficulty)}/{seed}/{attempt}")  # noqa: S311
        return self.family_of[point].draft(self.points[point], difficulty, rng)


def gather(families: Iterable[Family]) -> Catalogue:
    """The points of all families as one acyclic graph. Raises BadCatalogue."""
    points: dict[str, SkillPoint] = {}
    family_of: dict[str, Family] = {}
    taken: list[str] = []
    known = tuple(families)
    for family in known:
        for skill in family.points():
            if skill.point.id in points:
                taken.append(skill.point.id)
            points[skill.point.id] = skill
            family_of[skill.point.id] = family
    if taken:
        raise BadCatalogue(f"points of two families: {', '.join(sorted(taken)[:20])}")
    _refuse_unknown(points)
    graph = _graph(points)
    if found := cycles(graph):
        raise BadCatalogue(f"points that need themselves: {' -> '.join(found[0])}")
    return Catalogue(points, graph, known, family_of)


@cache
def catalogue() -> Catalogue:
    """The bundled catalogue; built once. Raises BadCatalogue."""
    from apps.education.domain.skills.elementary.families import FAMILIES as ELEMENTARY
    from apps.education.domain.skills.secondary.families import FAMILIES as SECONDARY

    return gather((*ELEMENTARY, *SECONDARY))


def generate(point_id: str, difficulty: Difficulty, seed: int, prover: Prover) -> Exercise:
    """A proved exercise; the same arguments give the same one. Raises UnknownPoint, Unproved."""
    return generate_from(catalogue(), point_id, difficulty, seed, prover)


def generate_from(
    known: Catalogue, point_id: str, difficulty: Difficulty, seed: int, prover: Prover
) -> Exercise:
    """The same from any catalogue; what is refused is drawn again. Raises as `generate`."""
    refused: Unproved | None = None
    for attempt in range(TRIES):
        try:
            return prover.prove(known.draft(point_id, difficulty, seed, attempt))
        except Unproved as refusal:
            refused = refusal
    assert refused is not None
    raise refused


def _refuse_unknown(points: Mapping[str, SkillPoint]) -> None:
    strange = {
        f"{id} needs {need}"
        for id, skill in points.items()
        for need in skill.needs
        if need not in points
    }
    if strange:
        raise BadCatalogue(
            f"{len(strange)} unknown prerequisites: {'; '.join(sorted(strange)[:20])}"
        )


def _graph(points: Mapping[str, SkillPoint]) -> KnowledgeGraph:
    return stamped(
        KnowledgeGraph(
            GRAPH_NAME,
            {id: skill.point for id, skill in points.items()},
            {id: skill.needs for id, skill in points.items() if skill.needs},
        )
    )
