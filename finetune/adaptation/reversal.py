"""Gradient reversal: the identity forwards, minus lambda times the gradient backwards.

Source: Ganin et al. (2016), section 4.1; the ramp is their equation for lambda_p.
"""

from __future__ import annotations

import math
from typing import Any

import torch


class _Reversed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, strength: float) -> torch.Tensor:
        ctx.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        return -ctx.strength * gradients[0], None


def reversed_gradient(x: torch.Tensor, strength: float) -> torch.Tensor:
    """x itself, whose gradient arrives turned round and multiplied by `strength`."""
    found = _Reversed.apply(x, strength)
    assert isinstance(found, torch.Tensor)
    return found


def ramp(progress: float, full: float) -> float:
    """The strength when `progress` (0 to 1) of training is done: from 0 up to nearly `full`.

    A domain classifier that knows nothing yet would only add noise.
    """
    return full * (2 / (1 + math.exp(-10 * progress)) - 1)
