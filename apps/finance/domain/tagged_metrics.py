"""Which tagged facts stand for core metrics, by the precedence of their tags and places.

The face statement's figure comes first, then other places in the document; the tags of a metric
count in the order of `concepts.METRICS`. Facts with dimensions never stand for a metric.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from apps.finance.domain.concepts import METRICS, MetricConcept
from apps.finance.domain.faces import Face
from apps.finance.domain.facts import Fact, Period
from apps.finance.domain.tags import TaggedNumber

_GAAP = "us-gaap:"
_IFRS = "ifrs:"


def with_metrics(
    facts: Mapping[int, Fact],
    numbers: Sequence[TaggedNumber],
    faces: Sequence[Face],
    prefixes: Mapping[str, str],
) -> tuple[Fact, ...]:
    """The facts in document order, with `metric` set where they stand for one.

    `facts` maps positions in `numbers` to facts (nil ones have none). A fact that stands for two
    metrics comes twice, one after the other.
    """
    by_tag = _by_tag(facts, prefixes)
    on_face = dict(_face_positions(numbers, faces))
    metrics: dict[int, list[str]] = {}
    for concept in METRICS:
        for position in _chosen(
            concept, by_tag, on_face.get(concept.statement, frozenset()), facts
        ):
            metrics.setdefault(position, []).append(concept.id)
    found: list[Fact] = []
    for position in sorted(facts):
        names = metrics.get(position)
        if names is None:
            found.append(facts[position])
        else:
            found.extend(replace(facts[position], metric=name) for name in names)
    return tuple(found)


def _by_tag(facts: Mapping[int, Fact], prefixes: Mapping[str, str]) -> dict[str, list[int]]:
    """Positions of facts without dimensions by tag as `concepts` spells it, in document order."""
    found: dict[str, list[int]] = {}
    for position in sorted(facts):
        fact = facts[position]
        if not fact.dimensions:
            found.setdefault(_spelled(fact.concept, prefixes), []).append(position)
    return found


def _spelled(concept: str, prefixes: Mapping[str, str]) -> str:
    """`us-gaap:Assets` is `Assets`, `ifrs-full:Assets` is `ifrs:Assets`, by namespace."""
    prefix, _, name = concept.rpartition(":")
    uri = prefixes.get(prefix, prefix)
    if "us-gaap" in uri:
        return name
    return _IFRS + name if "ifrs" in uri else concept


def _face_positions(
    numbers: Sequence[TaggedNumber], faces: Sequence[Face]
) -> list[tuple[object, frozenset[int]]]:
    index = {id(number): position for position, number in enumerate(numbers)}
    return [
        (face.kind, frozenset(index[id(n)] for part in face.parts for n in part.numbers))
        for face in faces
    ]


def _chosen(
    concept: MetricConcept,
    by_tag: Mapping[str, Sequence[int]],
    face: frozenset[int],
    facts: Mapping[int, Fact],
) -> list[int]:
    """One position a period: on the face by the first tag there, elsewhere by the same tag."""
    tags = [tag for tag in concept.tags if tag in by_tag]
    tag = next((t for t in tags if any(p in face for p in by_tag[t])), tags[0] if tags else None)
    if tag is None:
        return []
    ordered = sorted(by_tag[tag], key=lambda position: (position not in face, position))
    best: dict[Period, int] = {}
    for position in ordered:
        best.setdefault(facts[position].period, position)
    return list(best.values())
