"""Sends each token to its specialists, and measures how well the load is spread.

Works on router logits; knows nothing of experts' weights.

Shapes: T tokens, D model width, E specialists, K specialists chosen per token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from core_model.config import CoreConfig


class TemperatureRouter(nn.Module):
    """Softmax over all specialists at a temperature, in fp32; the k most probable are chosen.

    The chosen probabilities are not renormalised unless `norm_topk_prob`, so that the router keeps
    a gradient even at k = 1. A selection bias is added for the choice alone and leaves the weights
    as they are (auxiliary-loss-free balancing, Wang et al. 2024).
    """

    selection_bias: torch.Tensor | None

    def __init__(self, config: CoreConfig):
        super().__init__()
        self.top_k = config.num_experts_per_tok
        self.temperature = config.router_temperature
        self.renormalise = config.norm_topk_prob
        self.weight = nn.Parameter(torch.empty(config.num_experts, config.hidden_size))
        biases = torch.zeros(config.num_experts) if config.selection_bias else None
        self.register_buffer("selection_bias", biases)

    def forward(self, x_TD: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Returns fp32 logits (T, E) after temperature, weights (T, K) and indices (T, K)."""
        logits_TE = F.linear(x_TD.float(), self.weight.float()) / self.temperature
        weights_TK, index_TK = choose(logits_TE, self.top_k, self.selection_bias)
        if self.renormalise:
            weights_TK = weights_TK / weights_TK.sum(dim=-1, keepdim=True)
        return logits_TE, weights_TK.to(x_TD.dtype), index_TK


def choose(
    logits_TE: torch.Tensor, top_k: int, bias_E: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Probabilities (T, K) and indices (T, K) of the chosen, by probability plus bias."""
    probability_TE = logits_TE.softmax(dim=-1)
    if bias_E is None:
        return probability_TE.topk(top_k, dim=-1)
    index_TK = (probability_TE + bias_E.float()).topk(top_k, dim=-1).indices
    return probability_TE.gather(-1, index_TK), index_TK


@dataclass(frozen=True, slots=True)
class RouterLosses:
    """Unweighted scalars, each the mean over layers.

    `balance` is 1 when the load is even and E when one specialist takes all (Switch Transformer,
    Fedus et al. 2021, eq. 4, with the load counted over the k choices). `entropy` is the shortfall
    of a token's routing entropy from the even one, 0 to 1. `z` is the mean squared log-sum-exp
    (ST-MoE, Zoph et al. 2022, eq. 5).
    """

    balance: torch.Tensor
    entropy: torch.Tensor
    z: torch.Tensor

    def weighted(self, config: CoreConfig) -> torch.Tensor:
        """The sum that is added to the cross-entropy."""
        return (
            config.load_balancing_coef * self.balance
            + config.router_entropy_coef * self.entropy
            + config.router_z_coef * self.z
        )


def router_losses(
    logits: Sequence[torch.Tensor],
    top_k: int,
    attention_mask: torch.Tensor | None = None,
    biases: Sequence[torch.Tensor | None] | None = None,
) -> RouterLosses:
    """Losses of the router over every layer's logits (T, E); padding is left out by the mask.

    `attention_mask` is (batch, length) with T = batch * length, `biases` holds each layer's
    selection bias (E,). Raises ValueError without layers.
    """
    if not logits:
        raise ValueError("router losses need the logits of at least one layer")
    rows = unpadded(logits, attention_mask)
    loads = [
        load(layer, top_k, bias)
        for layer, bias in zip(rows, biases or [None] * len(rows), strict=True)
    ]
    return RouterLosses(
        balance=torch.stack(
            [_balance(layer, share) for layer, share in zip(rows, loads, strict=True)]
        ).mean(),
        entropy=torch.stack([_entropy_shortfall(layer) for layer in rows]).mean(),
        z=torch.stack([layer.logsumexp(dim=-1).square().mean() for layer in rows]).mean(),
    )


def unpadded(
    logits: Sequence[torch.Tensor], attention_mask: torch.Tensor | None
) -> list[torch.Tensor]:
    """Each layer's logits (T, E) without the rows that the mask (batch, length) rules out."""
    if attention_mask is None:
        return list(logits)
    kept = attention_mask.reshape(-1).bool()
    return [layer[kept] for layer in logits]


def load(logits_TE: torch.Tensor, top_k: int, bias_E: torch.Tensor | None = None) -> torch.Tensor:
    """Share of all choices that falls on each specialist, shape (E,), summing to 1."""
    _, chosen = choose(logits_TE, top_k, bias_E)
    counts = F.one_hot(chosen, logits_TE.shape[-1]).sum(dim=(0, 1)).float()
    return counts / counts.sum()


def utilisation(logits_TE: torch.Tensor, top_k: int, bias_E: torch.Tensor | None = None) -> float:
    """Fraction of specialists that carry at least half their fair share of the choices."""
    share = load(logits_TE, top_k, bias_E)
    return (share >= 0.5 / share.numel()).float().mean().item()


def _balance(logits_TE: torch.Tensor, share_E: torch.Tensor) -> torch.Tensor:
    mean_probability = logits_TE.softmax(dim=-1).mean(dim=0)
    return logits_TE.shape[-1] * (share_E * mean_probability).sum()


def _entropy_shortfall(logits_TE: torch.Tensor) -> torch.Tensor:
    log_probability = logits_TE.log_softmax(dim=-1)
    entropy = -(log_probability.exp() * log_probability).sum(dim=-1).mean()
    even = torch.log(torch.tensor(float(max(logits_TE.shape[-1], 2))))
    return 1 - entropy / even if logits_TE.shape[-1] > 1 else entropy
