"""SwiGLU experts of several widths over one batch of routed tokens, each at its own width.

Works on stacked weights and a routing; knows nothing of how the routing came about.

Shapes: T tokens, D model width, E experts, K chosen per token, W width of the widest expert,
C rows of one expert.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import torch
import torch.nn.functional as F

from core_model.kernels.architecture import (
    Architecture,
    Tiles,
    architecture_of,
    power_of_two,
)
from core_model.kernels.build import Build, in_fp32
from core_model.kernels.devices import needs_gradient, on_gpu
from core_model.kernels.expert_tiles import on_device, pick, programs, tiles_by_expert
from core_model.kernels.experts_backward import grouped_swiglu_back_triton
from core_model.kernels.language import kernel, tl
from core_model.kernels.sorting import Routing


def grouped_swiglu(
    x_TD: torch.Tensor,
    routing: Routing,
    gate_up_EWD: torch.Tensor,
    down_EDW: torch.Tensor,
    widths: Sequence[int],
) -> torch.Tensor:
    """The weighted sum (T, D) of each token's experts, in the dtype of x.

    `gate_up_EWD` (E, 2W, D) holds gates in rows 0..W and ups in rows W..2W, `down_EDW` is
    (E, D, W); expert e uses the first `widths[e]` of each, and no work is done on the rest.

    Raises ValueError where shapes and widths do not fit together.
    """
    _check(x_TD, gate_up_EWD, down_EDW, widths)
    tensors = (x_TD, routing.weights_TK, gate_up_EWD, down_EDW)
    if on_gpu(*tensors):
        if needs_gradient(*tensors):
            return GroupedSwiglu.apply(*tensors, routing, tuple(widths))
        return grouped_swiglu_triton(x_TD, routing, gate_up_EWD, down_EDW, widths)
    return grouped_swiglu_reference(x_TD, routing, gate_up_EWD, down_EDW, widths)


def _check(
    x_TD: torch.Tensor, gate_up_EWD: torch.Tensor, down_EDW: torch.Tensor, widths: Sequence[int]
) -> None:
    experts, model, widest = down_EDW.shape
    if gate_up_EWD.shape != (experts, 2 * widest, model) or x_TD.shape[1:] != (model,):
        raise ValueError(
            f"x {tuple(x_TD.shape)}, gate_up {tuple(gate_up_EWD.shape)} and down"
            f" {tuple(down_EDW.shape)} do not fit; give (T, D), (E, 2W, D) and (E, D, W)"
        )
    if len(widths) != experts or not all(0 < width <= widest for width in widths):
        raise ValueError(f"widths {list(widths)!r} are not {experts} numbers from 1 to {widest}")


def grouped_swiglu_reference(
    x_TD: torch.Tensor,
    routing: Routing,
    gate_up_EWD: torch.Tensor,
    down_EDW: torch.Tensor,
    widths: Sequence[int],
) -> torch.Tensor:
    """`grouped_swiglu` in plain torch, one expert after the other."""
    k, widest = routing.index_TK.shape[1], down_EDW.shape[2]
    weights = routing.weights_TK.flatten()
    y_TD = torch.zeros_like(x_TD)
    bounds = routing.offsets_E1.tolist()
    for expert, width in enumerate(widths):
        choices = routing.order[bounds[expert] : bounds[expert + 1]].long()
        if not len(choices):
            continue
        x_CD = x_TD[choices // k]
        gate_CW = F.linear(x_CD, gate_up_EWD[expert, :width])
        up_CW = F.linear(x_CD, gate_up_EWD[expert, widest : widest + width])
        y_CD = F.linear(F.silu(gate_CW) * up_CW, down_EDW[expert, :, :width])
        weighted_CD = y_CD * weights[choices, None].to(y_CD.dtype)
        y_TD = y_TD.index_add(0, choices // k, weighted_CD)
    return y_TD


def grouped_swiglu_triton(
    x_TD: torch.Tensor,
    routing: Routing,
    gate_up_EWD: torch.Tensor,
    down_EDW: torch.Tensor,
    widths: Sequence[int],
    *,
    tiles: Tiles | None = None,
) -> torch.Tensor:
    """Two kernels over tiles that exist, found on the device, then each token's sum in fp32.

    A tile is rows of one expert by columns of its own width, so no program starts on padding or on
    an expert that nobody chose. No atomics: the sum is the same in every run.
    """
    (tokens, model), k, choices = x_TD.shape, routing.index_TK.shape[1], len(routing.order)
    if not tokens:
        return torch.zeros_like(x_TD)
    experts, widest = len(widths), down_EDW.shape[2]
    tiles = tiles or _tiles(
        architecture_of(x_TD.device), choices / experts, x_TD.element_size(), narrow=_narrow(widths)
    )
    x_TD = x_TD.contiguous()
    hidden = x_TD.new_empty((choices, widest))
    y_TKD = x_TD.new_empty((tokens, k, model))
    widths_E = on_device(tuple(widths), x_TD.device)
    shared = {**tiles.launch(), "BLOCK_E": power_of_two(experts)}
    sizes = (routing.order, routing.offsets_E1, widths_E, model, widest, experts)
    _gate_up[(programs(tiles, choices, experts, widest, x_TD.device),)](
        x_TD, gate_up_EWD.contiguous(), hidden, *sizes, K=k, **shared
    )
    _down[(programs(tiles, choices, experts, model, x_TD.device),)](
        hidden,
        down_EDW.contiguous(),
        routing.weights_TK.contiguous(),
        y_TKD,
        *sizes,
        DIVISOR=gcd(32, *widths),
        **shared,
    )
    return y_TKD.sum(dim=1) if k > 1 else y_TKD[:, 0]


class GroupedSwiglu(torch.autograd.Function):
    """The kernels with their derivative, which computes again what lies between them."""

    @staticmethod
    def forward(ctx, x_TD, weights_TK, gate_up_EWD, down_EDW, routing, widths):
        ctx.save_for_backward(x_TD, weights_TK, gate_up_EWD, down_EDW)
        ctx.routing, ctx.widths = routing, widths
        return grouped_swiglu_triton(x_TD, routing, gate_up_EWD, down_EDW, widths)

    @staticmethod
    def backward(ctx, grad_TD):  # pyright: ignore[reportIncompatibleMethodOverride]
        x_TD, weights_TK, gate_up_EWD, down_EDW = ctx.saved_tensors
        gradients = grouped_swiglu_back_triton(
            grad_TD,
            x_TD,
            weights_TK,
            gate_up_EWD,
            down_EDW,
            ctx.routing,
            ctx.widths,
            stacked=any(ctx.needs_input_grad[2:4]),
        )
        return *gradients, None, None


def _narrow(widths: Sequence[int]) -> bool:
    return any(width % 64 for width in widths)


def _tiles(
    architecture: Architecture, rows_per_expert: float, element_size: int, *, narrow: bool
) -> Tiles:
    """Few rows: the smallest tile a tensor core takes, and deep loads, as weights are what is read.

    Many rows: 64 by 64, two accumulators of 32 registers a thread. Columns are 32 where a width is
    no multiple of 64, so that no tile crosses the end of an expert, and in fp32, where three
    products make one. A stage is 128 bytes deep (gate, up and x: 24 KiB); three fit every
    architecture, four a roomy one.
    """
    depth, stages = 128 // element_size, 4 if architecture.roomy else 3
    if rows_per_expert <= 16:
        return Tiles({"BLOCK_M": 16, "BLOCK_N": 32, "BLOCK_K": 2 * depth}, stages=stages)
    edge = 32 if element_size == 4 else 64
    columns = 32 if narrow else edge
    return Tiles({"BLOCK_M": edge, "BLOCK_N": columns, "BLOCK_K": depth}, stages=stages)


@kernel
def _gate_up(
    x, gate_up, hidden, order, offsets, widths, model, widest, experts,
    K: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_K: tl.constexpr,
    BLOCK_E: tl.constexpr,
):  # fmt: skip
    """hidden[row] = silu(x gate) * (x up), rows in the experts' order."""
    firsts, lasts, own_widths, begins, ends = tiles_by_expert(
        offsets, widths, widest, experts, True, BLOCK_M, BLOCK_N, BLOCK_E
    )
    for tile in range(tl.program_id(0), tl.max(ends, axis=0), tl.num_programs(0)):
        expert = tl.sum((ends <= tile).to(tl.int32), axis=0)
        width = pick(own_widths, expert, BLOCK_E)
        local = tile - pick(begins, expert, BLOCK_E)
        across = tl.cdiv(width, BLOCK_N)
        row = pick(firsts, expert, BLOCK_E) + local // across * BLOCK_M + tl.arange(0, BLOCK_M)
        row_inside = row < pick(lasts, expert, BLOCK_E)
        column = local % across * BLOCK_N + tl.arange(0, BLOCK_N)
        column_inside = column < width
        token = tl.load(order + row, mask=row_inside, other=0) // K
        gates = gate_up + expert.to(tl.int64) * 2 * widest * model
        gate = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        up = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        for start in range(0, model, BLOCK_K):
            depth = start + tl.arange(0, BLOCK_K)
            inside = depth < model
            a = tl.load(
                x + token.to(tl.int64)[:, None] * model + depth[None, :],
                mask=row_inside[:, None] & inside[None, :],
                other=0.0,
            )
            at = gates + column[None, :] * model + depth[:, None]
            mask = column_inside[None, :] & inside[:, None]
            g = tl.load(at, mask=mask, other=0.0)
            u = tl.load(at + widest * model, mask=mask, other=0.0)
            gate = tl.dot(a, g, gate, input_precision="tf32x3")
            up = tl.dot(a, u, up, input_precision="tf32x3")
        value = gate * tl.sigmoid(gate) * up
        tl.store(
            hidden + row.to(tl.int64)[:, None] * widest + column[None, :],
            value.to(hidden.dtype.element_ty),
            mask=row_inside[:, None] & column_inside[None, :],
        )


@kernel
def _down(
    hidden, down, weights, y, order, offsets, widths, model, widest, experts,
    DIVISOR: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_K: tl.constexpr,
    BLOCK_E: tl.constexpr,
):  # fmt: skip
    """y[choice] = weight of the choice * (hidden down), back in the order of the tokens."""
    firsts, lasts, own_widths, begins, ends = tiles_by_expert(
        offsets, widths, model, experts, False, BLOCK_M, BLOCK_N, BLOCK_E
    )
    across = tl.cdiv(model, BLOCK_N)
    for tile in range(tl.program_id(0), tl.max(ends, axis=0), tl.num_programs(0)):
        expert = tl.sum((ends <= tile).to(tl.int32), axis=0)
        # whole 16-byte loads of a row need to know that no width ends inside one
        width = tl.multiple_of(pick(own_widths, expert, BLOCK_E), DIVISOR)
        local = tile - pick(begins, expert, BLOCK_E)
        row = pick(firsts, expert, BLOCK_E) + local // across * BLOCK_M + tl.arange(0, BLOCK_M)
        row_inside = row < pick(lasts, expert, BLOCK_E)
        column = local % across * BLOCK_N + tl.arange(0, BLOCK_N)
        column_inside = column < model
        choice = tl.load(order + row, mask=row_inside, other=0).to(tl.int64)
        downs = down + expert.to(tl.int64) * model * widest
        total = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        for start in range(0, width, BLOCK_K):
            depth = start + tl.arange(0, BLOCK_K)
            inside = depth < width
            a = tl.load(
                hidden + row.to(tl.int64)[:, None] * widest + depth[None, :],
                mask=row_inside[:, None] & inside[None, :],
                other=0.0,
            )
            b = tl.load(
                downs + column[None, :] * widest + depth[:, None],
                mask=column_inside[None, :] & inside[:, None],
                other=0.0,
            )
            total = tl.dot(a, b, total, input_precision="tf32x3")
        weight = tl.load(weights + choice, mask=row_inside, other=0.0).to(tl.float32)
        tl.store(
            y + choice[:, None] * model + column[None, :],
            (total * weight[:, None]).to(y.dtype.element_ty),
            mask=row_inside[:, None] & column_inside[None, :],
        )


def _few(architecture: Architecture) -> Tiles:
    return _with_experts(_tiles(architecture, rows_per_expert=1, element_size=2, narrow=False))


def _many(architecture: Architecture) -> Tiles:
    return _with_experts(_tiles(architecture, rows_per_expert=128, element_size=2, narrow=False))


def _many_fp32(architecture: Architecture) -> Tiles:
    return _with_experts(_tiles(architecture, rows_per_expert=128, element_size=4, narrow=False))


def _with_experts(tiles: Tiles) -> Tiles:
    return Tiles({**tiles.sizes, "BLOCK_E": 8}, tiles.warps, tiles.stages)


_SIZES = {
    **dict.fromkeys(("order", "offsets", "widths"), "*i32:16"),
    **dict.fromkeys(("model", "widest"), "i32:16"),
    "experts": "i32",
}
_GATE_UP = {**dict.fromkeys(("x", "gate_up", "hidden"), "*bf16:16"), **_SIZES}
_DOWN = {
    **dict.fromkeys(("hidden", "down"), "*bf16:16"),
    "weights": "*fp32:16",
    "y": "*bf16:16",
    **_SIZES,
}

BUILDS = (
    Build("experts_gate_up_decode", _gate_up, _GATE_UP, _few, {"K": 2}, most_registers=168),
    Build("experts_gate_up_prefill", _gate_up, _GATE_UP, _many, {"K": 2}, most_registers=255),
    Build("experts_gate_up_fp32", _gate_up, in_fp32(_GATE_UP), _many_fp32, {"K": 2}, 255),
    Build("experts_down_decode", _down, _DOWN, _few, {"DIVISOR": 32}, most_registers=168),
    Build("experts_down_prefill", _down, _DOWN, _many, {"DIVISOR": 32}, most_registers=168),
)
