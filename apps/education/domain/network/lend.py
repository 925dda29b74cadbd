"""Lends what tried points say to points that were not tried, along the prerequisites of a class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.network.belief import Chains, Network
from apps.education.domain.network.laws import Laws

SETTLING, AVERAGING = 25, 25
NINETY = 0.05
"""Either side of the 90% interval."""

Class = Mapping[str, Sequence[Mastery]]


def lend(
    masteries: Class, graph: KnowledgeGraph, *, seed: int = 0
) -> dict[str, tuple[Mastery, ...]]:
    """The masteries of a class by student, those of points not tried read anew along the graph.

    Tried points stay as they are. Raises ValueError naming a cycle in the graph.
    """
    lender = Lender(masteries, graph, seed=seed)
    return {student: lender.lend(student, own) for student, own in masteries.items()}


class Lender:
    """Mutable: `hear` takes what has become of the masteries since, for all or some students."""

    def __init__(
        self, masteries: Class, graph: KnowledgeGraph, *, laws: Laws | None = None, seed: int = 0
    ) -> None:
        """`masteries` of every student of the class over the same points."""
        self.laws = laws or Laws()
        points = tuple(dict.fromkeys(m.point for own in masteries.values() for m in own))
        self._network = Network(graph, points, self.laws)
        self._row = {student: i for i, student in enumerate(masteries)}
        self._odds = np.zeros((len(self._row), len(points)))
        self._tried = np.zeros(self._odds.shape, bool)
        self._read(masteries)
        met = self._tried.any(axis=0)
        expected = np.where(met, self.laws.met_ease, self.laws.unmet_ease)
        spread = np.where(met, self.laws.met_spread, self.laws.unmet_spread)
        rng = np.random.default_rng(seed)
        self._chains = Chains(self._network, expected, len(self._row), rng)
        for step in range(SETTLING):
            self._chains.sweep(self._odds, keep=0.5 if step else 0.0)
            self._chains.ease(expected, spread)
        self._chains.sweep(self._odds, AVERAGING, keep=0.9)

    def hear(self, masteries: Class, sweeps: int = 2) -> None:
        """Raises KeyError for a student or point that it was not made for."""
        self._read(masteries)
        self._chains.sweep(self._odds, sweeps, keep=0.7)

    def lend(self, student: str, own: Iterable[Mastery]) -> tuple[Mastery, ...]:
        return tuple(m if m.basis is Basis.OWN else self._lent(student, m) for m in own)

    def _read(self, masteries: Class) -> None:
        for student, own in masteries.items():
            row = self._row[student]
            for mastery in own:
                p = self._network.place[mastery.point]
                self._tried[row, p] = mastery.basis is Basis.OWN
                self._odds[row, p] = self._odds_of(mastery) if self._tried[row, p] else 0.0

    def _odds_of(self, mastery: Mastery) -> float:
        """A chance to answer as the chance to know: what is left between guess and slip."""
        laws = self.laws
        known = (mastery.probability - laws.guess) / (1 - laws.guess - laws.slip)
        known = min(max(known, 1e-3), 1 - 1e-3)
        odds = float(np.log(known / (1 - known)))
        return min(max(odds, -laws.most_odds), laws.most_odds)

    def _lent(self, student: str, mastery: Mastery) -> Mastery:
        laws, row = self.laws, self._row[student]
        p = self._network.place[mastery.point]
        known = float(self._chains.chance_SP[row, p])
        beside = np.concatenate([self._network.needs[p], self._network.opens[p]])
        return replace(
            mastery,
            probability=laws.guess + (1 - laws.guess - laws.slip) * known,
            low=laws.guess if known < 1 - NINETY else 1 - 2 * laws.slip,
            high=1 - laws.slip if known > NINETY else 2 * laws.guess,
            basis=Basis.RELATED if self._tried[row, beside].any() else Basis.CLASS,
        )
