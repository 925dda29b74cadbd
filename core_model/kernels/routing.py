"""Router softmax and top-k, and the order in which choices lie expert by expert.

Works on router logits; knows nothing of experts' weights or of temperature.

Shapes: T tokens, E experts, K chosen per token.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from core_model.kernels.architecture import Architecture, Tiles, tiles_over
from core_model.kernels.build import Build
from core_model.kernels.devices import needs_gradient, on_gpu
from core_model.kernels.language import kernel, tl
from core_model.kernels.sorting import (
    INDICES,
    Routing,
    empty_routing,
    place,
    rank,
    sort_by_expert_reference,
    tiles_for,
)


def route(
    logits_TE: torch.Tensor,
    k: int,
    *,
    renormalise: bool = False,
    bias_E: torch.Tensor | None = None,
) -> Routing:
    """Chooses each token's k experts by softmax probability in fp32.

    `bias_E`, finite, is added to the probabilities for the choice only: the weights stay those
    probabilities (DeepSeek-V3, Liu et al. 2024, eq. 16). With `renormalise` a token's weights sum
    to 1. Equal scores go to the lower expert. Gradients flow through the weights.

    Raises ValueError unless 1 <= k <= E.
    """
    _check(logits_TE, k)
    if on_gpu(logits_TE, bias_E):
        routing = route_triton(logits_TE, k, renormalise=renormalise, bias_E=bias_E)
        if not needs_gradient(logits_TE):
            return routing
        weights_TK = _weights(logits_TE.float().softmax(dim=-1), routing.index_TK, renormalise)
        return replace(routing, weights_TK=weights_TK)
    return route_reference(logits_TE, k, renormalise=renormalise, bias_E=bias_E)


def _check(logits_TE: torch.Tensor, k: int) -> None:
    if logits_TE.ndim != 2:
        raise ValueError(f"logits have shape {tuple(logits_TE.shape)}; give (tokens, experts)")
    if not 1 <= k <= logits_TE.shape[1]:
        raise ValueError(
            f"k {k!r} is not between 1 and the number of experts, {logits_TE.shape[1]}"
        )


def route_reference(
    logits_TE: torch.Tensor,
    k: int,
    *,
    renormalise: bool = False,
    bias_E: torch.Tensor | None = None,
) -> Routing:
    """`route` in plain torch."""
    probability_TE = logits_TE.float().softmax(dim=-1)
    score_TE = probability_TE if bias_E is None else probability_TE + bias_E.float()
    index_TK = score_TE.detach().sort(dim=-1, descending=True, stable=True).indices[:, :k]
    weights_TK = _weights(probability_TE, index_TK, renormalise)
    return sort_by_expert_reference(weights_TK, index_TK, logits_TE.shape[1])


def _weights(
    probability_TE: torch.Tensor, index_TK: torch.Tensor, renormalise: bool
) -> torch.Tensor:
    weights_TK = probability_TE.gather(1, index_TK)
    return weights_TK / weights_TK.sum(dim=-1, keepdim=True) if renormalise else weights_TK


def route_triton(
    logits_TE: torch.Tensor,
    k: int,
    *,
    renormalise: bool = False,
    bias_E: torch.Tensor | None = None,
    tiles: Tiles | None = None,
) -> Routing:
    """The kernels: one where a single block holds all tokens, else choose, scan, place."""
    tokens, experts = logits_TE.shape
    tiles = tiles or tiles_for(experts)
    programs = max(tiles_over(tokens, tiles.sizes["BLOCK_T"]), 1)
    logits_TE = logits_TE.contiguous()
    routing = empty_routing(logits_TE.new_empty((tokens, k), dtype=torch.int64), experts)
    first_PE = logits_TE.new_empty((programs, experts), dtype=torch.int32)
    _choose[(programs,)](
        logits_TE,
        logits_TE if bias_E is None else bias_E.float().contiguous(),
        routing.weights_TK,
        routing.index_TK,
        routing.order,
        routing.counts_E,
        routing.offsets_E1,
        first_PE,
        tokens,
        experts,
        K=k,
        BIASED=bias_E is not None,
        RENORMALISE=renormalise,
        ALONE=programs == 1,
        **tiles.launch(),
    )
    if programs > 1:
        place(routing, first_PE, tiles)
    return routing


# sizes that change from step to step must not compile anew for 1, or for multiples of 16
@kernel(do_not_specialize=["tokens"])
def _choose(
    logits, bias, weights, index, order, counts, offsets, first, tokens, experts,
    K: tl.constexpr, BIASED: tl.constexpr, RENORMALISE: tl.constexpr, ALONE: tl.constexpr,
    BLOCK_T: tl.constexpr, BLOCK_E: tl.constexpr,
):  # fmt: skip
    """Softmax, k times the best that is left, and how often this block chose each expert."""
    token = tl.program_id(0) * BLOCK_T + tl.arange(0, BLOCK_T)
    column = tl.arange(0, BLOCK_E)
    expert = column[None, :]
    inside = (token < tokens)[:, None] & (expert < experts)
    at = token.to(tl.int64)[:, None] * experts + expert
    # rows beyond the last token are zeros, so that no row lacks a finite maximum
    row_fill = tl.where(expert < experts, 0.0, float("-inf"))
    logit = tl.load(logits + at, mask=inside, other=0.0).to(tl.float32) + row_fill
    power = tl.exp(logit - tl.max(logit, axis=1)[:, None])
    probability = power / tl.sum(power, axis=1)[:, None]
    score = probability + row_fill
    if BIASED:
        score += tl.load(bias + column, mask=column < experts, other=0.0)[None, :]
    chosen = tl.zeros((BLOCK_T, BLOCK_E), dtype=tl.int32)
    slot = tl.zeros((BLOCK_T, BLOCK_E), dtype=tl.int32)
    mass = tl.zeros((BLOCK_T,), dtype=tl.float32)
    for turn in range(K):
        best = tl.argmax(score, axis=1)
        hit = expert == best[:, None]
        weight = tl.sum(tl.where(hit, probability, 0.0), axis=1)
        mass += weight
        write = token.to(tl.int64) * K + turn
        tl.store(index + write, best.to(tl.int64), mask=token < tokens)
        if not RENORMALISE:
            tl.store(weights + write, weight, mask=token < tokens)
        score = tl.where(hit, float("-inf"), score)
        chosen = tl.where(hit & inside, 1, chosen)
        slot = tl.where(hit, turn, slot)
    if RENORMALISE:
        write = token.to(tl.int64)[:, None] * K + slot
        tl.store(weights + write, probability / mass[:, None], mask=chosen == 1)
    count = tl.sum(chosen, axis=0)
    if ALONE:
        end = tl.cumsum(count, axis=0)
        tl.store(counts + column, count, mask=column < experts)
        tl.store(offsets + column, end - count, mask=column < experts)
        tl.store(offsets + experts, tl.sum(count, axis=0))
        rank(chosen, end - count, slot, order, token[:, None], K)
    else:
        tl.store(first + tl.program_id(0) * experts + column, count, mask=column < experts)


def _typical(architecture: Architecture) -> Tiles:
    return tiles_for(experts=8)


def _wide(architecture: Architecture) -> Tiles:
    return tiles_for(experts=128)


_CHOOSE = {
    "logits": "*fp32:16",
    "bias": "*fp32:16",
    "weights": "*fp32:16",
    "index": "*i64:16",
    **INDICES,
    "tokens": "i32",
    "experts": "i32",
}

BUILDS = (
    Build(
        name="route_decode",
        kernel=_choose,
        types=_CHOOSE,
        tiles=_typical,
        constants={"K": 2, "BIASED": False, "RENORMALISE": False, "ALONE": True},
    ),
    Build(
        name="route_choose_128",
        kernel=_choose,
        types=_CHOOSE,
        tiles=_wide,
        constants={"K": 8, "BIASED": True, "RENORMALISE": True, "ALONE": False},
    ),
)
