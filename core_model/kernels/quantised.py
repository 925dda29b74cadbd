"""Tensors held in 8 bits with one scale a row, for weights and for activations.

Knows rounding; knows nothing of products. Symmetric, no zero point: what is 0 stays 0.

Shapes: R rows (output features of a weight, tokens of an activation), C columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

INT8_LARGEST = 127.0
E4M3_LARGEST = 448.0


@dataclass(frozen=True, slots=True)
class Quantised:
    """`values_RC` int8 or float8_e4m3fn times `scales_R` fp32 give back the tensor."""

    values_RC: torch.Tensor
    scales_R: torch.Tensor

    def dequantise(self) -> torch.Tensor:
        """The tensor in fp32."""
        return self.values_RC.float() * self.scales_R[:, None]


def quantise_int8(x_RC: torch.Tensor) -> Quantised:
    """Rows scaled so that the largest magnitude is 127, rounded half to even."""
    scales_R = _scales(x_RC, INT8_LARGEST)
    return Quantised((x_RC.float() / scales_R[:, None]).round().to(torch.int8), scales_R)


def quantise_e4m3(x_RC: torch.Tensor) -> Quantised:
    """Rows scaled so that the largest magnitude is 448, the largest of float8 e4m3.

    Source: Micikevicius et al. (2022), table 1.
    """
    scales_R = _scales(x_RC, E4M3_LARGEST)
    scaled_RC = (x_RC.float() / scales_R[:, None]).clamp(-E4M3_LARGEST, E4M3_LARGEST)
    return Quantised(scaled_RC.to(torch.float8_e4m3fn), scales_R)


def _scales(x_RC: torch.Tensor, largest: float) -> torch.Tensor:
    """One scale a row; 1 for a row of zeros, so that nothing is divided by 0."""
    peak_R = x_RC.float().abs().amax(dim=1)
    return torch.where(peak_R > 0, peak_R / largest, 1.0)
