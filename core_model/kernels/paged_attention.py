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

from core_model.kernels.architecture import (
    Architecture,
    Tiles,
    architecture_of,
    power_of_two,
    processors,
    tiles_over,
)
from core_model.kernels.build import Build, in_fp32
from core_model.kernels.devices import on_gpu
from core_model.kernels.language import kernel, tl

LOG2_E = 1.4426950408889634
LEAST_SPLIT = 256  # slots; below, merging the parts costs more than reading them one by one
MOST_SPLITS = 64


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
    tensors = (q_THd, keys_NPGd, values_NPGd, block_table_SB, starts_S1, cached_S)
    if on_gpu(*tensors):
        return paged_attention_triton(*tensors, scale=scale)
    return paged_attention_reference(*tensors, scale=scale)


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
            keys_NPGd.index_select(0, blocks).flatten(0, 1)[:length],
            values_NPGd.index_select(0, blocks).flatten(0, 1)[:length],
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


def paged_attention_triton(
    q_THd: torch.Tensor,
    keys_NPGd: torch.Tensor,
    values_NPGd: torch.Tensor,
    block_table_SB: torch.Tensor,
    starts_S1: torch.Tensor,
    cached_S: torch.Tensor,
    *,
    scale: float,
    tiles: Tiles | None = None,
    splits: int | None = None,
) -> torch.Tensor:
    """The decode kernel where each sequence has one new token, else the prefill kernel.

    Chosen by shapes alone, so that nothing waits for the device. Source of the online softmax and
    of the split context: Dao et al. (2022), algorithm 1, and Dao et al., Flash-Decoding (2023).
    """
    decode = len(q_THd) == len(cached_S)
    (heads, width), key_heads = q_THd.shape[1:], keys_NPGd.shape[2]
    architecture = architecture_of(q_THd.device)
    choose = _decode_tiles if decode else _prefill_tiles
    tiles = tiles or choose(architecture, heads // key_heads, width, q_THd.element_size())
    out_THd = torch.empty_like(q_THd, memory_format=torch.contiguous_format)
    constants = {"P": keys_NPGd.shape[1], "GROUP": heads // key_heads, "D": width}
    arguments = (
        q_THd.contiguous(),
        keys_NPGd,
        values_NPGd,
        block_table_SB.contiguous(),
        starts_S1,
        cached_S,
        *_strides(keys_NPGd, values_NPGd),
        block_table_SB.shape[1],
        key_heads,
        scale * LOG2_E,
    )
    if decode:
        splits = splits or _splits(block_table_SB, keys_NPGd, processors(q_THd.device))
        _run_decode(out_THd, arguments, {**constants, **tiles.launch()}, splits)
    else:
        sequences = len(cached_S)
        queries = tiles.sizes["BLOCK_M"] // (heads // key_heads)
        grid = (len(q_THd) // queries + sequences, key_heads)
        sizes = {"BLOCK_S": power_of_two(sequences), **tiles.launch()}
        _prefill[grid](out_THd, *arguments, sequences, **constants, **sizes)
    return out_THd


def _run_decode(out_THd: torch.Tensor, arguments: tuple, sizes: dict, splits: int) -> None:
    tokens, heads, width = out_THd.shape
    parts = out_THd.new_empty((tokens, heads, splits, width), dtype=torch.float32)
    # the log-sum-exp of a part, in base 2: what the part weighs when the parts are merged
    weights = out_THd.new_empty((tokens, heads, splits), dtype=torch.float32)
    if not tokens:
        return
    key_heads = heads // sizes["GROUP"]
    _decode[(tokens, key_heads, splits)](
        out_THd, parts, weights, *arguments, SPLITS=splits, **sizes
    )
    if splits > 1:
        _merge[(tokens * heads,)](
            out_THd, parts, weights, SPLITS=splits, D=width, BLOCK_D=sizes["BLOCK_D"], num_warps=4
        )


def _strides(keys_NPGd: torch.Tensor, values_NPGd: torch.Tensor) -> tuple[int, ...]:
    """Strides that both caches share: of a block, a slot and a head."""
    if keys_NPGd.stride() != values_NPGd.stride() or keys_NPGd.stride(3) != 1:
        raise ValueError(
            f"caches have strides {keys_NPGd.stride()} and {values_NPGd.stride()};"
            " allocate both alike, with the head width innermost"
        )
    return keys_NPGd.stride()[:3]


def _splits(block_table_SB: torch.Tensor, keys_NPGd: torch.Tensor, available: int) -> int:
    """A power of two that gives each processor about two programs, none with a short part."""
    sequences, blocks = block_table_SB.shape
    programs = max(sequences * keys_NPGd.shape[2], 1)
    wanted = tiles_over(2 * available, programs)
    useful = max(blocks * keys_NPGd.shape[1] // LEAST_SPLIT, 1)
    return min(power_of_two(min(wanted, useful)), MOST_SPLITS)


def _decode_tiles(architecture: Architecture, group: int, width: int, element_size: int) -> Tiles:
    """The heads that share a key head are the rows: 16 for a tensor core, though fewer are real."""
    slots, stages = _pipeline(architecture, width * element_size)
    sizes = {"BLOCK_M": power_of_two(group, least=16), "BLOCK_N": slots}
    return Tiles({**sizes, "BLOCK_D": power_of_two(width, least=16)}, warps=4, stages=stages)


def _prefill_tiles(architecture: Architecture, group: int, width: int, element_size: int) -> Tiles:
    """Rows are (query, head of the group), so that a key is read once for the whole group.

    128 rows with eight warps on roomy chips, else 64 with four, eight for heads beyond 256 bytes.
    In fp32, where three products make one, 32 rows and slots.
    """
    slots, stages = _pipeline(architecture, width * element_size)
    wide = width * element_size > 256
    rows = 128 if architecture.roomy and not wide else 64
    if element_size == 4:
        rows, slots = 32, 32
    sizes = {"BLOCK_M": power_of_two(group, least=rows), "BLOCK_N": slots}
    sizes["BLOCK_D"] = power_of_two(width, least=16)
    warps = 8 if wide or element_size == 4 or sizes["BLOCK_M"] >= 128 else 4
    return Tiles(sizes, warps=warps, stages=stages)


def _pipeline(architecture: Architecture, head_bytes: int) -> tuple[int, int]:
    """Slots a step, and stages: two bring the block numbers first, so five keep two steps of slots.

    Where two steps do not fit, three stages keep one.
    """
    comfortable = 256 if architecture.roomy else 128
    slots = 64 if head_bytes <= comfortable else 32
    return slots, 5 if slots * head_bytes <= 64 * comfortable else 3


@kernel
def _see(
    q, seen, begin, end, keys, values, table, stride_n, stride_p, scale,
    P: tl.constexpr, D: tl.constexpr,
    BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_D: tl.constexpr,
):  # fmt: skip
    """Online softmax of rows q over slots begin to end, each row up to its `seen`, both inclusive.

    Every row must see slot `begin`. Returns the unnormalised sum, the maximum and the mass of each
    row, in base 2.
    """
    across = tl.arange(0, BLOCK_D)
    across_inside = across < D
    total = tl.zeros((BLOCK_M, BLOCK_D), dtype=tl.float32)
    top = tl.full((BLOCK_M,), float("-inf"), dtype=tl.float32)
    mass = tl.zeros((BLOCK_M,), dtype=tl.float32)
    for start in range(begin, end, BLOCK_N):
        slot = start + tl.arange(0, BLOCK_N)
        inside = slot < end
        block = tl.load(table + slot // P, mask=inside, other=0).to(tl.int64)
        at = block * stride_n + (slot % P) * stride_p
        k = tl.load(
            keys + at[None, :] + across[:, None],
            mask=inside[None, :] & across_inside[:, None],
            other=0.0,
        )
        score = tl.dot(q, k, input_precision="tf32x3") * scale
        score = tl.where(inside[None, :] & (slot[None, :] <= seen[:, None]), score, float("-inf"))
        new_top = tl.maximum(top, tl.max(score, axis=1))
        power = tl.exp2(score - new_top[:, None])
        shrink = tl.exp2(top - new_top)
        mass = mass * shrink + tl.sum(power, axis=1)
        v = tl.load(
            values + at[:, None] + across[None, :],
            mask=inside[:, None] & across_inside[None, :],
            other=0.0,
        )
        total = tl.dot(power.to(v.dtype), v, total * shrink[:, None], input_precision="tf32x3")
        top = new_top
    return total, top, mass


# sizes that change from step to step must not compile anew for 1, or for multiples of 16
@kernel(do_not_specialize=["blocks", "sequences"])
def _prefill(
    out, q, keys, values, table, starts, cached, stride_n, stride_p, stride_g, blocks, key_heads,
    scale, sequences,
    P: tl.constexpr, GROUP: tl.constexpr, D: tl.constexpr, BLOCK_S: tl.constexpr,
    BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_D: tl.constexpr,
):  # fmt: skip
    """One program: BLOCK_M // GROUP queries of one sequence, all heads of one key head.

    Sequence s owns the tiles from `starts[s] // queries + s` on, which leaves room for the rounding
    of every sequence before it, so that the grid is known without reading the lengths.
    """
    QUERIES: tl.constexpr = BLOCK_M // GROUP
    tile = tl.program_id(0)
    key_head = tl.program_id(1)
    each = tl.arange(0, BLOCK_S)
    begins = tl.load(starts + each, mask=each < sequences, other=0) // QUERIES + each
    sequence = tl.sum(((each < sequences) & (begins <= tile)).to(tl.int32), axis=0) - 1
    start = tl.load(starts + sequence).to(tl.int32)
    new = tl.load(starts + sequence + 1).to(tl.int32) - start
    first = (tile - (start // QUERIES + sequence)) * QUERIES
    if first < new:
        row = tl.arange(0, BLOCK_M)
        query = first + row // GROUP
        inside = (row < QUERIES * GROUP) & (query < new)
        head = key_head * GROUP + row % GROUP
        across = tl.arange(0, BLOCK_D)
        at = ((start + query).to(tl.int64) * key_heads * GROUP + head)[:, None] * D
        at += across[None, :]
        mask = inside[:, None] & (across < D)[None, :]
        before = tl.load(cached + sequence).to(tl.int32)
        end = before + tl.minimum(new, first + QUERIES)
        total, _, mass = _see(
            tl.load(q + at, mask=mask, other=0.0),
            before + query,
            0,
            end,
            keys + key_head * stride_g,
            values + key_head * stride_g,
            table + sequence.to(tl.int64) * blocks,
            stride_n,
            stride_p,
            scale,
            P,
            D,
            BLOCK_M,
            BLOCK_N,
            BLOCK_D,
        )
        tl.store(out + at, (total / mass[:, None]).to(out.dtype.element_ty), mask=mask)


@kernel(do_not_specialize=["blocks"])
def _decode(
    out, parts, weights, q, keys, values, table, starts, cached, stride_n, stride_p, stride_g,
    blocks, key_heads, scale,
    P: tl.constexpr, GROUP: tl.constexpr, D: tl.constexpr, SPLITS: tl.constexpr,
    BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_D: tl.constexpr,
):  # fmt: skip
    """One program: the last token of one sequence, one key head, one part of the context."""
    sequence = tl.program_id(0).to(tl.int64)
    key_head = tl.program_id(1)
    split = tl.program_id(2)
    row = tl.arange(0, BLOCK_M)
    across = tl.arange(0, BLOCK_D)
    head = sequence * key_heads * GROUP + key_head * GROUP + row
    at = head[:, None] * D + across[None, :]
    mask = (row < GROUP)[:, None] & (across < D)[None, :]
    length = tl.load(cached + sequence).to(tl.int32) + 1
    part = tl.cdiv(tl.cdiv(length, SPLITS), BLOCK_N) * BLOCK_N
    total, top, mass = _see(
        tl.load(q + at, mask=mask, other=0.0),
        tl.full((BLOCK_M,), 0, dtype=tl.int32) + length,
        split * part,
        tl.minimum(length, (split + 1) * part),
        keys + key_head * stride_g,
        values + key_head * stride_g,
        table + sequence * blocks,
        stride_n,
        stride_p,
        scale,
        P,
        D,
        BLOCK_M,
        BLOCK_N,
        BLOCK_D,
    )
    mass = tl.maximum(mass, 1e-30)  # a part beyond the end has neither mass nor a maximum
    mean = total / mass[:, None]
    if SPLITS == 1:
        tl.store(out + at, mean.to(out.dtype.element_ty), mask=mask)
    else:
        place = head * SPLITS + split
        tl.store(parts + place[:, None] * D + across[None, :], mean, mask=mask)
        tl.store(weights + place, top + tl.log2(mass), mask=row < GROUP)


@kernel
def _merge(out, parts, weights, SPLITS: tl.constexpr, D: tl.constexpr, BLOCK_D: tl.constexpr):
    """One head of one token a program: the mean of its parts by their mass; an empty one has 0."""
    head = tl.program_id(0).to(tl.int64)
    split = tl.arange(0, SPLITS)
    across = tl.arange(0, BLOCK_D)
    inside = across < D
    weight = tl.load(weights + head * SPLITS + split)
    weight = tl.exp2(weight - tl.max(weight, axis=0))
    at = parts + (head * SPLITS + split)[:, None] * D + across[None, :]
    part = tl.load(at, mask=inside[None, :], other=0.0)
    mean = tl.sum(part * weight[:, None], axis=0) / tl.sum(weight, axis=0)
    tl.store(out + head * D + across, mean.to(out.dtype.element_ty), mask=inside)


def _typical_decode(architecture: Architecture) -> Tiles:
    return _decode_tiles(architecture, group=3, width=64, element_size=2)


def _typical_prefill(architecture: Architecture) -> Tiles:
    tiles = _prefill_tiles(architecture, group=3, width=64, element_size=2)
    return Tiles({**tiles.sizes, "BLOCK_S": 16}, tiles.warps, tiles.stages)


def _wide_prefill(architecture: Architecture) -> Tiles:
    tiles = _prefill_tiles(architecture, group=4, width=128, element_size=2)
    return Tiles({**tiles.sizes, "BLOCK_S": 16}, tiles.warps, tiles.stages)


def _fp32_prefill(architecture: Architecture) -> Tiles:
    tiles = _prefill_tiles(architecture, group=3, width=64, element_size=4)
    return Tiles({**tiles.sizes, "BLOCK_S": 16}, tiles.warps, tiles.stages)


def _merge_tiles(architecture: Architecture) -> Tiles:
    return Tiles({"BLOCK_D": 64})


_CACHE = {
    **dict.fromkeys(("q", "keys", "values"), "*bf16:16"),
    **dict.fromkeys(("table", "starts", "cached"), "*i32:16"),
    **dict.fromkeys(("stride_n", "stride_p", "stride_g"), "i32:16"),
    **dict.fromkeys(("blocks", "key_heads"), "i32"),
    "scale": "fp32",
}
_DECODE = {"out": "*bf16:16", "parts": "*fp32:16", "weights": "*fp32:16", **_CACHE}
_PREFILL = {"out": "*bf16:16", **_CACHE, "sequences": "i32"}
_SMALL = {"P": 16, "GROUP": 3, "D": 64}

BUILDS = (
    Build("attention_decode", _decode, _DECODE, _typical_decode, {**_SMALL, "SPLITS": 1}, 168),
    Build("attention_split", _decode, _DECODE, _typical_decode, {**_SMALL, "SPLITS": 8}, 168),
    Build(
        name="attention_merge",
        kernel=_merge,
        types={name: _DECODE[name] for name in ("out", "parts", "weights")},
        tiles=_merge_tiles,
        constants={"SPLITS": 8, "D": 64},
    ),
    Build("attention_prefill", _prefill, _PREFILL, _typical_prefill, _SMALL, 255),
    Build("attention_prefill_fp32", _prefill, in_fp32(_PREFILL), _fp32_prefill, _SMALL, 255),
    Build(
        name="attention_prefill_128",
        kernel=_prefill,
        types=_PREFILL,
        tiles=_wide_prefill,
        constants={"P": 16, "GROUP": 4, "D": 128},
        most_registers=255,
    ),
)
