"""Computes peft's LoRA layers over frozen weights in matrix products alone.

peft scales and adds the low-rank term over every token; here both are folded into the products,
forward and backward, and what is frozen gets no gradient. Adapters are kept in fp32 and computed in
the model's own format. Knows peft's layers; knows nothing of losses.

Shapes: T tokens, I inputs, O outputs, R rank.
"""

from __future__ import annotations

from typing import Any

import torch
from peft.tuners.lora import Linear as LoraLinear
from torch import nn


class _LowRankProduct(torch.autograd.Function):
    """`x @ W.T + x @ A.T @ B.T`, the scale within B."""

    @staticmethod
    def forward(ctx: Any, x_TI, weight_OI, down_RI, up_OR):
        narrow_TR = x_TI @ down_RI.t()
        y_TO = x_TI @ weight_OI.t()
        y_TO.addmm_(narrow_TR, up_OR.t())
        ctx.save_for_backward(x_TI, weight_OI, down_RI, up_OR, narrow_TR)
        return y_TO

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor):
        (grad_TO,) = grads
        x_TI, weight_OI, down_RI, up_OR, narrow_TR = ctx.saved_tensors
        grad_narrow_TR = grad_TO @ up_OR
        grad_down = grad_narrow_TR.t() @ x_TI
        grad_up = grad_TO.t() @ narrow_TR
        grad_x = None
        if ctx.needs_input_grad[0]:
            grad_x = grad_TO @ weight_OI
            grad_x.addmm_(grad_narrow_TR, down_RI)
        return grad_x, None, grad_down, grad_up


def fuse(model: nn.Module) -> int:
    """Gives every LoRA layer of a peft model the fused computation; returns how many.

    Raises ValueError for layers that it would compute wrongly.
    """
    layers = [layer for layer in model.modules() if isinstance(layer, LoraLinear)]
    for layer in layers:
        _check(layer)
        layer.forward = _forward.__get__(layer)
    return len(layers)


def _forward(self: LoraLinear, x: torch.Tensor, *_: Any, **__: Any) -> torch.Tensor:
    name = self.active_adapters[0]
    base = self.get_base_layer()
    if self.disable_adapters:
        return base(x)
    down_RI = self.lora_A[name].weight.to(x.dtype)
    up_OR = (self.lora_B[name].weight * self.scaling[name]).to(x.dtype)
    flat = x.reshape(-1, x.shape[-1])
    y = _LowRankProduct.apply(flat, base.weight, down_RI, up_OR)
    assert isinstance(y, torch.Tensor)
    return y.view(*x.shape[:-1], -1)


def _check(layer: LoraLinear) -> None:
    name = layer.active_adapters[0]
    dropout = not isinstance(layer.lora_dropout[name], nn.Identity)
    biased = layer.get_base_layer().bias is not None
    if dropout or biased or layer.use_dora.get(name) or len(layer.active_adapters) > 1:
        raise ValueError(
            "a LoRA layer with dropout, bias, DoRA or several adapters cannot be fused; train it"
            " with fused=False"
        )
