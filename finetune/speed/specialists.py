"""The specialists of one layer with a backward of their own.

Tokens are sorted by specialist once; each one's gate and up are one product; gradients of its
weights are added where they belong instead of being spread over a stack of zeros. Trained weights
are kept in fp32 and multiplied in the dtype of the tokens.

Shapes: T tokens, K chosen per token, R rows of all groups, D model width, E specialists, W width of
the widest, w that of one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F

from core_model.grouping import ROWS
from finetune.speed.native import Kernels, fused


@dataclass(slots=True)
class WorkingCopy:
    """One layer's weights as they are multiplied: each specialist's own rows, contiguous."""

    gate_up_proj: torch.nn.Parameter
    down_proj: torch.nn.Parameter
    widths: tuple[int, ...]
    gate_up: list[torch.Tensor] = field(default_factory=list)
    down: list[torch.Tensor] = field(default_factory=list)

    def refresh(self, dtype: torch.dtype) -> None:
        """Casts the weights again; to be called after an optimizer, or a load, has written."""
        wide = self.gate_up_proj.shape[1] // 2
        gate_up, down = self.gate_up_proj.detach(), self.down_proj.detach()
        self.gate_up = [
            torch.cat([stack[:w], stack[wide : wide + w]]).to(dtype)
            for stack, w in zip(gate_up, self.widths, strict=True)
        ]
        self.down = [
            stack[:, :w].to(dtype).contiguous() for stack, w in zip(down, self.widths, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Sink:
    """Where one lane adds the gradients of a layer's specialists, fp32, shaped as the stacks."""

    gate_up: torch.Tensor
    down: torch.Tensor


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows sorted by specialist: each row's token and weight, where each choice went, group sizes.

    Groups are filled to a multiple of 32 rows, as `core_model.grouping` says why; `place_TK` says
    in which row each choice of each token lies.
    """

    token_R: torch.Tensor
    weight_R: torch.Tensor
    place_TK: torch.Tensor
    sizes: list[int]


@torch.no_grad()
def sort(index_TK: torch.Tensor, weight_TK: torch.Tensor, experts: int) -> Groups:
    """Which token and weight each row has."""
    choice = index_TK.flatten()
    order = choice.argsort(stable=True)
    counts = choice.bincount(minlength=experts)
    filled = (counts + ROWS - 1) // ROWS * ROWS
    shift = (filled - counts).cumsum(0) - (filled - counts)
    row = torch.arange(len(order)) + shift[choice[order]]
    rows = int(filled.sum())
    token = row.new_zeros(rows).index_copy(0, row, order // index_TK.shape[-1])
    weight = torch.zeros(rows).index_copy(0, row, weight_TK.flatten()[order].float())
    place = torch.empty_like(row).index_copy(0, order, row)
    return Groups(token, weight, place.view_as(index_TK), filled.tolist())


def specialists(
    x_TD: torch.Tensor,
    weight_TK: torch.Tensor,
    index_TK: torch.Tensor,
    base_TD: torch.Tensor,
    copy: WorkingCopy,
    sink: Sink | None,
) -> torch.Tensor:
    """`base_TD` plus the weighted answers of each token's specialists, (T, D).

    With a `sink`, gradients of the stacks are added there and autograd sees none of them.
    """
    return _Specialists.apply(
        x_TD.contiguous(),
        weight_TK,
        base_TD,
        copy.gate_up_proj,
        copy.down_proj,
        index_TK,
        copy,
        sink,
    )


class _Specialists(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x, weight, base, gate_up_proj, down_proj, index, copy, sink):
        kernels = fused(x)
        groups = sort(index, weight, len(copy.widths))
        rows = x.index_select(0, groups.token_R)
        answers = torch.empty_like(rows)
        middles = []
        for each in _each(groups.sizes):
            gate_up = F.linear(rows[each.rows], copy.gate_up[each.expert])
            hidden = _hidden(gate_up, kernels)
            torch.mm(hidden, copy.down[each.expert].t(), out=answers[each.rows])
            middles.append(gate_up)
        ctx.save_for_backward(rows, *middles)
        ctx.groups, ctx.copy, ctx.sink, ctx.kernels = groups, copy, sink, kernels
        ctx.weights = copy.gate_up, copy.down
        ctx.shape, ctx.weight_dtype = x.shape, weight.dtype
        return _combined(answers, groups, weight, base.reshape(x.shape), kernels)

    @staticmethod
    def backward(ctx: Any, *grads):
        rows, *middles = ctx.saved_tensors
        dy = grads[0].contiguous()
        groups, copy, kernels = ctx.groups, ctx.copy, ctx.kernels
        sink = ctx.sink
        if sink is None and ctx.needs_input_grad[3]:
            stacks = copy.gate_up_proj, copy.down_proj
            sink = Sink(*(torch.zeros_like(one, dtype=torch.float32) for one in stacks))
        drows = dy.index_select(0, groups.token_R)
        dx = torch.empty_like(rows)
        dweight = torch.empty(len(rows))
        gate_ups, downs = ctx.weights
        for each, gate_up in zip(_each(groups.sizes), middles, strict=True):
            of = each.rows
            dhidden = torch.mm(drows[of], downs[each.expert])
            dgate_up, weighted = _back(gate_up, dhidden, groups.weight_R[of], dweight[of], kernels)
            torch.mm(dgate_up, gate_ups[each.expert], out=dx[of])
            if sink is not None:
                _learn(
                    sink,
                    each.expert,
                    copy.widths[each.expert],
                    (dgate_up, rows[of]),
                    (drows[of], weighted),
                    kernels,
                )
        given = (None, None)
        if sink is not None and ctx.sink is None:
            stacks = copy.gate_up_proj, copy.down_proj
            given = (sink.gate_up.to(stacks[0].dtype), sink.down.to(stacks[1].dtype))
        dinput = _combined(dx, groups, None, None, kernels)
        dchoice = dweight[groups.place_TK].to(ctx.weight_dtype)
        return dinput, dchoice, dy, *given, None, None, None


@dataclass(frozen=True, slots=True)
class _Group:
    expert: int
    rows: slice


def _each(sizes: list[int]) -> list[_Group]:
    groups, at = [], 0
    for expert, size in enumerate(sizes):
        if size:
            groups.append(_Group(expert, slice(at, at + size)))
        at += size
    return groups


def _hidden(gate_up: torch.Tensor, kernels: Kernels | None) -> torch.Tensor:
    rows, width = len(gate_up), gate_up.shape[1] // 2
    gate, up = gate_up.split(width, dim=1)
    if kernels is None:
        return F.silu(gate) * up
    hidden = gate_up.new_empty(rows, width)
    kernels.call("swiglu_forward", gate, up, hidden, rows, width, 2 * width)
    return hidden


def _back(
    gate_up: torch.Tensor,
    dhidden: torch.Tensor,
    weight: torch.Tensor,
    dweight: torch.Tensor,
    kernels: Kernels | None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Gradient of gate and up, and the weighted hidden values; fills `dweight`."""
    rows, width = dhidden.shape
    dgate_up, weighted = torch.empty_like(gate_up), torch.empty_like(dhidden)
    if kernels is not None:
        kernels.call(
            "expert_backward",
            gate_up,
            dhidden,
            weight,
            dgate_up,
            weighted,
            dweight,
            rows,
            width,
        )
        return dgate_up, weighted
    gate, up = gate_up.split(width, dim=1)
    share = gate.sigmoid()
    acted = gate * share
    scaled = dhidden * weight[:, None].to(dhidden.dtype)
    dgate_up[:, :width] = scaled * up * (share + acted * (1 - share))
    dgate_up[:, width:] = scaled * acted
    dweight.copy_((dhidden * acted * up).float().sum(dim=1))
    return dgate_up, torch.mul(acted * up, weight[:, None].to(gate.dtype), out=weighted)


def _learn(
    sink: Sink,
    expert: int,
    width: int,
    gate_up: tuple[torch.Tensor, torch.Tensor],
    down: tuple[torch.Tensor, torch.Tensor],
    kernels: Kernels | None,
) -> None:
    """Adds the products left' * right to the stacks' own rows and columns."""
    into, wide = sink.gate_up[expert], sink.gate_up.shape[1] // 2
    made = torch.mm(gate_up[0].t(), gate_up[1])
    add_into(into[:width], made[:width], kernels)
    add_into(into[wide : wide + width], made[width:], kernels)
    add_into(sink.down[expert, :, :width], torch.mm(down[0].t(), down[1]), kernels)


def add_into(to: torch.Tensor, made: torch.Tensor, kernels: Kernels | None) -> None:
    """to += made, where `to` is fp32 with contiguous rows."""
    if kernels is None:
        to += made
    else:
        kernels.call("add_into", to, made, *made.shape, to.stride(0))


def _combined(
    rows: torch.Tensor,
    groups: Groups,
    weight: torch.Tensor | None,
    base: torch.Tensor | None,
    kernels: Kernels | None,
) -> torch.Tensor:
    """Each token's rows added up, times their weights, on top of `base`."""
    tokens, k = groups.place_TK.shape
    if kernels is not None:
        out = rows.new_empty(tokens, rows.shape[1])
        held = None if weight is None else weight.float().contiguous()
        base = None if base is None else base.contiguous()
        kernels.call("combine", base, rows, groups.place_TK, held, out, tokens, k, rows.shape[1])
        return out
    chosen = rows[groups.place_TK]
    if weight is not None:
        chosen = chosen * weight[..., None].to(rows.dtype)
    total = chosen.sum(dim=1)
    return total if base is None else base + total
