"""Attention over documents packed one after the other, each seeing itself alone.

Scores are computed whole for each document by matrix products, which on CPUs is several times
faster backward than torch's blockwise kernel, and no mask is ever made. Registered with
transformers under `NAME`; the lengths travel as the keyword `lengths`. Knows nothing of lessons.

Shapes: B batch (1 where documents are packed), H query heads, G key-value heads, T tokens of the
row, L tokens of one document, d head width, R query heads of one key-value head.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

NAME = "consilium_documents"


class _Causal(torch.autograd.Function):
    """Softmax attention of one document; keeps the probabilities for the way back."""

    @staticmethod
    def forward(ctx: Any, query_GMd, key_GLd, value_GLd, repeats: int, scale: float):
        length = key_GLd.shape[1]
        scores_GML = torch.bmm(query_GMd * scale, key_GLd.transpose(1, 2))
        shaped = scores_GML.view(-1, repeats, length, length)
        shaped.masked_fill_(_future(length, scores_GML.device), -torch.inf)
        chance_GML = torch.softmax(scores_GML, dim=-1)
        ctx.save_for_backward(query_GMd, key_GLd, value_GLd, chance_GML)
        ctx.scale = scale
        return torch.bmm(chance_GML, value_GLd)

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor):
        (grad_GMd,) = grads
        query, key, value, chance = ctx.saved_tensors
        grad_GMd = grad_GMd.contiguous()
        grad_value = torch.bmm(chance.transpose(1, 2), grad_GMd)
        grad_chance = torch.bmm(grad_GMd, value.transpose(1, 2))
        grad_scores = torch._softmax_backward_data(grad_chance, chance, -1, chance.dtype)
        grad_query = torch.bmm(grad_scores, key) * ctx.scale
        grad_key = torch.bmm(grad_scores.transpose(1, 2), query) * ctx.scale
        return grad_query, grad_key, grad_value, None, None


def by_document(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    lengths: Sequence[int] | None = None,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Causal attention; `lengths` are those of the documents in a row of one batch.

    Without `lengths` every row is one document. Raises ValueError for padding, which it cannot
    leave out, and for lengths that do not fill the row.
    """
    if attention_mask is not None or query.shape[2] != key.shape[2]:
        raise ValueError(f"{NAME} reads whole documents without padding or cache; use sdpa")
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    if lengths is None:
        rows = [_one(q, k, v, scale) for q, k, v in zip(query, key, value, strict=True)]
        return torch.stack(rows), None
    if query.shape[0] != 1 or sum(lengths) != query.shape[2]:
        raise ValueError(
            f"documents of {sum(lengths)} tokens in {query.shape[0]} rows of {query.shape[2]}; give"
            " one row whose lengths fill it"
        )
    parts = [part[0].split(list(lengths), dim=1) for part in (query, key, value)]
    return torch.cat([_one(*own, scale) for own in zip(*parts, strict=True)])[None], None


def _one(query_HLd, key_GLd, value_GLd, scale: float) -> torch.Tensor:
    """Attention of one document, (L, H, d)."""
    heads, length, width = query_HLd.shape
    groups = key_GLd.shape[0]
    query_GMd = query_HLd.reshape(groups, heads // groups * length, width)
    answer = _Causal.apply(
        query_GMd, key_GLd.contiguous(), value_GLd.contiguous(), heads // groups, scale
    )
    assert isinstance(answer, torch.Tensor)
    return answer.view(heads, length, width).transpose(0, 1)


def _future(length: int, device: torch.device) -> torch.Tensor:
    return torch.ones(length, length, dtype=torch.bool, device=device).triu_(1)


ALL_ATTENTION_FUNCTIONS.register(NAME, by_document)
