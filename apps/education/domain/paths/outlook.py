"""What a student probably knows, and what an exercise on a point would probably bring.

A small model in arrays: mastery, prerequisites, value. Points outside it are not spoken of. Walks
the graph in a fixed number of rounds, so a cycle cannot hold it up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.paths.settings import PathSettings

ROUNDS = 4
"""How far ahead what a point opens is counted."""


class Outlook:
    """Mutable: `practise` moves the expectation along as a path is laid."""

    def __init__(
        self,
        points: Sequence[str],
        known: NDArray[np.float64],
        held: NDArray[np.bool_],
        wrong: NDArray[np.float64],
        graph: KnowledgeGraph,
        settings: PathSettings,
        weight: Mapping[str, float],
    ) -> None:
        """`known`: the chance that a point is mastered; `held`: it was once, and is fading;
        `wrong`: answers given in vain.
        """
        self.points = tuple(points)
        self.place = {point: i for i, point in enumerate(self.points)}
        self.known = known.astype(float).copy()
        self._settings = settings
        learn = settings.learn * settings.trials / (settings.trials + wrong)
        self._rate = np.where(held, settings.relearn, learn)
        self._weight = np.array([weight[point] for point in self.points])
        pairs = [
            (self.place[need], self.place[point])
            for point in self.points
            for need in graph.prerequisites(point)
            if need in self.place and need != point
        ]
        self._need = np.array([a for a, _ in pairs], np.int64)
        self._then = np.array([b for _, b in pairs], np.int64)

    def readiness(self) -> NDArray[np.float64]:
        """What is left of the chance to learn, by the prerequisites' mastery."""
        ready = np.ones(len(self.points))
        missing = (1 - self.known[self._need]) * (1 - self._settings.unready)
        np.multiply.at(ready, self._then, 1 - missing)
        return ready

    def value(self) -> NDArray[np.float64]:
        """Worth of mastering each point: its own and, discounted, that of what it opens."""
        worth = self._weight.copy()
        share = (1 - self.known[self._then]) * self.readiness()[self._then]
        for _ in range(ROUNDS):
            opened = np.zeros(len(self.points))
            np.add.at(opened, self._need, share * worth[self._then])
            worth = self._weight + self._settings.unlock * opened
        return worth

    def rise(self, exercises: int) -> NDArray[np.float64]:
        """Expected rise of mastery of each point by so many exercises at it."""
        missed = (1 - self._rate * self.readiness()) ** exercises
        return (1 - self.known) * (1 - missed)

    def promise(self, exercises: int) -> NDArray[np.float64]:
        """`rise` as it is trusted where steps are chosen: less where it rests on a maybe."""
        doubt = self._settings.doubt
        missed = (1 - self._rate * self.readiness() ** doubt) ** exercises
        return (1 - self.known) ** doubt * (1 - missed)

    def practise(self, place: int, exercises: int) -> None:
        self.known[place] += self.rise(exercises)[place]
