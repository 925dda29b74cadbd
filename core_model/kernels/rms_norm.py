"""Root-mean-square normalisation, with the residual added in the same pass where there is one.

Knows nothing of layers. Source: Zhang and Sennrich (2019), eq. 4, as Llama computes it: the mean
in fp32, then rounded to the dtype of x before the weight.

Shapes: T tokens, D model width.
"""

from __future__ import annotations

import torch


def rms_norm(x_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float) -> torch.Tensor:
    """x / rms(x) * weight, in the dtype of x. Leading dimensions may be any."""
    return rms_norm_reference(x_TD, weight_D, eps=eps)


def add_rms_norm(
    x_TD: torch.Tensor, residual_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns rms_norm(x + residual) and x + residual, which is the next residual."""
    return add_rms_norm_reference(x_TD, residual_TD, weight_D, eps=eps)


def rms_norm_reference(x_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float) -> torch.Tensor:
    """`rms_norm` in plain torch."""
    wide_TD = x_TD.float()
    wide_TD = wide_TD * torch.rsqrt(wide_TD.square().mean(dim=-1, keepdim=True) + eps)
    return weight_D * wide_TD.to(x_TD.dtype)


def add_rms_norm_reference(
    x_TD: torch.Tensor, residual_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """`add_rms_norm` in plain torch."""
    sum_TD = x_TD + residual_TD
    return rms_norm_reference(sum_TD, weight_D, eps=eps), sum_TD
