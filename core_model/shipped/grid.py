"""Weights on the native step's own grid, in 4 or 8 bits: groups of 32 inputs with their own scale.

In 4 bits w = scale * q + minimum with q from 0 to 15 (GGUF's Q4_1), in 8 bits w = scale * q with q
from -127 to 127 (Q8_0); scale and minimum in half precision. Rounded exactly as `native/matrix.h`
does, whose step therefore reads such weights without loss. Knows nothing of files or models.

Shapes: R rows (outputs), C inputs, a multiple of 32, G groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from core_model.recipe import Bits

GROUP = 32
LARGEST = {4: 15, 8: 127}


@dataclass(frozen=True, slots=True)
class Packed:
    """`quants` is uint8 (R, C / 2) in 4 bits, where a byte holds inputs i and i + 16 of a group in
    its low and high half, and int8 (R, C) in 8 bits; scales and minima are half precision (R, G).
    """

    quants: torch.Tensor
    scales_RG: torch.Tensor
    minima_RG: torch.Tensor | None

    @property
    def bits(self) -> Bits:
        """4 where the groups have minima, else 8."""
        return 8 if self.minima_RG is None else 4


def pack(weight_RC: torch.Tensor, bits: Bits) -> Packed:
    """The nearest weights on the grid. Raises ValueError where C is no multiple of 32."""
    rows, inputs = weight_RC.shape
    if inputs % GROUP:
        raise ValueError(f"{inputs} inputs are not a multiple of {GROUP}")
    groups = weight_RC.detach().float().reshape(rows, inputs // GROUP, GROUP)
    return _pack_4(groups) if bits == 4 else _pack_8(groups)


def unpack(packed: Packed) -> torch.Tensor:
    """The weights (R, C) in fp32."""
    scales = packed.scales_RG.float()[..., None]
    rows, groups = packed.scales_RG.shape
    if packed.minima_RG is None:
        q = packed.quants.reshape(rows, groups, GROUP)
        return (scales * q.float()).reshape(rows, -1)
    halves = packed.quants.reshape(rows, groups, GROUP // 2)
    q = torch.cat([halves & 15, halves >> 4], dim=-1)
    return (scales * q.float() + packed.minima_RG.float()[..., None]).reshape(rows, -1)


def snap(weight_RC: torch.Tensor, bits: Bits) -> torch.Tensor:
    """The weight as the grid holds it, in fp32; what lies on the grid already stays as it is."""
    return unpack(pack(weight_RC, bits))


def _pack_4(groups: torch.Tensor) -> Packed:
    low, high = groups.amin(dim=-1), groups.amax(dim=-1)
    minima, scales = low.half(), ((high - low) / LARGEST[4]).half()
    steps = (groups - minima.float()[..., None]) * _inverse(scales)
    q = (steps.clamp(0, LARGEST[4]) + 0.5).to(torch.uint8)
    halves = q[..., : GROUP // 2] | q[..., GROUP // 2 :] << 4
    return Packed(halves.flatten(1), scales, minima)


def _pack_8(groups: torch.Tensor) -> Packed:
    scales = (groups.abs().amax(dim=-1) / LARGEST[8]).half()
    steps = (groups * _inverse(scales)).clamp(-LARGEST[8], LARGEST[8])
    return Packed((steps + 128.5).floor().sub(128).to(torch.int8).flatten(1), scales, None)


def _inverse(scales_RG: torch.Tensor) -> torch.Tensor:
    """1 / scale, and 0 where a group is flat; shape (R, G, 1)."""
    scales = scales_RG.float()
    return torch.where(scales > 0, 1 / scales, 0.0)[..., None]
