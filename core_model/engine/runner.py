"""What the engine asks of a model: one step over tokens of several sequences, and a paged cache.

The seam between scheduling and computing. Works on token ids and block numbers; knows nothing of
text, requests or queues. Implemented in torch (any device) and in C++ (CPUs).

Shapes: V size of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import torch

Wanted = Literal["none", "last", "all"]


@dataclass(frozen=True, slots=True)
class Work:
    """New tokens of one sequence, to be computed in one step.

    Slot `i` of a sequence lies in block `blocks[i // block_size]` at `i % block_size`. The new
    tokens go to the slots from `cached` on and attend to all slots before them. `position` is the
    rotary position of the first of them: `cached`, or more where slots were dropped from the
    sequence. `adapter` names a loaded LoRA adapter. With `observe`, the attention that these tokens
    pay to each slot is returned, for deciding what may be dropped.
    """

    tokens: Sequence[int]
    cached: int
    position: int
    blocks: Sequence[int]
    adapter: str | None = None
    wanted: Wanted = "last"
    observe: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """On the CPU. Logits fp32: (V,) for "last", (tokens, V) for "all", None for "none".

    `attention` (cached + tokens,) is, where it was asked for, the attention probability that the
    new tokens pay to each slot, summed over them and averaged over heads and layers.
    """

    logits: torch.Tensor | None
    attention: torch.Tensor | None = None


class AdapterRefused(ValueError):
    """The adapter does not fit the model; the message names what does not and the remedy."""


class Runner(Protocol):
    """A model with its paged cache. Not thread-safe: one thread drives it."""

    vocab_size: int
    context: int
    block_size: int
    num_blocks: int

    @property
    def adapters(self) -> frozenset[str]:
        """Names of the loaded adapters."""
        ...

    def step(self, work: Sequence[Work]) -> list[Outcome]:
        """Computes all work at once, each outcome in the place of its work."""
        ...

    def move(self, source: Sequence[int], target: Sequence[int]) -> None:
        """Copies cache slots (block * block_size + offset), as if all at once."""
        ...

    def load_adapter(self, name: str, folder: Path) -> None:
        """Loads a peft LoRA adapter over attention and the general expert.

        Raises AdapterRefused for other targets or other shapes, OSError where files are missing.
        """
        ...

    def unload_adapter(self, name: str) -> None:
        """Frees an adapter; KeyError where it is not loaded."""
        ...

    def close(self) -> None:
        """Frees memory and threads."""
        ...
