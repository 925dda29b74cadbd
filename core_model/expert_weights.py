"""Finds one specialist's own weights among the stacked, padded tensors.

Knows layouts; knows nothing of tokens.

Shapes: E specialists, D model width, W width of the widest specialist.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

Apart = dict[int, tuple[nn.Parameter, nn.Parameter]]


@dataclass(frozen=True, slots=True)
class ExpertWeights:
    """One specialist's own rows and columns of the stacked tensors, or of those kept apart."""

    gate_up: torch.Tensor
    down_proj: torch.Tensor
    widths: tuple[int, ...]
    apart: Apart

    def gate_and_up(self, expert: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Gate and up projection, each (width, D)."""
        own = self.apart[expert][0] if expert in self.apart else self.gate_up[expert]
        width, padded = self.widths[expert], own.shape[0] // 2
        return own[:width], own[padded : padded + width]

    def down(self, expert: int) -> torch.Tensor:
        """Down projection (D, width)."""
        own = self.apart[expert][1] if expert in self.apart else self.down_proj[expert]
        return own[:, : self.widths[expert]]
