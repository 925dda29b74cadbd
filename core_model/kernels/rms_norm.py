"""Root-mean-square normalisation, with the residual added in the same pass where there is one.

Knows nothing of layers. Source: Zhang and Sennrich (2019), eq. 4, as Llama computes it: the mean
in fp32, then rounded to the dtype of x before the weight.

Shapes: T tokens, D model width.
"""

from __future__ import annotations

import torch

from core_model.kernels.architecture import Architecture, Tiles, power_of_two, processors
from core_model.kernels.build import Build
from core_model.kernels.devices import needs_gradient, on_gpu
from core_model.kernels.language import kernel, tl


def rms_norm(x_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float) -> torch.Tensor:
    """x / rms(x) * weight, in the dtype of x. Leading dimensions may be any."""
    if on_gpu(x_TD, weight_D):
        if needs_gradient(x_TD, weight_D):
            return RmsNorm.apply(x_TD, weight_D, eps)
        return rms_norm_triton(x_TD, None, weight_D, eps=eps)[0]
    return rms_norm_reference(x_TD, weight_D, eps=eps)


def add_rms_norm(
    x_TD: torch.Tensor, residual_TD: torch.Tensor, weight_D: torch.Tensor, *, eps: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns rms_norm(x + residual) and x + residual, which is the next residual."""
    tensors = (x_TD, residual_TD, weight_D)
    if on_gpu(*tensors):
        if needs_gradient(*tensors):
            return AddRmsNorm.apply(*tensors, eps)
        return rms_norm_triton(*tensors, eps=eps)
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


class RmsNorm(torch.autograd.Function):
    """The kernel with its derivative."""

    @staticmethod
    def forward(ctx, x_TD, weight_D, eps):
        ctx.save_for_backward(x_TD, weight_D)
        ctx.eps = eps
        return rms_norm_triton(x_TD, None, weight_D, eps=eps)[0]

    @staticmethod
    def backward(ctx, grad_TD):  # pyright: ignore[reportIncompatibleMethodOverride]
        x_TD, weight_D = ctx.saved_tensors
        return *rms_norm_back_triton(grad_TD, None, x_TD, weight_D, eps=ctx.eps), None


class AddRmsNorm(torch.autograd.Function):
    """The kernel with a residual, with its derivative: one gradient for both summands."""

    @staticmethod
    def forward(ctx, x_TD, residual_TD, weight_D, eps):
        y_TD, sum_TD = rms_norm_triton(x_TD, residual_TD, weight_D, eps=eps)
        ctx.save_for_backward(sum_TD, weight_D)
        ctx.eps = eps
        return y_TD, sum_TD

    @staticmethod
    def backward(ctx, grad_TD, grad_sum_TD):  # pyright: ignore[reportIncompatibleMethodOverride]
        sum_TD, weight_D = ctx.saved_tensors
        grad_x_TD, grad_weight_D = rms_norm_back_triton(
            grad_TD, grad_sum_TD, sum_TD, weight_D, eps=ctx.eps
        )
        return grad_x_TD, grad_x_TD, grad_weight_D, None


def rms_norm_back_triton(
    grad_TD: torch.Tensor,
    grad_sum_TD: torch.Tensor | None,
    x_TD: torch.Tensor,
    weight_D: torch.Tensor,
    *,
    eps: float,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Gradients of x and of the weight; `grad_sum_TD` is what else reaches x.

    Each program sums the weight's gradient over its rows; torch sums the programs, so that the
    result is the same in every run.
    """
    x_TD, width = x_TD.contiguous(), x_TD.shape[-1]
    rows = x_TD.numel() // width
    programs = min(rows, 4 * processors(x_TD.device))
    grad_x_TD = torch.empty_like(x_TD)
    parts_PD = x_TD.new_empty((programs, width), dtype=torch.float32)
    if rows:
        _rms_norm_back[(programs,)](
            grad_TD.contiguous(),
            x_TD if grad_sum_TD is None else grad_sum_TD.contiguous(),
            x_TD,
            weight_D,
            grad_x_TD,
            parts_PD,
            rows,
            width,
            eps,
            ADD=grad_sum_TD is not None,
            **_tiles(width).launch(),
        )
    return grad_x_TD, parts_PD.sum(dim=0).to(weight_D.dtype)


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


@kernel(do_not_specialize=["rows"])
def _rms_norm_back(
    grad, grad_sum, x, weight, grad_x, parts, rows, width, eps,
    ADD: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """With n = x / rms and g = grad * weight: the gradient of x is (g - n mean(g n)) / rms."""
    column = tl.arange(0, BLOCK)
    inside = column < width
    factor = tl.load(weight + column, mask=inside, other=0.0).to(tl.float32)
    part = tl.zeros((BLOCK,), dtype=tl.float32)
    stride = tl.cast(width, tl.int64)
    for row in range(tl.program_id(0), rows, tl.num_programs(0)):
        at = row * stride + column
        value = tl.load(x + at, mask=inside, other=0.0).to(tl.float32)
        reached = tl.load(grad + at, mask=inside, other=0.0).to(tl.float32)
        scale = tl.rsqrt(tl.sum(value * value, axis=0) / width + eps)
        normed = value * scale
        part += reached * normed
        reached *= factor
        result = scale * (reached - normed * (tl.sum(reached * normed, axis=0) / width))
        if ADD:
            result += tl.load(grad_sum + at, mask=inside, other=0.0).to(tl.float32)
        tl.store(grad_x + at, result.to(grad_x.dtype.element_ty), mask=inside)
    tl.store(parts + tl.program_id(0) * width + column, part, mask=inside)


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
    Build(
        name="rms_norm_back",
        kernel=_rms_norm_back,
        types={
            **dict.fromkeys(("grad", "grad_sum", "x", "weight", "grad_x"), "*bf16:16"),
            "parts": "*fp32:16",
            "rows": "i32",
            "width": "i32:16",
            "eps": "fp32",
        },
        tiles=_typical,
        constants={"ADD": True},
        most_registers=96,
    ),
)
