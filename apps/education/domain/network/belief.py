"""Samples states of knowledge that agree with the answers and the prerequisites.

Gibbs sampling of a network of yes-or-no states: each point is known with a chance that depends on
the student and the point, cut down for each prerequisite that is missing (noisy-and; Pearl 1988,
Probabilistic Reasoning in Intelligent Systems; Mayo & Mitrovic 2001 for students). Letters: S
students, C chains of samples, P points.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.network.laws import Laws

CHAINS = 32
Floats = NDArray[np.float64]


class Network:
    """The graph in indices. Raises ValueError naming a cycle."""

    def __init__(self, graph: KnowledgeGraph, points: tuple[str, ...], laws: Laws) -> None:
        """`points` are those spoken of; prerequisites beyond them are passed over."""
        self.points, self.laws = points, laws
        self.place = {point: i for i, point in enumerate(points)}
        self.needs = [
            np.array(
                sorted({self.place[n] for n in graph.prerequisites(p) if n in self.place}), np.int64
            )
            for p in points
        ]
        try:
            order = TopologicalSorter(dict(enumerate(map(tuple, self.needs)))).static_order()
            self.order = tuple(int(p) for p in order)
        except CycleError as error:
            cycle = " -> ".join(points[i] for i in error.args[1])
            raise ValueError(f"{graph.name!r} has a cycle: {cycle}; repair it first") from error
        opens: list[list[int]] = [[] for _ in points]
        for point, needs in enumerate(self.needs):
            for need in needs:
                opens[need].append(point)
        self.opens = [np.array(later, np.int64) for later in opens]


class Chains:
    """Samples for some students. Mutable: `sweep` moves them on."""

    def __init__(
        self, network: Network, ease_P: Floats, students: int, rng: np.random.Generator
    ) -> None:
        """`ease_P`: log odds that a middling student who is ready knows each point."""
        self.network, self._rng = network, rng
        self.ease_P = ease_P.astype(float)
        self.bent_S = np.zeros(students)
        size = (students, CHAINS, len(network.points))
        self.known_SCP = rng.random(size) < 0.5
        self.chance_SP = np.full((students, len(network.points)), 0.5)

    def sweep(self, odds_SP: Floats, times: int = 1, *, keep: float = 0.0) -> None:
        """Draws every state anew, given the answers' `odds_SP`. `keep` weighs the mean so far."""
        for _ in range(times):
            fresh = np.empty_like(self.chance_SP)
            for point in self.network.order:
                fresh[:, point] = self._draw(point, odds_SP[:, point])
            self.chance_SP = keep * self.chance_SP + (1 - keep) * fresh
            self._lean()

    def _draw(self, p: int, odds_S: Floats) -> Floats:
        logit_SC = self._prior(p) + odds_S[:, None]
        for later in self.network.opens[p]:
            logit_SC += self._from_later(p, int(later))
        chance_SC = 1 / (1 + np.exp(-np.clip(logit_SC, -30, 30)))
        self.known_SCP[:, :, p] = self._rng.random(chance_SC.shape) < chance_SC
        return chance_SC.mean(axis=1)

    def _ceiling(self, p: int) -> Floats:
        """Chance to know a point with all prerequisites known, by student."""
        return 1 / (1 + np.exp(-(self.ease_P[p] + self.bent_S)))

    def _left(self, p: int, without: int = -1) -> Floats:
        """What missing prerequisites leave of it, by student and chain."""
        needs = self.network.needs[p]
        missing_SC = (~self.known_SCP[:, :, needs[needs != without]]).sum(axis=2)
        return self.network.laws.unready**missing_SC

    def _prior(self, p: int) -> Floats:
        chance_SC = self._ceiling(p)[:, None] * self._left(p)
        return np.log(chance_SC / (1 - chance_SC))

    def _from_later(self, p: int, later: int) -> Floats:
        """What a point says of its prerequisite `p`."""
        with_SC = self._ceiling(later)[:, None] * self._left(later, without=p)
        unready = self.network.laws.unready
        return np.where(
            self.known_SCP[:, :, later],
            -np.log(unready),
            np.log1p(-with_SC) - np.log1p(-with_SC * unready),
        )

    def _off(self) -> tuple[Floats, Floats]:
        """By how much more is known than the chances say, and the weight of each, by point."""
        left_SP = np.stack(
            [self._left(p).mean(axis=1) for p in range(len(self.network.points))], axis=1
        )
        base_SP = 1 / (1 + np.exp(-(self.ease_P + self.bent_S[:, None])))
        return self.chance_SP - base_SP * left_SP, base_SP * (1 - base_SP) * left_SP

    def _lean(self) -> None:
        """One Newton step towards each student's most likely lean, by the present samples."""
        off, weight = self._off()
        spread = self.network.laws.spread_of_students
        self.bent_S += (off.sum(axis=1) - self.bent_S / spread**2) / (
            weight.sum(axis=1) + 1 / spread**2
        )
        self.bent_S = np.clip(self.bent_S, -4, 4)

    def ease(self, expected_P: Floats, spread_P: Floats) -> None:
        """One Newton step towards each point's most likely ease, by all students.

        `expected_P` and `spread_P`: what one would think of the points without these students.
        """
        off, weight = self._off()
        pull = (self.ease_P - expected_P) / spread_P**2
        step = (off.sum(axis=0) - pull) / (weight.sum(axis=0) + 1 / spread_P**2)
        self.ease_P = np.clip(self.ease_P + step, -4, 4)
