"""Documents of one domain, drawn in random order and each once before any comes again.

Knows lengths and numbers; knows nothing of what the documents hold.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any

import numpy as np


class Pool:
    """Numbers of documents, in an order that `seed` repeats.

    Only the shortest part of them may be admitted; when those are used up, they come again in a new
    order. Raises ValueError for no documents at all.
    """

    def __init__(self, lengths: Sequence[int], seed: int):
        if not lengths:
            raise ValueError("a domain without documents cannot be drawn from; leave it out")
        self._seed = seed
        self._by_length = np.argsort(np.asarray(lengths), kind="stable")
        self._admitted = 0
        self._drawn: list[int] = []
        self.passes = 0
        """Times that everything admitted was used up."""
        self._restart()

    def draw(self, admitted: float) -> int:
        """The next document's number, among the shortest `admitted` of all, at least one."""
        self._admit(max(1, round(admitted * len(self._by_length))))
        if not self._waiting:
            self.passes += 1
            self._drawn = []
            self._restart()
        _, number = heapq.heappop(self._waiting)
        self._drawn.append(number)
        return number

    def state(self) -> dict[str, Any]:
        """What `restore` needs to go on from here; JSON."""
        return {"passes": self.passes, "admitted": self._admitted, "drawn": self._drawn}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on where `state` was taken."""
        self.passes, self._admitted = state["passes"], state["admitted"]
        self._drawn = list(state["drawn"])
        self._restart()

    def _admit(self, count: int) -> None:
        for number in self._by_length[self._admitted : count].tolist():
            heapq.heappush(self._waiting, (self._place[number], number))
        self._admitted = max(self._admitted, count)

    def _restart(self) -> None:
        """A new order for this pass, without what this pass has drawn."""
        order = np.random.default_rng([self._seed, self.passes])
        self._place = order.permutation(len(self._by_length)).tolist()
        drawn = set(self._drawn)
        there = self._by_length[: self._admitted].tolist()
        self._waiting = [(self._place[number], number) for number in there if number not in drawn]
        heapq.heapify(self._waiting)
