"""The order in which choices lie expert by expert, and where each expert's begin.

Works on choices already made; knows nothing of how they were made, or of experts' weights. No
atomics: the order is the same in every run.

Shapes: T tokens, E experts, K chosen per token, P blocks of tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from core_model.kernels.architecture import Architecture, Tiles, power_of_two, tiles_over
from core_model.kernels.build import Build
from core_model.kernels.devices import on_gpu
from core_model.kernels.language import kernel, tl


@dataclass(frozen=True, slots=True)
class Routing:
    """Which experts each token goes to, and the same choices sorted by expert.

    `weights_TK` fp32 and `index_TK` int64 are each token's experts, the most probable first.
    `order` (T * K,) int32 lists the choices (t * K + k) expert by expert, within an expert by
    token. Expert e owns `order[offsets_E1[e] : offsets_E1[e + 1]]`, `counts_E[e]` of them (int32).
    """

    weights_TK: torch.Tensor
    index_TK: torch.Tensor
    order: torch.Tensor
    counts_E: torch.Tensor
    offsets_E1: torch.Tensor


def sort_by_expert(weights_TK: torch.Tensor, index_TK: torch.Tensor, experts: int) -> Routing:
    """A routing from choices that were made elsewhere, such as a router module's own.

    A token must not choose an expert twice.
    """
    if on_gpu(weights_TK, index_TK):
        return sort_by_expert_triton(weights_TK, index_TK, experts)
    return sort_by_expert_reference(weights_TK, index_TK, experts)


def sort_by_expert_reference(
    weights_TK: torch.Tensor, index_TK: torch.Tensor, experts: int
) -> Routing:
    """`sort_by_expert` in plain torch."""
    choices = index_TK.flatten()
    counts_E = torch.bincount(choices, minlength=experts).int()
    ends_E = counts_E.cumsum(0, dtype=torch.int32)
    return Routing(
        weights_TK=weights_TK,
        index_TK=index_TK,
        order=choices.argsort(stable=True).int(),
        counts_E=counts_E,
        offsets_E1=torch.cat([ends_E.new_zeros(1), ends_E]),
    )


def sort_by_expert_triton(
    weights_TK: torch.Tensor, index_TK: torch.Tensor, experts: int, *, tiles: Tiles | None = None
) -> Routing:
    """The kernels: count by block of tokens, scan the counts, place each choice."""
    tokens, k = index_TK.shape
    tiles = tiles or tiles_for(experts)
    routing = empty_routing(index_TK.contiguous(), experts, weights_TK)
    programs = max(tiles_over(tokens, tiles.sizes["BLOCK_T"]), 1)
    first_PE = index_TK.new_empty((programs, experts), dtype=torch.int32)
    _count[(programs,)](routing.index_TK, first_PE, tokens, experts, K=k, **tiles.launch())
    place(routing, first_PE, tiles)
    return routing


def empty_routing(
    index_TK: torch.Tensor, experts: int, weights_TK: torch.Tensor | None = None
) -> Routing:
    """Room for what the kernels find; the index may be filled already."""
    make = index_TK.new_empty
    return Routing(
        weights_TK=make(index_TK.shape, dtype=torch.float32) if weights_TK is None else weights_TK,
        index_TK=index_TK,
        order=make((index_TK.numel(),), dtype=torch.int32),
        counts_E=make((experts,), dtype=torch.int32),
        offsets_E1=make((experts + 1,), dtype=torch.int32),
    )


def place(routing: Routing, first_PE: torch.Tensor, tiles: Tiles) -> None:
    """Fills order, counts and offsets from the index and the counts of each block of tokens."""
    (programs, experts), (tokens, k) = first_PE.shape, routing.index_TK.shape
    _scan[(1,)](
        first_PE,
        routing.counts_E,
        routing.offsets_E1,
        programs,
        experts,
        **Tiles({"BLOCK_P": 32, "BLOCK_E": tiles.sizes["BLOCK_E"]}, stages=1).launch(),
    )
    _place[(programs,)](
        routing.index_TK,
        routing.order,
        first_PE,
        routing.offsets_E1,
        tokens,
        experts,
        K=k,
        **tiles.launch(),
    )


def tiles_for(experts: int) -> Tiles:
    """About 1,024 scores a block, eight a thread: all that is known of them stays in registers."""
    block = power_of_two(experts)
    sizes = {"BLOCK_T": min(max(1024 // block, 8), 128), "BLOCK_E": block}
    return Tiles(sizes, warps=4, stages=1)


@kernel
def rank(chosen, first, slot, order, token, K):
    """Writes each chosen (token, expert) to its place: the expert's first, and those before it.

    A token chooses an expert once at most, so its rank is the number of earlier tokens that did.
    """
    before = tl.cumsum(chosen, axis=0) - chosen
    tl.store(order + first[None, :] + before, token * K + slot, mask=chosen == 1)


@kernel(do_not_specialize=["programs"])
def _scan(first, counts, offsets, programs, experts, BLOCK_P: tl.constexpr, BLOCK_E: tl.constexpr):
    """Turns counts by block (P, E) into each block's first place within each expert, in place."""
    column = tl.arange(0, BLOCK_E)
    total = tl.zeros((BLOCK_E,), dtype=tl.int32)
    for start in range(0, programs, BLOCK_P):
        row = start + tl.arange(0, BLOCK_P)
        inside = (row < programs)[:, None] & (column < experts)[None, :]
        at = row[:, None] * experts + column[None, :]
        count = tl.load(first + at, mask=inside, other=0)
        before = tl.cumsum(count, axis=0) - count
        tl.store(first + at, before + total[None, :], mask=inside)
        total += tl.sum(count, axis=0)
    tl.store(counts + column, total, mask=column < experts)
    tl.store(offsets + column, tl.cumsum(total, axis=0) - total, mask=column < experts)
    tl.store(offsets + experts, tl.sum(total, axis=0))


@kernel
def _chosen(index, token, tokens, K: tl.constexpr, BLOCK_T: tl.constexpr, BLOCK_E: tl.constexpr):
    """1 where a token chose an expert, and which of its choices that was, both (T, E)."""
    expert = tl.arange(0, BLOCK_E)[None, :]
    chosen = tl.zeros((BLOCK_T, BLOCK_E), dtype=tl.int32)
    slot = tl.zeros((BLOCK_T, BLOCK_E), dtype=tl.int32)
    for turn in range(K):
        read = index + token.to(tl.int64) * K + turn
        best = tl.load(read, mask=token < tokens, other=-1).to(tl.int32)
        hit = expert == best[:, None]
        chosen = tl.where(hit, 1, chosen)
        slot = tl.where(hit, turn, slot)
    return chosen, slot


@kernel(do_not_specialize=["tokens"])
def _count(
    index, first, tokens, experts,
    K: tl.constexpr, BLOCK_T: tl.constexpr, BLOCK_E: tl.constexpr,
):  # fmt: skip
    """How often this block of tokens chose each expert."""
    token = tl.program_id(0) * BLOCK_T + tl.arange(0, BLOCK_T)
    column = tl.arange(0, BLOCK_E)
    chosen, _ = _chosen(index, token, tokens, K, BLOCK_T, BLOCK_E)
    count = tl.sum(chosen, axis=0)
    tl.store(first + tl.program_id(0) * experts + column, count, mask=column < experts)


@kernel(do_not_specialize=["tokens"])
def _place(
    index, order, first, offsets, tokens, experts,
    K: tl.constexpr, BLOCK_T: tl.constexpr, BLOCK_E: tl.constexpr,
):  # fmt: skip
    """Writes this block's choices in the experts' order."""
    token = tl.program_id(0) * BLOCK_T + tl.arange(0, BLOCK_T)
    column = tl.arange(0, BLOCK_E)
    chosen, slot = _chosen(index, token, tokens, K, BLOCK_T, BLOCK_E)
    start = tl.load(first + tl.program_id(0) * experts + column, mask=column < experts, other=0)
    start += tl.load(offsets + column, mask=column < experts, other=0)
    rank(chosen, start, slot, order, token[:, None], K)


def _wide(architecture: Architecture) -> Tiles:
    return tiles_for(experts=128)


def _scan_tiles(architecture: Architecture) -> Tiles:
    return Tiles({"BLOCK_P": 32, "BLOCK_E": 128}, stages=1)


INDICES = {"order": "*i32:16", "counts": "*i32:16", "offsets": "*i32:16", "first": "*i32:16"}
_BY_BLOCK = {"index": "*i64:16", "first": "*i32:16", "tokens": "i32", "experts": "i32:16"}

BUILDS = (
    Build("sort_count_128", _count, _BY_BLOCK, _wide, {"K": 8}),
    Build(
        name="sort_scan_128",
        kernel=_scan,
        types={
            **{name: INDICES[name] for name in ("first", "counts", "offsets")},
            "programs": "i32",
            "experts": "i32:16",
        },
        tiles=_scan_tiles,
    ),
    Build(
        name="sort_place_128",
        kernel=_place,
        types={**INDICES, **_BY_BLOCK},
        tiles=_wide,
        constants={"K": 8},
    ),
)
