"""Root-mean-square normalisation, with the residual added in the same pass where there is one.

Knows nothing of layers. Source: Zhang and Sennrich (2019), eq. 4, as Llama computes it: the mean
in fp32, then rounded to the dtype of x before the weight.

Shapes: T tokens, D model width.
"""

from __future__ import annotations

import torch

from core_model.kernels.architecture import Architecture, Tiles, power_of_two
from core_model.kernels.build import Build
from core_model.kernels.devices import needs_gradient, on_gpu
from core_model.kernels.language import kernel, tl


def rms_norm(x_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float) -> torch.Tensor:
    """x / rms(x) * weight, in the dtype of x. Leading dimensions may be any."""
    if on_gpu(x_TD, weight_D) and not needs_gradient(x_TD, weight_D):
        return rms_norm_triton(x_TD, None, weight_D, eps=eps)[0]
    return rms_norm_reference(x_TD, weight_D, eps=eps)


def add_rms_norm(
    x_TD: torch.Tensor, residual_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns rms_norm(x + residual) and x + residual, which is the next residual."""
    tensors = (x_TD, residual_TD, weight_D)
    if on_gpu(*tensors) and not needs_gradient(*tensors):
        return rms_norm_triton(x_TD, residual_TD, weight_D, eps=eps)
    return add_rms_norm_reference(x_TD, residual_TD, weight_D, eps=eps)


def rms_norm_reference(x_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float) -> torch.Tensor:
    """`rms_norm` in plain torch."""
    wide_TD = x_TD.float()
    wide_TD = wide_TD * torch.rsqrt(wide_TD.square().mean(dim=-1, keepdim=True) + eps)
    return (weight_D * wide_TD.to(x_TD.dtype)).to(x_TD.dtype)


def add_rms_norm_reference(
    x_TD: torch.Tensor, residual_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """`add_rms_norm` in plain torch."""
    sum_TD = x_TD + residual_TD
    return rms_norm_reference(sum_TD, weight_D, eps=eps), sum_TD


def rms_norm_triton(
    x_TD: torch.Tensor, residual_TD: torch.Tensor | None, weight_D: torch.Tensor, *, eps: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """The kernel over every row; without a residual the second result is x itself."""
    x_TD, width = x_TD.contiguous(), x_TD.shape[-1]
    y_TD = torch.empty_like(x_TD)
    sum_TD = x_TD if residual_TD is None else torch.empty_like(x_TD)
    rows = x_TD.numel() // width
    if rows:
        _rms_norm[(rows,)](
            x_TD,
            x_TD if residual_TD is None else residual_TD.contiguous(),
            weight_D,
            y_TD,
            sum_TD,
            width,
            eps,
            ADD=residual_TD is not None,
            **_tiles(width).launch(),
        )
    return y_TD, sum_TD


def _tiles(width: int) -> Tiles:
    """A row a block, eight values a thread: one 16-byte load of a half-precision row."""
    block = power_of_two(width, least=32)
    return Tiles({"BLOCK": block}, warps=min(max(block // 256, 1), 16))


@kernel
def _rms_norm(x, residual, weight, y, total, width, eps, ADD: tl.constexpr, BLOCK: tl.constexpr):
    """One row a program: read once, written once."""
    start = tl.program_id(0).to(tl.int64) * width
    column = tl.arange(0, BLOCK)
    inside = column < width
    value = tl.load(x + start + column, mask=inside, other=0.0).to(tl.float32)
    if ADD:
        value += tl.load(residual + start + column, mask=inside, other=0.0).to(tl.float32)
        value = value.to(x.dtype.element_ty)
        tl.store(total + start + column, value, mask=inside)
        value = value.to(tl.float32)
    scale = tl.rsqrt(tl.sum(value * value, axis=0) / width + eps)
    normed = (value * scale).to(x.dtype.element_ty)
    factor = tl.load(weight + column, mask=inside, other=0.0)
    tl.store(y + start + column, (normed * factor).to(y.dtype.element_ty), mask=inside)


def _typical(architecture: Architecture) -> Tiles:
    return _tiles(576)


BUILDS = (
    Build(
        name="add_rms_norm",
        kernel=_rms_norm,
        types={
            **dict.fromkeys(("x", "residual", "weight", "y", "total"), "*bf16:16"),
            "width": "i32:16",
            "eps": "fp32",
        },
        tiles=_typical,
        constants={"ADD": True},
        most_registers=64,
    ),
)
