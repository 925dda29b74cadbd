"""RMS norm with a frozen weight: one pass forward, one pass backward.

The reference is Llama's own module; the fused path is for bf16 on CPUs.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from finetune.speed.native import Kernels, fused


def rms_norm(norm: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """The norm of the last dimension; its weight gets no gradient on the fused path."""
    weight = norm.get_parameter("weight")
    kernels = fused(x, weight)
    if kernels is None or weight.requires_grad:
        return norm(x)
    return _RmsNorm.apply(x.contiguous(), weight, norm.variance_epsilon, kernels)


class _RmsNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x, weight, epsilon: float, kernels: Kernels):
        rows, width = x.numel() // x.shape[-1], x.shape[-1]
        y, scale = torch.empty_like(x), torch.empty(rows)
        kernels.call("rms_forward", x, weight, y, scale, rows, width, epsilon)
        ctx.save_for_backward(x, weight, scale)
        ctx.kernels = kernels
        return y

    @staticmethod
    def backward(ctx: Any, *grads):
        x, weight, scale = ctx.saved_tensors
        dy, dx = grads[0].contiguous(), torch.empty_like(x)
        rows, width = len(scale), x.shape[-1]
        ctx.kernels.call("rms_backward", x, weight, scale, dy, dx, rows, width)
        return dx, None, None, None
