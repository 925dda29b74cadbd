"""The model in torch with a paged cache: many sequences in one step, on any device.

The model's own modules run unchanged; only attention is replaced, by one that reads and writes the
cache through block tables. Works on token ids and block numbers; knows nothing of requests.

Shapes: T tokens of a step, all sequences one after the other; D model width, V vocabulary, L
layers, H query heads, G key-value heads, d head width, S slots of one sequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import torch

from core_model.engine.adapter import read_adapter
from core_model.engine.low_rank import LowRankTerms
from core_model.engine.paged import PagedCache, PagedStep, paging
from core_model.engine.runner import Outcome, Work
from core_model.model import CoreForCausalLM


class TorchRunner:
    """Runs `CoreForCausalLM` over `num_blocks` blocks of `block_size` slots."""

    def __init__(self, model: CoreForCausalLM, *, num_blocks: int, block_size: int = 16):
        self._model = model.eval()
        self._device = model.device
        self.vocab_size: int = model.config.vocab_size
        self.context: int = model.config.max_position_embeddings
        self.block_size = block_size
        self.num_blocks = num_blocks
        self._cache = PagedCache(
            model.config, num_blocks, block_size, dtype=model.dtype, device=model.device
        )
        self._terms = LowRankTerms(model)

    @property
    def adapters(self) -> frozenset[str]:
        return self._terms.names

    @torch.inference_mode()
    def step(self, work: Sequence[Work]) -> list[Outcome]:
        """Computes all work at once, each outcome in the place of its work."""
        step = PagedStep(self._cache, work)
        with paging(self._model), self._terms.applied(_adapter_rows(work), len(step.positions_T)):
            hidden_TD = self._hidden(work, step)
        return self._outcomes(work, hidden_TD, step)

    @torch.inference_mode()
    def move(self, source: Sequence[int], target: Sequence[int]) -> None:
        """Copies cache slots, as if all at once."""
        self._cache.move(source, target)

    def load_adapter(self, name: str, folder: Path) -> None:
        """Loads a peft LoRA adapter; one of the same name is replaced."""
        self._terms.add(name, read_adapter(folder, self._model.config))

    def unload_adapter(self, name: str) -> None:
        """Frees an adapter; KeyError where it is not loaded."""
        self._terms.remove(name)

    def close(self) -> None:
        """Frees the cache and the adapters."""
        self._terms.close()
        self._cache.free()

    def _hidden(self, work: Sequence[Work], step: PagedStep) -> torch.Tensor:
        """Hidden states (T, D) of all new tokens, before the last norm."""
        body = self._model.model
        ids = torch.tensor([token for one in work for token in one.tokens], device=self._device)
        hidden_BTD = body.embed_tokens(ids)[None]
        rotary = body.rotary_emb(hidden_BTD, step.positions_T[None])
        for layer in body.layers:
            hidden_BTD = layer(hidden_BTD, position_embeddings=rotary, paged=step)
        return hidden_BTD[0]

    def _outcomes(
        self, work: Sequence[Work], hidden_TD: torch.Tensor, step: PagedStep
    ) -> list[Outcome]:
        ends = list(accumulate(len(one.tokens) for one in work))
        first = {"none": lambda one: 0, "last": lambda one: 1, "all": lambda one: len(one.tokens)}
        counts = [first[one.wanted](one) for one in work]
        rows = [at for end, n in zip(ends, counts, strict=True) for at in range(end - n, end)]
        logits = self._logits(hidden_TD[rows]).split(counts) if rows else [None] * len(work)
        return [
            Outcome(_shaped(one, own), step.observed(at))
            for at, (one, own) in enumerate(zip(work, logits, strict=True))
        ]

    def _logits(self, hidden_TD: torch.Tensor) -> torch.Tensor:
        return self._model.lm_head(self._model.model.norm(hidden_TD)).float().cpu()


def _shaped(one: Work, logits: torch.Tensor | None) -> torch.Tensor | None:
    if one.wanted == "none" or logits is None:
        return None
    return logits[0] if one.wanted == "last" else logits


def _adapter_rows(work: Sequence[Work]) -> dict[str, list[int]]:
    """The rows of a step that belong to each adapter in it."""
    rows: dict[str, list[int]] = {}
    start = 0
    for one in work:
        if one.adapter is not None:
            rows.setdefault(one.adapter, []).extend(range(start, start + len(one.tokens)))
        start += len(one.tokens)
    return rows
