"""The mixture's step in C++ for CPUs: weights in 4 or 8 bits, a paged cache in bfloat16.

A `Runner` like the torch one; compiles its library on first use. Knows nothing of requests.

Shapes: V vocabulary, R rank, O outputs, I inputs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import torch

from core_model.config import CoreConfig
from core_model.engine.adapter import Adapter, read_adapter
from core_model.engine.runner import Outcome, Work
from core_model.native.library import SITES, LowRankWeights, StepWork, load_library
from core_model.native.weights import Room, check, head_widths, load_native

TARGETS = {
    "qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "out": ("self_attn.o_proj",),
    "gate_up": ("mlp.general.gate_proj", "mlp.general.up_proj"),
    "down": ("mlp.general.down_proj",),
}
WANTED = {"none": 0, "last": 1, "all": 2}
NO_ADAPTER = -1


class NativeRunner:
    """A model with its paged cache, in one native library. Not thread-safe: one thread drives it.

    `variant` forces one of `core_model.native.variants`; without it the fastest is taken. `threads`
    is the number of threads that compute, by default as many as this process may run on.

    Raises NativeUnavailable without a working compiler, NativeRefused for a configuration that the
    native step does not compute: in both cases the torch runner is the remedy.
    """

    def __init__(
        self,
        folder: Path,
        *,
        num_blocks: int,
        block_size: int = 16,
        bits: Literal[4, 8] = 8,
        threads: int | None = None,
        variant: str | None = None,
    ):
        self.config = CoreConfig.from_pretrained(folder)
        room = Room(num_blocks, block_size, bits, threads or usable_cores())
        check(self.config, room)
        self.vocab_size = self.config.vocab_size
        self.context = self.config.max_position_embeddings
        self.block_size = block_size
        self.num_blocks = num_blocks
        self._library = load_library(variant)
        self._handle: int | None = load_native(self._library, Path(folder), self.config, room)
        self._adapters: dict[str, int] = {}
        self._next_adapter = 0

    @property
    def variant(self) -> str:
        """The instruction set that computes."""
        return self._library.variant

    @property
    def adapters(self) -> frozenset[str]:
        """Names of the loaded adapters."""
        return frozenset(self._adapters)

    def step(self, work: Sequence[Work]) -> list[Outcome]:
        """Computes all work at once, each outcome in the place of its work.

        Raises ValueError for tokens, blocks, positions or adapters that do not exist.
        """
        if not work:
            return []
        for item in work:
            self._check(item)
        outcomes = [self._room_for(item) for item in work]
        order = sorted(range(len(work)), key=lambda at: self._number(work[at]))
        tokens: list[int] = []
        blocks: list[int] = []
        steps = []
        for at in order:
            steps.append(self._step_work(work[at], outcomes[at], len(blocks)))
            tokens.extend(work[at].tokens)
            blocks.extend(work[at].blocks)
        self._library.step(self._open(), tokens, blocks, steps)
        return outcomes

    def move(self, source: Sequence[int], target: Sequence[int]) -> None:
        """Copies cache slots (block * block_size + offset), as if all at once."""
        slots = self.num_blocks * self.block_size
        if len(source) != len(target):
            raise ValueError(f"{len(source)} slots cannot move to {len(target)}")
        if any(not 0 <= slot < slots for slot in (*source, *target)):
            raise ValueError(f"slots must lie in 0..{slots - 1}")
        self._library.move(self._open(), source, target)

    def load_adapter(self, name: str, folder: Path) -> None:
        """Loads a peft LoRA adapter over attention and the general expert.

        Raises AdapterRefused for other targets or other shapes, OSError where files are missing.
        """
        adapter = read_adapter(Path(folder), self.config)
        number = self._adapters.get(name, self._next_adapter)
        terms = [
            _joined(adapter, layer, TARGETS[site], self._outputs(site))
            for layer in range(self.config.num_hidden_layers)
            for site in SITES
        ]
        self._library.adapter(
            self._open(),
            number,
            [LowRankWeights(a.data_ptr(), b.data_ptr(), len(a)) for a, b in terms],
        )
        self._adapters[name] = number
        self._next_adapter = max(self._next_adapter, number + 1)

    def unload_adapter(self, name: str) -> None:
        """Frees an adapter; KeyError where it is not loaded."""
        self._library.drop_adapter(self._open(), self._adapters.pop(name))

    def close(self) -> None:
        """Frees memory and threads."""
        if self._handle is not None:
            self._library.destroy(self._handle)
            self._handle = None

    def _open(self) -> int:
        if self._handle is None:
            raise RuntimeError("the runner is closed")
        return self._handle

    def _number(self, work: Work) -> int:
        if work.adapter is None:
            return NO_ADAPTER
        if work.adapter not in self._adapters:
            raise ValueError(
                f"adapter {work.adapter!r} is not loaded; there are {sorted(self._adapters)}"
            )
        return self._adapters[work.adapter]

    def _check(self, work: Work) -> None:
        end = work.cached + len(work.tokens)
        if not work.tokens:
            raise ValueError("a work without tokens")
        if not (min(work.tokens) >= 0 and max(work.tokens) < self.vocab_size):
            raise ValueError(f"tokens must lie in 0..{self.vocab_size - 1}")
        if work.cached < 0 or end > len(work.blocks) * self.block_size:
            raise ValueError(f"slots {work.cached}..{end - 1} do not fit {len(work.blocks)} blocks")
        if not (min(work.blocks) >= 0 and max(work.blocks) < self.num_blocks):
            raise ValueError(f"blocks must lie in 0..{self.num_blocks - 1}")
        if work.position < 0 or work.position + len(work.tokens) > self.context:
            raise ValueError(
                f"positions {work.position}..{work.position + len(work.tokens) - 1} lie outside"
                f" the context of {self.context}"
            )

    def _room_for(self, work: Work) -> Outcome:
        shape = {
            "none": None,
            "last": (self.vocab_size,),
            "all": (len(work.tokens), self.vocab_size),
        }
        wanted = shape[work.wanted]
        slots = work.cached + len(work.tokens)
        return Outcome(
            logits=None if wanted is None else torch.empty(wanted),
            attention=torch.empty(slots) if work.observe else None,
        )

    def _step_work(self, work: Work, outcome: Outcome, first_block: int) -> StepWork:
        return StepWork(
            tokens=len(work.tokens),
            cached=work.cached,
            position=work.position,
            first_block=first_block,
            adapter=self._number(work),
            wanted=WANTED[work.wanted],
            observe=work.observe,
            logits=None if outcome.logits is None else outcome.logits.data_ptr(),
            attention=None if outcome.attention is None else outcome.attention.data_ptr(),
        )

    def _outputs(self, site: str) -> tuple[int, ...]:
        """Outputs of the site's targets, in order."""
        config = self.config
        _, heads, shared = head_widths(config)
        return {
            "qkv": (heads, shared, shared),
            "out": (config.hidden_size,),
            "gate_up": (config.intermediate_size, config.intermediate_size),
            "down": (config.hidden_size,),
        }[site]


def usable_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _joined(
    adapter: Adapter, layer: int, targets: Sequence[str], outputs: Sequence[int]
) -> tuple[torch.Tensor, torch.Tensor]:
    """One term for targets that share an input: A stacked (R, I), B block-diagonal (O, R)."""
    downs, ups = [], []
    for target, count in zip(targets, outputs, strict=True):
        term = adapter.get((layer, target))
        downs.append(torch.empty(0, 0) if term is None else term.down_RI.float())
        ups.append(torch.empty(count, 0) if term is None else term.up_OR.float())
    kept = [down for down in downs if len(down)]
    stacked = torch.cat(kept) if kept else torch.empty(0, 0)
    return stacked.contiguous(), torch.block_diag(*ups).contiguous()
