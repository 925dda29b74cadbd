"""Causal attention of new tokens over a paged key-value cache, for several sequences at once.

Works on blocks of the cache; knows nothing of requests, or of who allocates blocks. The new tokens'
own keys and values must lie in the cache before the call.

Shapes: T new tokens of all sequences one after the other, S sequences, H query heads, G key heads,
d head width, N blocks in the cache, P slots a block, B blocks of the longest sequence.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F


def paged_attention(
    q_THd: torch.Tensor,
    keys_NPGd: torch.Tensor,
    values_NPGd: torch.Tensor,
    block_table_SB: torch.Tensor,
    starts_S1: torch.Tensor,
    cached_S: torch.Tensor,
    *,
    scale: float,
) -> torch.Tensor:
    """What each new token sees, (T, H, d) in the dtype of q.

    Sequence s owns the queries `starts_S1[s] : starts_S1[s + 1]`, at least one. Its slot i lies in
    block `block_table_SB[s, i // P]` at `i % P`; query j sees the slots 0 to `cached_S[s] + j`.
    Entries of the table beyond a sequence's last block are never read. Query head h reads key head
    `h // (H / G)`. Index tensors are integers on the device of q.

    Raises ValueError where shapes do not fit together.
    """
    _check(q_THd, keys_NPGd, values_NPGd, block_table_SB, starts_S1, cached_S)
    return paged_attention_reference(
        q_THd, keys_NPGd, values_NPGd, block_table_SB, starts_S1, cached_S, scale=scale
    )


def _check(
    q_THd: torch.Tensor,
    keys_NPGd: torch.Tensor,
    values_NPGd: torch.Tensor,
    block_table_SB: torch.Tensor,
    starts_S1: torch.Tensor,
    cached_S: torch.Tensor,
) -> None:
    heads, width = q_THd.shape[1:]
    if keys_NPGd.shape != values_NPGd.shape or keys_NPGd.shape[3] != width:
        raise ValueError(
            f"q {tuple(q_THd.shape)}, keys {tuple(keys_NPGd.shape)} and values"
            f" {tuple(values_NPGd.shape)} do not fit; give (T, H, d) and two (N, P, G, d)"
        )
    if heads % keys_NPGd.shape[2]:
        raise ValueError(f"{heads} query heads cannot share {keys_NPGd.shape[2]} key heads evenly")
    sequences = len(block_table_SB)
    if len(starts_S1) != sequences + 1 or len(cached_S) != sequences:
        raise ValueError(
            f"{sequences} rows of blocks, {len(starts_S1)} starts and {len(cached_S)} lengths do"
            " not fit; give (S, B), (S + 1,) and (S,)"
        )


def paged_attention_reference(
    q_THd: torch.Tensor,
    keys_NPGd: torch.Tensor,
    values_NPGd: torch.Tensor,
    block_table_SB: torch.Tensor,
    starts_S1: torch.Tensor,
    cached_S: torch.Tensor,
    *,
    scale: float,
) -> torch.Tensor:
    """`paged_attention` in plain torch, one sequence after the other."""
    out_THd = torch.empty_like(q_THd)
    starts, cached = starts_S1.tolist(), cached_S.tolist()
    for sequence, (start, stop) in enumerate(pairwise(starts)):
        length = cached[sequence] + stop - start
        blocks = block_table_SB[sequence, : -(-length // keys_NPGd.shape[1])]
        out_THd[start:stop] = _attend(
            q_THd[start:stop],
            keys_NPGd[blocks].flatten(0, 1)[:length],
            values_NPGd[blocks].flatten(0, 1)[:length],
            scale,
        )
    return out_THd


def _attend(
    q_THd: torch.Tensor, k_LGd: torch.Tensor, v_LGd: torch.Tensor, scale: float
) -> torch.Tensor:
    """Attention of the last T of L tokens of one sequence."""
    new, length = len(q_THd), len(k_LGd)
    seen = None
    if 1 < new < length:
        seen = torch.ones(new, length, dtype=torch.bool, device=q_THd.device).tril(length - new)
    return F.scaled_dot_product_attention(
        q_THd.transpose(0, 1)[None],
        k_LGd.transpose(0, 1)[None],
        v_LGd.transpose(0, 1)[None],
        attn_mask=seen,
        is_causal=1 < new == length,
        scale=scale,
        enable_gqa=True,
    )[0].transpose(0, 1)
