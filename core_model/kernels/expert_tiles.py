"""Tiles that exist: rows of one expert by columns, numbered through over all experts.

Which they are is found on the device from the counts, so that nothing waits for it. Knows nothing
of what is computed on a tile.
"""

from __future__ import annotations

from functools import lru_cache

import torch

from core_model.kernels.architecture import Tiles, processors, tiles_over
from core_model.kernels.language import kernel, tl


@lru_cache(maxsize=64)
def on_device(widths: tuple[int, ...], device: torch.device) -> torch.Tensor:
    """Kept, so that a step waits for no copy."""
    return torch.tensor(widths, dtype=torch.int32, device=device)


def programs(tiles: Tiles, choices: int, experts: int, columns: int, device: torch.device) -> int:
    """As many as there can be tiles, but no more than run at once; each takes tile after tile."""
    rows = choices // tiles.sizes["BLOCK_M"] + min(choices, experts)
    return min(rows * tiles_over(columns, tiles.sizes["BLOCK_N"]), 4 * processors(device))


@kernel
def tiles_by_expert(
    offsets, widths, columns, experts,
    OWN_WIDTH: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_E: tl.constexpr,
):  # fmt: skip
    """For each expert its first and last row, width, and first and last tile."""
    expert = tl.arange(0, BLOCK_E)
    inside = expert < experts
    first = tl.load(offsets + expert, mask=inside, other=0)
    last = tl.load(offsets + expert + 1, mask=inside, other=0)
    width = tl.load(widths + expert, mask=inside, other=0)
    across = tl.cdiv(width, BLOCK_N) if OWN_WIDTH else tl.cdiv(columns, BLOCK_N)
    tiles = tl.cdiv(last - first, BLOCK_M) * across
    ends = tl.cumsum(tiles, axis=0)
    return first, last, width, ends - tiles, ends


@kernel
def pick(values, expert, BLOCK_E: tl.constexpr):
    return tl.sum(tl.where(tl.arange(0, BLOCK_E) == expert, values, 0), axis=0)
