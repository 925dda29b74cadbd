"""Runners without a model: one that recites a script, and one that fails on some tokens."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import torch

from core_model.engine.runner import Outcome, Work
from tests.fakes.tiny_model import END, VOCABULARY, byte_tokenizer


class RecitingRunner:
    """Answers every prompt with the same script, then ends the turn.

    It finds its place in the script by what its cache holds, so that a cache that is mixed up, cut
    or shared wrongly gives a wrong answer. With a `gate`, each step waits until it is released.
    """

    def __init__(
        self,
        script: str,
        gate: threading.Semaphore | None = None,
        *,
        num_blocks: int = 256,
        block_size: int = 4,
        context: int = 256,
    ):
        self.vocab_size = VOCABULARY
        self.context = context
        self.block_size = block_size
        self.num_blocks = num_blocks
        self.adapters: frozenset[str] = frozenset()
        self.steps = 0
        self.sizes: list[int] = []
        self.closed = False
        self.guessing = False
        self._gate = gate
        self._script = [*byte_tokenizer()(script)["input_ids"], END]
        self._cache = [-1] * (num_blocks * block_size)

    def step(self, work: Sequence[Work]) -> list[Outcome]:
        if self._gate is not None:
            self._gate.acquire()
        self.steps += 1
        self.sizes.append(sum(len(one.tokens) for one in work))
        return [self._one(one) for one in work]

    def move(self, source: Sequence[int], target: Sequence[int]) -> None:
        values = [self._cache[at] for at in source]
        for at, value in zip(target, values, strict=True):
            self._cache[at] = value

    def load_adapter(self, name: str, folder: Path) -> None:
        self.adapters |= {name}

    def unload_adapter(self, name: str) -> None:
        self.adapters -= {name}

    def close(self) -> None:
        self.closed = True

    def _one(self, one: Work) -> Outcome:
        slots = one.cached + len(one.tokens)
        places = [
            one.blocks[at // self.block_size] * self.block_size + at % self.block_size
            for at in range(slots)
        ]
        for place, token in zip(places[one.cached :], one.tokens, strict=True):
            self._cache[place] = token
        attention = torch.rand(slots) * len(one.tokens) if one.observe else None
        if one.wanted == "none":
            return Outcome(None, attention)
        seen = [self._cache[place] for place in places]
        if one.wanted == "last":
            return Outcome(self._logits(seen), attention)
        rows = [self._logits(seen[: one.cached + at + 1]) for at in range(len(one.tokens))]
        return Outcome(torch.stack(rows), attention)

    def _logits(self, seen: list[int]) -> torch.Tensor:
        logits = torch.zeros(VOCABULARY)
        logits[self._next(seen)] = 50.0
        return logits

    def _next(self, seen: list[int]) -> int:
        """The script's token after what of it was written since the prompt's end."""
        start = max(at for at, token in enumerate(seen) if token == 1)
        header = len(byte_tokenizer()("assistant\n")["input_ids"])
        written = seen[start + 1 + header :]
        expected = [*self._script, *[END] * len(written)]
        if written != expected[: len(written)]:
            assert self.guessing, "the cache does not hold what was written"
            return END
        return expected[len(written)]


class FaultyRunner(RecitingRunner):
    """Fails on every step that holds a sequence whose prompt has the letter `culprit`."""

    def __init__(self, script: str, culprit: str = "", **shape):
        super().__init__(script, **shape)
        self._culprit = byte_tokenizer()(culprit)["input_ids"][0] if culprit else None

    def step(self, work: Sequence[Work]) -> list[Outcome]:
        if any(self._culprit is None or self._culprit in one.tokens for one in work):
            raise ArithmeticError("broken on purpose")
        return super().step(work)
