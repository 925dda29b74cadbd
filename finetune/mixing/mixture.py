"""Blocks of training tokens, drawn from domains by shares that follow their losses.

A block holds whole documents of one domain one after the other, without padding; what is left over
begins that domain's next block. So a loss belongs to a domain, and no token is wasted.

Knows token ids, shares and documents' numbers; knows no tokenizer and no model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from torch.utils.data import IterableDataset

from finetune.mixing.curriculum import Curriculum, none
from finetune.mixing.policy import Fixed, Policy
from finetune.mixing.pool import Pool
from finetune.mixing.shares import Shares

Ids = Sequence[int] | np.ndarray
Documents = Mapping[str, Sequence[Ids]]
"""Documents of each domain as token ids."""


class Mixture(IterableDataset[dict[str, Any]]):
    """Endless blocks {"input_ids": [T], "position_ids": [T], "domain": name}, T = `length` tokens.

    Positions start anew with each document. `end` closes each document; `progress` tells how far
    training is, 0 to 1. Load it in the training process itself (no loader workers), so that new
    shares take effect with the next block. Raises ValueError where shares and documents differ in
    their domains.
    """

    def __init__(
        self,
        documents: Documents,
        shares: Shares,
        *,
        length: int,
        end: int,
        policy: Policy | None = None,
        curriculum: Curriculum | None = None,
        progress: Callable[[], float] = lambda: 1.0,
        seed: int = 0,
    ):
        if set(documents) != set(shares.of):
            raise ValueError(f"texts are of {sorted(documents)}, shares of {sorted(shares.of)}")
        self.shares = shares
        """What the policy asks for now."""
        self.history: list[Shares] = [shares]
        self.drawn = dict.fromkeys(documents, 0)
        """Blocks drawn from each domain."""
        self._documents = documents
        self._length = length
        self._end = end
        self._policy = policy or Fixed()
        self._curriculum = curriculum or none()
        self._progress = progress
        self._owed = dict.fromkeys(documents, 0.0)
        self._rest: dict[str, list[tuple[int, int]]] = {name: [] for name in documents}
        self._pools = {
            name: Pool([len(each) for each in texts], seed + number)
            for number, (name, texts) in enumerate(sorted(documents.items()))
        }

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            yield self.block()

    def block(self) -> dict[str, Any]:
        """The next block."""
        progress = self._progress()
        name = self._next_domain(self._curriculum.shares(self.shares, progress))
        self.drawn[name] += 1
        admitted = self._curriculum.admitted(progress)
        held = self._rest[name]
        while len(held) < self._length:
            held.extend(self._document(name, self._pools[name].draw(admitted)))
        block, self._rest[name] = held[: self._length], held[self._length :]
        return {
            "input_ids": [token for token, _ in block],
            "position_ids": _from_zero([position for _, position in block]),
            "domain": name,
        }

    def observe(self, losses: Mapping[str, float]) -> Shares:
        """Takes in validation losses, nats a token; returns the shares from now on."""
        self.shares = self._policy.update(self.shares, losses)
        self.history.append(self.shares)
        return self.shares

    @property
    def passes(self) -> dict[str, int]:
        """How often each domain's text was used up."""
        return {name: pool.passes for name, pool in self._pools.items()}

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on from here after a restart; JSON."""
        return {
            "history": [dict(each.of) for each in self.history],
            "drawn": dict(self.drawn),
            "owed": dict(self._owed),
            "rest": {name: list(held) for name, held in self._rest.items()},
            "pools": {name: pool.state() for name, pool in self._pools.items()},
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on where `state` was taken, over the same documents.

        Raises ValueError for a state of other domains.
        """
        if set(state["pools"]) != set(self._pools):
            raise ValueError(
                f"the state is of {sorted(state['pools'])}, the texts of {sorted(self._pools)}"
            )
        self.history = [Shares(each) for each in state["history"]]
        self.shares = self.history[-1]
        self.drawn, self._owed = dict(state["drawn"]), dict(state["owed"])
        self._rest = {name: [(t, p) for t, p in held] for name, held in state["rest"].items()}
        for name, pool in self._pools.items():
            pool.restore(state["pools"][name])

    def _next_domain(self, shares: Shares) -> str:
        """Whom most is owed: as even as shares allow, without chance."""
        for name in self._owed:
            self._owed[name] += shares[name]
        name = max(self._owed, key=lambda each: self._owed[each])
        self._owed[name] -= 1
        return name

    def _document(self, name: str, number: int) -> Iterator[tuple[int, int]]:
        tokens = np.asarray(self._documents[name][number]).tolist()
        yield from ((token, position) for position, token in enumerate(tokens))
        yield self._end, len(tokens)


def _from_zero(positions: list[int]) -> list[int]:
    """Positions of a block whose first document was begun in the block before."""
    first = positions[0]
    cut = next((at for at, each in enumerate(positions) if at and each == 0), len(positions))
    return [each - first for each in positions[:cut]] + positions[cut:]
