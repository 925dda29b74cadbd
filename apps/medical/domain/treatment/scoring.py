"""Ranks drugs for a disease without facts of its own, by its neighbours and by mechanism.

Three views are added: near, what the most alike diseases are treated with, each by its likeness;
wide, the share of all diseases of the same kinds (immune, malignant, airway ...) that a drug is
used for; and mechanism, what a drug acts on of that which drives the disease (`mechanisms`; left
out where none are given). A drug judged not to be for a neighbour loses; drugs of one
pharmacologic class share part of their gain, and the second of a class stands behind the first of
another. The score orders one list and is no probability.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from apps.medical.domain.option import Effect
from apps.medical.domain.treatment.diseases import Disease
from apps.medical.domain.treatment.drugs import DrugBook
from apps.medical.domain.treatment.knowledge import Fact, Knowledge
from apps.medical.domain.treatment.mechanisms import Mechanisms
from apps.medical.domain.treatment.neighbours import (
    Likeness,
    Likenesses,
    Neighbour,
    tag_weights,
    tags,
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Chosen on half of the diseases of PharmacotherapyDB and on packaged ones that are none of
    the other half's, see benchmarks.treatment.

    `most` neighbours count, by their likeness to the power `sharpness`, over the number of their
    drugs to the power `dilution`. `symptomatic` and `against` weigh those marks beside
    disease-modifying; relief weighs more where nothing modifies the neighbours. `classmates` is
    the part of a class's gain that its members share, `wide` the weight of the wide view, `prior`
    what keeps rare kinds from counting fully. `common` favours drugs of many uses, `repeated` is
    what a drug keeps behind one of its class. Nothing is concluded from diseases less
    alike than `least`. `mechanism` is the weight of that view, `shared` the part that shared
    processes have in likeness. A drug judged not to be for neighbours stays only where it acts
    more than `despite`, and one that acts on nothing known to drive the disease keeps `idle` of
    its score.
    """

    likeness: Likeness = field(default_factory=Likeness)
    most: int = 25
    sharpness: float = 3.0
    dilution: float = 0.7
    symptomatic: float = 0.2
    against: float = 2.65
    classmates: float = 0.58
    wide: float = 4.0
    prior: float = 0.5
    common: float = 0.35
    repeated: float = 0.75
    least: float = 0.2
    mechanism: float = 14.0
    shared: float = 0.3
    despite: float = 0.7
    idle: float = 0.6


@dataclass(frozen=True, slots=True)
class Scored:
    """A drug with the facts of other diseases that speak for it, those of the most alike first.

    `processes` are what it acts on of that which drives the disease, the weightiest first.
    """

    drug: str
    score: float
    effect: Effect
    because: tuple[Fact, ...]
    processes: tuple[str, ...] = ()


class Ranker:
    """Ranks by one body of knowledge."""

    def __init__(
        self,
        knowledge: Knowledge,
        drugs: DrugBook,
        weights: Weights,
        mechanisms: Mechanisms | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._mechanisms = mechanisms
        self._weights = weights
        self._likenesses = Likenesses(knowledge.by_disease, weights.likeness)
        self._kind = {drug.name: drug.kind for drug in drugs.drugs}
        self._uses: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in knowledge.facts:
            if fact.effect is not None:
                self._uses[fact.drug].append(fact)

    def rank(self, asked: Disease) -> list[Scored]:
        """Best first. Empty where no disease is near enough and no mechanism is known."""
        alike = self._alike(asked)
        reach = self._reach(asked)
        if not reach and (not alike or alike[0].likeness < self._weights.least):
            return []
        nearest = alike[: self._weights.most]
        relief = self._relief(nearest)
        near = self._near(nearest, relief)
        against = {drug for drug, score in near.items() if score < 0}
        gains = _largest_one(self._with_class(near))
        wide = _largest_one(self._wide(asked, relief))
        acting = _largest_one(self._acting(reach, relief))
        idle = self._weights.idle if reach else 1.0
        scores = {
            drug: self._favoured(drug, total * (1.0 if drug in reach else idle))
            for drug, total in self._total(gains, wide, acting).items()
            if drug not in against or acting.get(drug, 0.0) > self._weights.despite
        }
        likeness = {one.disease: one.likeness for one in alike}
        return [
            self._told(drug, score, likeness, reach.get(drug, {}))
            for drug, score in self._spread(scores)
            if score > 0
        ]

    def _total(
        self, gains: Mapping[str, float], wide: Mapping[str, float], acting: Mapping[str, float]
    ) -> dict[str, float]:
        """The three views of every drug of any of them."""
        return {
            drug: gains.get(drug, 0.0)
            + self._weights.wide * wide.get(drug, 0.0)
            + self._weights.mechanism * acting.get(drug, 0.0)
            for drug in _union(gains, wide, acting)
        }

    def _alike(self, asked: Disease) -> list[Neighbour]:
        """By code, wording and kind, and by shared processes where mechanisms are given."""
        alike = self._likenesses.of(asked)
        if self._mechanisms is None:
            return alike
        plain = {one.disease: one.likeness for one in alike}
        part = self._weights.shared
        both = [
            Neighbour(d, (1 - part) * plain.get(d, 0.0)
                      + part * self._mechanisms.alikeness(asked, d))
            for d in self._likenesses.diseases
        ]  # fmt: skip
        return sorted(
            (n for n in both if n.likeness > 0), key=lambda n: (-n.likeness, n.disease.name)
        )

    def _reach(self, asked: Disease) -> dict[str, dict[str, float]]:
        """By drug, what acting on each process of the disease is worth."""
        if self._mechanisms is None:
            return {}
        drivers = self._mechanisms.of(asked)
        found = {d: self._mechanisms.contributions(d, drivers) for d in self._mechanisms.acts}
        return {drug: worth for drug, worth in found.items() if worth}

    def _acting(self, reach: Mapping[str, Mapping[str, float]], relief: float) -> dict[str, float]:
        found: dict[str, float] = {}
        for drug, parts in reach.items():
            found[drug] = sum(
                worth * (1.0 if self._modifies(key) else relief) for key, worth in parts.items()
            )
        return found

    def _modifies(self, process: str) -> bool:
        assert self._mechanisms is not None
        return self._mechanisms.processes[process].effect is Effect.DISEASE_MODIFYING

    def _relief(self, neighbours: Sequence[Neighbour]) -> float:
        """What relief of symptoms is worth: all there is where nothing modifies a neighbour."""
        worth = {Effect.DISEASE_MODIFYING: 0.0, Effect.SYMPTOMATIC: 0.0}
        for neighbour in neighbours:
            strength = neighbour.likeness**self._weights.sharpness
            for fact in self._knowledge.by_disease[neighbour.disease]:
                if fact.effect is not None:
                    worth[fact.effect] += strength
        total = sum(worth.values())
        rest = worth[Effect.SYMPTOMATIC] / total if total else 0.0
        return self._weights.symptomatic + (1 - self._weights.symptomatic) * rest**6

    def _near(self, neighbours: Sequence[Neighbour], relief: float) -> dict[str, float]:
        """What each drug gains from the neighbours: many drugs share what few would have alone."""
        found: defaultdict[str, float] = defaultdict(float)
        for neighbour in neighbours:
            facts = self._knowledge.by_disease[neighbour.disease]
            named = sum(fact.effect is not None for fact in facts)
            strength = neighbour.likeness**self._weights.sharpness
            strength /= max(1, named) ** self._weights.dilution
            for fact in facts:
                found[fact.drug] += strength * self._worth(fact, relief)
        return found

    def _worth(self, fact: Fact, relief: float) -> float:
        if fact.effect is None:
            return -self._weights.against
        return 1.0 if fact.effect is Effect.DISEASE_MODIFYING else relief

    def _with_class(self, near: Mapping[str, float]) -> dict[str, float]:
        total: defaultdict[str, float] = defaultdict(float)
        for drug, gain in near.items():
            total[self._kind.get(drug, drug)] += max(0.0, gain)
        return {
            drug: gain + self._weights.classmates * (total[self._kind.get(drug, drug)] - gain)
            for drug, gain in near.items()
            if gain > 0
        }

    def _wide(self, asked: Disease, relief: float) -> dict[str, float]:
        """The share of the diseases of each kind that a drug is used for, rare kinds first."""
        weigh = tag_weights()
        found: defaultdict[str, float] = defaultdict(float)
        for tag in tags(asked.codes):
            of = [d for d in self._knowledge.by_disease if tag in tags(d.codes)]
            for disease in of:
                for fact in self._knowledge.by_disease[disease]:
                    if fact.effect is not None:
                        worth = self._worth(fact, relief) / (len(of) + self._weights.prior)
                        found[fact.drug] += weigh[tag] * worth
        return found

    def _favoured(self, drug: str, score: float) -> float:
        return score * (1 + self._weights.common * math.log1p(len(self._uses.get(drug, ()))))

    def _spread(self, scores: Mapping[str, float]) -> list[tuple[str, float]]:
        """By score, each further drug of a class moved down once more."""
        seen: Counter[str] = Counter()
        placed: list[tuple[str, float]] = []
        for drug, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
            kind = self._kind.get(drug, drug)
            placed.append((drug, score * self._weights.repeated ** seen[kind]))
            seen[kind] += 1
        return sorted(placed, key=lambda pair: (-pair[1], pair[0]))

    def _told(
        self, drug: str, score: float, likeness: Mapping[Disease, float], parts: Mapping[str, float]
    ) -> Scored:
        facts = sorted(
            self._uses.get(drug, ()), key=lambda f: (-likeness.get(f.disease, 0.0), f.disease.name)
        )
        near = [fact for fact in facts if likeness.get(fact.disease, 0.0) > 0] or facts
        counted: Counter[Effect] = Counter()
        for fact in near:
            if fact.effect is not None:
                counted[fact.effect] += 1
        processes = tuple(sorted(parts, key=lambda key: (-parts[key], key)))
        if not counted:
            modifies = any(self._modifies(key) for key in processes)
            counted[Effect.DISEASE_MODIFYING if modifies else Effect.SYMPTOMATIC] += 1
        effect = max(counted, key=lambda e: (counted[e], e))
        return Scored(drug, score, effect, tuple(near), processes)


def _largest_one(scores: Mapping[str, float]) -> dict[str, float]:
    """Scaled so that the largest is 1."""
    top = max(scores.values(), default=0.0)
    return {drug: score / top for drug, score in scores.items()} if top > 0 else {}


def _union(*maps: Collection[str]) -> set[str]:
    return set().union(*maps)
