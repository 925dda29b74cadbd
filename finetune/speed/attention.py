"""Causal attention within documents that are packed into one sequence.

Takes projections as they come, (B, T, heads * depth), and turns positions into rotations itself.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb


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

    def heads(x: torch.Tensor) -> torch.Tensor:
        return x.view(*x.shape[:2], -1, depth).transpose(1, 2)

    q, k = apply_rotary_pos_emb(heads(query), heads(key), *cos_sin)
    mask = None if first_BT is None else visible(first_BT)
    out = F.scaled_dot_product_attention(
        q, k, heads(value), attn_mask=mask, is_causal=mask is None, scale=scale, enable_gqa=True
    )
    return out.transpose(1, 2).reshape(query.shape)


def visible(first_BT: torch.Tensor) -> torch.Tensor:
    """True where a token (third dimension) sees another (fourth); shape (B, 1, T, T)."""
    place = torch.arange(first_BT.shape[1], device=first_BT.device)
    from_first = place[None, None, :] >= first_BT[:, :, None]
    return (from_first & (place[None, :] <= place[:, None]))[:, None]
