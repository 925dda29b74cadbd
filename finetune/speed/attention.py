"""Causal attention within documents that are packed into one sequence.

Takes projections as they come, (B, T, heads * depth), and turns them by their positions itself. On
CPUs with AMX both ways run on tiles, heads and lengths permitting; elsewhere it is torch's.

Shapes: B sequences, T tokens each.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

from finetune.speed.native import Kernels, fused

DEPTH = 64
STEP = 32
"""What the kernels were written for: width of a head, and what lengths are multiples of."""


def attention(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    cos_sin: tuple[torch.Tensor, torch.Tensor],
    first_BT: torch.Tensor | None,
    depth: int,
    scale: float,
) -> torch.Tensor:
    """(B, T, heads * depth). A token sees from `first_BT` (its document's start) to itself."""
    kernels = fused(query, key, value, *cos_sin)
    if kernels is None or not kernels.attends or depth != DEPTH or query.shape[1] % STEP:
        return plain_attention(query, key, value, cos_sin, first_BT, depth, scale)
    cos, sin = (each.expand(*query.shape[:2], depth).contiguous() for each in cos_sin)
    first = torch.zeros(query.shape[:2], dtype=torch.int32) if first_BT is None else first_BT.int()
    given = [each.contiguous() for each in (query, key, value, cos, sin, first)]
    return _Attention.apply(*given, scale, kernels)


def plain_attention(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    cos_sin: tuple[torch.Tensor, torch.Tensor],
    first_BT: torch.Tensor | None,
    depth: int,
    scale: float,
) -> torch.Tensor:
    """The reference: Llama's rotation and torch's attention."""

    def heads(x: torch.Tensor) -> torch.Tensor:
        return x.view(*x.shape[:2], -1, depth).transpose(1, 2)

    q, k = apply_rotary_pos_emb(heads(query), heads(key), *cos_sin)
    if first_BT is None:
        out = _attend(q, k, heads(value), scale=scale)
    elif first_BT.is_cuda:
        out = _attend(q, k, heads(value), scale=scale, mask=visible(first_BT))
    else:
        out = _each_document(q, k, heads(value), scale, first_BT)
    return out.transpose(1, 2).reshape(query.shape)


def _attend(
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    scale: float,
    mask: torch.Tensor | None = None,
) -> torch.Tensor:
    return F.scaled_dot_product_attention(
        q, k, v, attn_mask=mask, is_causal=mask is None, scale=scale, enable_gqa=True
    )


def _each_document(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, scale: float, first_BT: torch.Tensor
) -> torch.Tensor:
    """Document by document: over a pack of many, a mask would be nearly all of the work."""
    rows = []
    for at, first_T in enumerate(first_BT):
        lengths = torch.unique_consecutive(first_T, return_counts=True)[1].tolist()
        queries, keys, values = (each[at : at + 1].split(lengths, dim=2) for each in (q, k, v))
        documents = zip(queries, keys, values, strict=True)
        rows.append(torch.cat([_attend(*one, scale=scale) for one in documents], dim=2))
    return torch.cat(rows)


def visible(first_BT: torch.Tensor) -> torch.Tensor:
    """True where a token (third dimension) sees another (fourth); shape (B, 1, T, T)."""
    place = torch.arange(first_BT.shape[1], device=first_BT.device)
    from_first = place[None, None, :] >= first_BT[:, :, None]
    return (from_first & (place[None, :] <= place[:, None]))[:, None]


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, query, key, value, cos, sin, first, scale: float, kernels: Kernels):
        batch, length, width = query.shape
        sizes = (batch, length, width // DEPTH, key.shape[-1] // DEPTH)
        out = torch.empty_like(query)
        logsum = torch.empty(batch, width // DEPTH, length)
        given = (query, key, value, cos, sin, first)
        kernels.call("attention_forward", *given, out, logsum, *sizes, scale)
        ctx.save_for_backward(*given, out, logsum)
        ctx.sizes, ctx.scale, ctx.kernels = sizes, scale, kernels
        return out

    @staticmethod
    def backward(ctx: Any, *grads):
        given = ctx.saved_tensors
        back = [torch.empty_like(each) for each in given[:3]]
        ctx.kernels.call(
            "attention_backward", *given, grads[0].contiguous(), *back, *ctx.sizes, ctx.scale
        )
        return *back, None, None, None, None, None
