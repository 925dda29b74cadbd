"""What the specialists of a mixture look like at birth, and whether trained ones replace them.

Knows no weights and needs no torch.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Bits = Literal[4, 8]
BITS: Bits = 4
"""Bits of a weight in the native step. The base's own values lie on the grid of 4 bits, so that 4
are both faster and closer to it than 8 (docs/decisions/0004)."""


class Recipe(BaseModel):
    """Widths of the specialists, how many see a token, the router's temperature, the seed.

    `trained` names the shipped weights (`core_model.shipped`) that take the newborn ones' place.
    The standard one adds 20% (k = 2 of width 64 to 256) to the parameters that a token passes
    through; the widths sum to less than the dense width, so no two specialists share a neuron.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    widths: tuple[int, ...] = (64, 64, 128, 128, 192, 192, 256, 256)
    top_k: int = 2
    temperature: float = 1.0
    seed: int = 0
    trained: str | None = None
