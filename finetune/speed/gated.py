"""silu(gate) * up, the middle of a dense block, keeping only its inputs."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from finetune.speed.native import Kernels, fused


def silu_times(gate: torch.Tensor, up: torch.Tensor) -> torch.Tensor:
    """Elementwise over two tensors of one shape."""
    kernels = fused(gate, up)
    if kernels is None:
        return F.silu(gate) * up
    return _SiluTimes.apply(gate.contiguous(), up.contiguous(), kernels)


class _SiluTimes(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, gate, up, kernels: Kernels):
        hidden = torch.empty_like(gate)
        width = gate.shape[-1]
        kernels.call("swiglu_forward", gate, up, hidden, gate.numel() // width, width, width)
        ctx.save_for_backward(gate, up)
        ctx.kernels = kernels
        return hidden

    @staticmethod
    def backward(ctx: Any, *grads):
        gate, up = ctx.saved_tensors
        dgate, dup = torch.empty_like(gate), torch.empty_like(up)
        width = gate.shape[-1]
        ctx.kernels.call(
            "swiglu_backward",
            gate,
            up,
            grads[0].contiguous(),
            dgate,
            dup,
            gate.numel() // width,
            width,
            width,
        )
        return dgate, dup, None
