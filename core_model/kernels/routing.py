"""Router softmax and top-k, and the order in which choices lie expert by expert.

Works on router logits; knows nothing of experts' weights or of temperature.

Shapes: T tokens, E experts, K chosen per token.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch


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
    weights_TK = probability_TE.gather(1, index_TK)
    if renormalise:
        weights_TK = weights_TK / weights_TK.sum(dim=-1, keepdim=True)
    return sort_by_expert(weights_TK, index_TK, logits_TE.shape[1])


def sort_by_expert(weights_TK: torch.Tensor, index_TK: torch.Tensor, experts: int) -> Routing:
    """A routing from choices that were made elsewhere, such as a router module's own."""
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
