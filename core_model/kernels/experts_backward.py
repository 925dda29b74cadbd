"""The derivative of the grouped experts: of tokens, routing weights and stacked weights.

Works on tiles that exist, at each expert's own width; padding's gradient is 0. No atomics: the sums
are the same in every run.

Shapes: T tokens, D model width, E experts, K chosen per token, W width of the widest expert,
C choices (T * K).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import torch

from core_model.kernels.architecture import (
    Architecture,
    Tiles,
    architecture_of,
    power_of_two,
    tiles_over,
)
from core_model.kernels.build import Build
from core_model.kernels.expert_tiles import on_device, pick, programs, tiles_by_expert
from core_model.kernels.language import kernel, tl
from core_model.kernels.sorting import Routing


def grouped_swiglu_back_triton(
    grad_TD: torch.Tensor,
    x_TD: torch.Tensor,
    weights_TK: torch.Tensor,
    gate_up_EWD: torch.Tensor,
    down_EDW: torch.Tensor,
    routing: Routing,
    widths: Sequence[int],
    *,
    stacked: bool = True,
    tiles: Tiles | None = None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor | None, torch.Tensor | None]:
    """Gradients of x, the routing weights, and with `stacked` of gate_up and down, else None."""
    (tokens, model), k, choices = x_TD.shape, weights_TK.shape[1], weights_TK.numel()
    experts, widest, device = len(widths), down_EDW.shape[2], x_TD.device
    tiles = tiles or _tiles(architecture_of(device), x_TD.element_size())
    x_TD, grad_TD = x_TD.contiguous(), grad_TD.contiguous()
    gate_up_EWD, down_EDW = gate_up_EWD.contiguous(), down_EDW.contiguous()
    across = tiles_over(widest, tiles.sizes["BLOCK_N"])
    slopes_CW = x_TD.new_empty((choices, 2 * widest))
    hidden_CW = x_TD.new_empty((choices, widest))
    parts_CN = x_TD.new_zeros((choices, across), dtype=torch.float32)
    x_parts_CD = torch.empty((choices, model), dtype=x_TD.dtype, device=device)
    gate_up_grad = torch.zeros_like(gate_up_EWD) if stacked else None
    down_grad = torch.zeros_like(down_EDW) if stacked else None
    if tokens:
        widths_E = on_device(tuple(widths), device)
        sizes = (routing.order, routing.offsets_E1, widths_E, model, widest, experts)
        shared = {"K": k, "DIVISOR": gcd(32, *widths), "BLOCK_E": power_of_two(experts)}
        shared |= tiles.launch()
        weights = weights_TK.contiguous()
        _back_hidden[(programs(tiles, choices, experts, widest, device),)](
            x_TD, grad_TD, gate_up_EWD, down_EDW, weights, slopes_CW, hidden_CW, parts_CN,
            *sizes, across, **shared,
        )  # fmt: skip
        _back_x[(programs(tiles, choices, experts, model, device),)](
            slopes_CW, gate_up_EWD, x_parts_CD, *sizes, **shared
        )
        if stacked:
            _back_weights[(programs(tiles, experts * widest, experts, model, device),)](
                x_TD, grad_TD, slopes_CW, hidden_CW, gate_up_grad, down_grad, *sizes, **shared
            )
    x_grad = x_parts_CD.view(tokens, k, model).sum(dim=1)
    weights_grad = parts_CN.sum(dim=1).view(tokens, k).to(weights_TK.dtype)
    return x_grad, weights_grad, gate_up_grad, down_grad


def _tiles(architecture: Architecture, element_size: int) -> Tiles:
    """Three accumulators of 64 by 32: 48 registers a thread, or of 32 by 32 in fp32."""
    rows = 32 if element_size == 4 else 64
    sizes = {"BLOCK_M": rows, "BLOCK_N": 32, "BLOCK_K": 64 // (element_size // 2)}
    return Tiles(sizes, warps=4, stages=3 if architecture.roomy else 2)


@kernel
def _back_hidden(
    x, grad, gate_up, down, weights, slopes, hidden, parts, order, offsets, widths, model, widest,
    experts, parts_across,
    K: tl.constexpr, DIVISOR: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr,
    BLOCK_K: tl.constexpr, BLOCK_E: tl.constexpr,
):  # fmt: skip
    """What reaches gate and up; the weighted hidden values; parts of the weights' gradient."""
    firsts, lasts, own_widths, begins, ends = tiles_by_expert(
        offsets, widths, widest, experts, True, BLOCK_M, BLOCK_N, BLOCK_E
    )
    for tile in range(tl.program_id(0), tl.max(ends, axis=0), tl.num_programs(0)):
        expert = tl.sum((ends <= tile).to(tl.int32), axis=0)
        width = tl.multiple_of(pick(own_widths, expert, BLOCK_E), DIVISOR)
        local = tile - pick(begins, expert, BLOCK_E)
        across = tl.cdiv(width, BLOCK_N)
        row = pick(firsts, expert, BLOCK_E) + local // across * BLOCK_M + tl.arange(0, BLOCK_M)
        row_inside = row < pick(lasts, expert, BLOCK_E)
        column = local % across * BLOCK_N + tl.arange(0, BLOCK_N)
        column_inside = column < width
        choice = tl.load(order + row, mask=row_inside, other=0).to(tl.int64)
        token = choice // K
        gates = gate_up + expert.to(tl.int64) * 2 * widest * model
        downs = down + expert.to(tl.int64) * model * widest
        gate = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        up = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        back = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        for start in range(0, model, BLOCK_K):
            depth = start + tl.arange(0, BLOCK_K)
            rows = row_inside[:, None] & (depth < model)[None, :]
            columns = column_inside[None, :] & (depth < model)[:, None]
            at = token[:, None] * model + depth[None, :]
            a = tl.load(x + at, mask=rows, other=0.0)
            r = tl.load(grad + at, mask=rows, other=0.0)
            beside = gates + column[None, :] * model + depth[:, None]
            g = tl.load(beside, mask=columns, other=0.0)
            u = tl.load(beside + widest * model, mask=columns, other=0.0)
            d = tl.load(downs + depth[:, None] * widest + column[None, :], mask=columns, other=0.0)
            gate = tl.dot(a, g, gate, input_precision="tf32x3")
            up = tl.dot(a, u, up, input_precision="tf32x3")
            back = tl.dot(r, d, back, input_precision="tf32x3")
        weight = tl.load(weights + choice, mask=row_inside, other=0.0).to(tl.float32)[:, None]
        share = tl.sigmoid(gate)
        value = gate * share * up
        part = tl.sum(tl.where(column_inside[None, :], back * value, 0.0), axis=1)
        tl.store(parts + choice * parts_across + local % across, part, mask=row_inside)
        back *= weight
        mask = row_inside[:, None] & column_inside[None, :]
        kind = slopes.dtype.element_ty
        target = slopes + row.to(tl.int64)[:, None] * 2 * widest + column[None, :]
        tl.store(target, (back * up * share * (1 + gate * (1 - share))).to(kind), mask=mask)
        tl.store(target + widest, (back * gate * share).to(kind), mask=mask)
        target = hidden + row.to(tl.int64)[:, None] * widest + column[None, :]
        tl.store(target, (value * weight).to(kind), mask=mask)


@kernel
def _back_x(
    slopes, gate_up, x_parts, order, offsets, widths, model, widest, experts,
    K: tl.constexpr, DIVISOR: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr,
    BLOCK_K: tl.constexpr, BLOCK_E: tl.constexpr,
):  # fmt: skip
    """What reaches x through each choice: slopes of gate and up times their weights."""
    firsts, lasts, own_widths, begins, ends = tiles_by_expert(
        offsets, widths, model, experts, False, BLOCK_M, BLOCK_N, BLOCK_E
    )
    across = tl.cdiv(model, BLOCK_N)
    for tile in range(tl.program_id(0), tl.max(ends, axis=0), tl.num_programs(0)):
        expert = tl.sum((ends <= tile).to(tl.int32), axis=0)
        width = tl.multiple_of(pick(own_widths, expert, BLOCK_E), DIVISOR)
        local = tile - pick(begins, expert, BLOCK_E)
        row = pick(firsts, expert, BLOCK_E) + local // across * BLOCK_M + tl.arange(0, BLOCK_M)
        row_inside = row < pick(lasts, expert, BLOCK_E)
        column = local % across * BLOCK_N + tl.arange(0, BLOCK_N)
        column_inside = column < model
        choice = tl.load(order + row, mask=row_inside, other=0).to(tl.int64)
        gates = gate_up + expert.to(tl.int64) * 2 * widest * model
        total = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        for start in range(0, width, BLOCK_K):
            depth = start + tl.arange(0, BLOCK_K)
            rows = row_inside[:, None] & (depth < width)[None, :]
            columns = column_inside[None, :] & (depth < width)[:, None]
            at = slopes + row.to(tl.int64)[:, None] * 2 * widest + depth[None, :]
            beside = gates + depth[:, None] * model + column[None, :]
            a = tl.load(at, mask=rows, other=0.0)
            b = tl.load(beside, mask=columns, other=0.0)
            total = tl.dot(a, b, total, input_precision="tf32x3")
            a = tl.load(at + widest, mask=rows, other=0.0)
            b = tl.load(beside + widest * model, mask=columns, other=0.0)
            total = tl.dot(a, b, total, input_precision="tf32x3")
        tl.store(
            x_parts + choice[:, None] * model + column[None, :],
            total.to(x_parts.dtype.element_ty),
            mask=row_inside[:, None] & column_inside[None, :],
        )


@kernel
def _back_weights(
    x, grad, slopes, hidden, gate_up_grad, down_grad, order, offsets, widths, model, widest,
    experts,
    K: tl.constexpr, DIVISOR: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr,
    BLOCK_K: tl.constexpr, BLOCK_E: tl.constexpr,
):  # fmt: skip
    """One tile a step: neurons of one expert by columns of the model, over the expert's rows."""
    each = tl.arange(0, BLOCK_E)
    firsts = tl.load(offsets + each, mask=each < experts, other=0)
    lasts = tl.load(offsets + each + 1, mask=each < experts, other=0)
    own_widths = tl.load(widths + each, mask=each < experts, other=0)
    across = tl.cdiv(model, BLOCK_N)
    tiles = tl.where(lasts > firsts, tl.cdiv(own_widths, BLOCK_M) * across, 0)
    ends = tl.cumsum(tiles, axis=0)
    for tile in range(tl.program_id(0), tl.max(ends, axis=0), tl.num_programs(0)):
        expert = tl.sum((ends <= tile).to(tl.int32), axis=0)
        width = tl.multiple_of(pick(own_widths, expert, BLOCK_E), DIVISOR)
        local = tile - pick(ends - tiles, expert, BLOCK_E)
        neuron = local // across * BLOCK_M + tl.arange(0, BLOCK_M)
        column = local % across * BLOCK_N + tl.arange(0, BLOCK_N)
        neuron_inside = neuron < width
        column_inside = column < model
        last = pick(lasts, expert, BLOCK_E)
        gate = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        up = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        down = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
        for start in range(pick(firsts, expert, BLOCK_E), last, BLOCK_K):
            row = start + tl.arange(0, BLOCK_K)
            row_inside = row < last
            token = tl.load(order + row, mask=row_inside, other=0).to(tl.int64) // K
            neurons = neuron_inside[:, None] & row_inside[None, :]
            columns = column_inside[None, :] & row_inside[:, None]
            at = slopes + row.to(tl.int64)[None, :] * 2 * widest + neuron[:, None]
            s = tl.load(at, mask=neurons, other=0.0)
            t = tl.load(at + widest, mask=neurons, other=0.0)
            at = hidden + row.to(tl.int64)[None, :] * widest + neuron[:, None]
            h = tl.load(at, mask=neurons, other=0.0)
            at = token[:, None] * model + column[None, :]
            a = tl.load(x + at, mask=columns, other=0.0)
            r = tl.load(grad + at, mask=columns, other=0.0)
            gate = tl.dot(s, a, gate, input_precision="tf32x3")
            up = tl.dot(t, a, up, input_precision="tf32x3")
            down = tl.dot(h, r, down, input_precision="tf32x3")
        mask = neuron_inside[:, None] & column_inside[None, :]
        kind = gate_up_grad.dtype.element_ty
        target = gate_up_grad + expert.to(tl.int64) * 2 * widest * model
        target += neuron[:, None] * model + column[None, :]
        tl.store(target, gate.to(kind), mask=mask)
        tl.store(target + widest * model, up.to(kind), mask=mask)
        target = down_grad + expert.to(tl.int64) * model * widest
        target += column[None, :] * widest + neuron[:, None]
        tl.store(target, down.to(kind), mask=mask)


def _typical(architecture: Architecture) -> Tiles:
    tiles = _tiles(architecture, element_size=2)
    return Tiles({**tiles.sizes, "BLOCK_E": 8}, tiles.warps, tiles.stages)


_SIZES = {
    **dict.fromkeys(("order", "offsets", "widths"), "*i32:16"),
    **dict.fromkeys(("model", "widest"), "i32:16"),
    "experts": "i32",
}
_TENSORS = ("x", "grad", "gate_up", "down", "slopes", "hidden", "gate_up_grad", "down_grad")
_TYPES = {
    **dict.fromkeys((*_TENSORS, "x_parts"), "*bf16:16"),
    **dict.fromkeys(("weights", "parts"), "*fp32:16"),
    "parts_across": "i32",
    **_SIZES,
}
_CONSTANTS = {"K": 2, "DIVISOR": 32}

BUILDS = (
    Build("experts_back_hidden", _back_hidden, _TYPES, _typical, _CONSTANTS, 255),
    Build("experts_back_x", _back_x, _TYPES, _typical, _CONSTANTS, 255),
    Build("experts_back_weights", _back_weights, _TYPES, _typical, _CONSTANTS, 255),
)
