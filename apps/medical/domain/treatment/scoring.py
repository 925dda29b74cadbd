"""Ranks drugs for a disease without facts of its own, by what its neighbours are treated with.

A drug gains by each neighbour that it modifies, less by one whose symptoms it relieves; it loses by
one that it was judged not to be for. Drugs of the same pharmacologic class share a part of the
gain. The score orders one list and is no probability.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.medical.domain.option import Effect
from apps.medical.domain.treatment.diseases import Disease
from apps.medical.domain.treatment.drugs import DrugBook
from apps.medical.domain.treatment.knowledge import Fact, Knowledge
from apps.medical.domain.treatment.neighbours import Likeness, Likenesses, Neighbour


@dataclass(frozen=True, slots=True)
class Weights:
    """Chosen on half of the diseases of PharmacotherapyDB, see benchmarks.treatment."""

    likeness: Likeness = field(default_factory=Likeness)
    most: int = 15
    sharpness: float = 2.0
    symptomatic: float = 0.4
    against: float = 1.0
    classmates: float = 0.3
    common: float = 0.05
    dilution: float = 0.5
    least: float = 0.05


@dataclass(frozen=True, slots=True)
class Scored:
    """A drug with the facts of neighbours that speak for it, the weightiest first."""

    drug: str
    score: float
    effect: Effect
    because: tuple[Fact, ...]


class Ranker:
    """Ranks by one body of knowledge."""

    def __init__(self, knowledge: Knowledge, drugs: DrugBook, weights: Weights) -> None:
        self._knowledge = knowledge
        self._weights = weights
        self._likenesses = Likenesses(knowledge.by_disease, weights.likeness)
        self._kind = {drug.name: drug.kind for drug in drugs.drugs}
        uses = Counter(fact.drug for fact in knowledge.facts if fact.effect is not None)
        self._common = {drug: math.log1p(count) for drug, count in uses.items()}

    def neighbours(self, asked: Disease) -> list[Neighbour]:
        return self._likenesses.of(asked, self._weights.most)

    def rank(self, asked: Disease) -> list[Scored]:
        """Best first. Empty where no disease is near enough to conclude from."""
        near = self.neighbours(asked)
        own: defaultdict[str, float] = defaultdict(float)
        effects: defaultdict[str, defaultdict[Effect, float]] = defaultdict(
            lambda: defaultdict(float)
        )
        facts: defaultdict[str, list[tuple[float, Fact]]] = defaultdict(list)
        for neighbour in near:
            for fact, weight in self._votes(neighbour):
                own[fact.drug] += weight
                if fact.effect is not None:
                    effects[fact.drug][fact.effect] += weight
                    facts[fact.drug].append((weight, fact))
        shared = self._by_class(own)
        found = [
            Scored(
                drug,
                self._score(drug, own[drug], shared),
                max(effects[drug], key=lambda effect: effects[drug][effect]),
                tuple(fact for _, fact in sorted(facts[drug], key=lambda p: -p[0])),
            )
            for drug in facts
            if own[drug] > 0
        ]
        found = [scored for scored in found if scored.score >= self._weights.least]
        return sorted(found, key=lambda scored: (-scored.score, scored.drug))

    def _votes(self, neighbour: Neighbour) -> list[tuple[Fact, float]]:
        """What each fact of a neighbour adds: many drugs share what few would have alone."""
        of = self._knowledge.by_disease[neighbour.disease]
        named = sum(fact.effect is not None for fact in of)
        strength = neighbour.likeness**self._weights.sharpness
        strength /= max(1, named) ** self._weights.dilution
        return [(fact, strength * self._worth(fact)) for fact in of]

    def _worth(self, fact: Fact) -> float:
        if fact.effect is None:
            return -self._weights.against
        return 1.0 if fact.effect is Effect.DISEASE_MODIFYING else self._weights.symptomatic

    def _by_class(self, own: dict[str, float]) -> dict[str, float]:
        total: defaultdict[str, float] = defaultdict(float)
        for drug, score in own.items():
            if kind := self._kind.get(drug):
                total[kind] += score
        return total

    def _score(self, drug: str, own: float, by_class: dict[str, float]) -> float:
        shared = by_class.get(self._kind.get(drug, ""), 0.0) - own
        gain = own + self._weights.classmates * max(0.0, shared)
        return gain * (1 + self._weights.common * self._common.get(drug, 0.0))


def reasons(scored: Scored) -> Sequence[Disease]:
    """The neighbours that speak for a drug, the weightiest first, each once."""
    return list(dict.fromkeys(fact.disease for fact in scored.because))
