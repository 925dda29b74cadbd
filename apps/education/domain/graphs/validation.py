"""What a teacher should know about a graph before it is used: faults, and what looks odd."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.graphs.cycles import proposed_repairs
from apps.education.domain.graphs.reduction import reduced
from apps.education.domain.graphs.walk import unlocks
from apps.education.domain.words import Words


class Weight(StrEnum):
    FAULT = "fault"
    """Must be repaired before anything walks the graph."""
    ODD = "odd"
    """May be meant, and may be a slip."""


@dataclass(frozen=True, slots=True)
class Remark:
    weight: Weight
    points: tuple[str, ...]
    words: Words


def remarks(graph: KnowledgeGraph) -> tuple[Remark, ...]:
    """Faults first. An empty graph has none."""
    faults = tuple(
        Remark(Weight.FAULT, (one.point, one.need), one.words) for one in proposed_repairs(graph)
    )
    odd = [*_late_needs(graph), *_alone(graph)]
    if not faults:
        odd.extend(_implied(graph))
    return (*faults, *odd)


def _late_needs(graph: KnowledgeGraph) -> list[Remark]:
    found: list[Remark] = []
    for id, point in graph.points.items():
        for need in graph.prerequisites(id):
            late = graph.points[need].grade if need in graph.points else None
            if late is not None and point.grade is not None and late > point.grade:
                words = Words(
                    f"{id} is of grade {point.grade} and needs {need} of grade {late}.",
                    f"{id} 属于 {point.grade} 年级，却需要 {late} 年级的 {need}。",
                )
                found.append(Remark(Weight.ODD, (id, need), words))
    return found


def _alone(graph: KnowledgeGraph) -> list[Remark]:
    after = unlocks(graph)
    alone = [id for id in graph.points if not graph.prerequisites(id) and id not in after]
    if not alone or len(graph.points) == 1:
        return []
    words = Words(
        f"{len(alone)} points need nothing and unlock nothing.",
        f"{len(alone)} 个知识点既无先修，也无后续。",
    )
    return [Remark(Weight.ODD, tuple(alone), words)]


def _implied(graph: KnowledgeGraph) -> list[Remark]:
    least = reduced(graph)
    extra = sum(len(set(needs)) for needs in graph.needs.values()) - sum(
        len(needs) for needs in least.needs.values()
    )
    if not extra:
        return []
    words = Words(
        f"{extra} prerequisites follow from others; the drawing leaves them out.",
        f"{extra} 条先修关系可由其他关系推出，绘图时略去。",
    )
    return [Remark(Weight.ODD, (), words)]
