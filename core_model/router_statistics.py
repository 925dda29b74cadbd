"""How the routers spread a text over the specialists, layer by layer.

Works on the router logits that a forward records (`output_router_logits=True`); knows nothing of
what the text is about: the caller keeps one figure a domain and adds up its batches.

Shapes: L layers, T tokens, E specialists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from core_model.model import CoreForCausalLM
from core_model.routing import choose, unpadded


@dataclass(frozen=True, slots=True)
class RouterStatistics:
    """Choices counted per layer and specialist (L, E), the sum of entropies (L,) in nats, tokens.

    Two of the same model add up.
    """

    choices: torch.Tensor
    entropy_sum: torch.Tensor
    tokens: int

    @property
    def load(self) -> torch.Tensor:
        """Share of a layer's choices on each specialist (L, E); every row sums to 1."""
        return self.choices / self.choices.sum(dim=-1, keepdim=True)

    @property
    def utilisation(self) -> torch.Tensor:
        """Fraction of a layer's specialists with at least half the fair share, (L,)."""
        fair = 1 / self.choices.shape[-1]
        return (self.load >= fair / 2).double().mean(dim=-1)

    @property
    def entropy(self) -> torch.Tensor:
        """Mean entropy of a token's routing probabilities in nats, (L,); at most log E."""
        return self.entropy_sum / self.tokens

    def __add__(self, other: RouterStatistics) -> RouterStatistics:
        return RouterStatistics(
            self.choices + other.choices,
            self.entropy_sum + other.entropy_sum,
            self.tokens + other.tokens,
        )


@torch.no_grad()
def router_statistics(
    model: CoreForCausalLM,
    router_logits: Sequence[torch.Tensor],
    attention_mask: torch.Tensor | None = None,
) -> RouterStatistics:
    """The statistics of one forward: `router_statistics(model, model(ids).router_logits)`.

    `router_logits` is recorded with `output_router_logits=True`; padding is left out by the mask
    (batch, length). Raises ValueError where the forward recorded none or no token is left.
    """
    if not router_logits:
        raise ValueError("no router logits recorded; call the model with output_router_logits=True")
    rows = unpadded(router_logits, attention_mask)
    if not len(rows[0]):
        raise ValueError("the attention mask leaves no token to count")
    counts = [
        F.one_hot(choose(layer, router.top_k, router.selection_bias)[1], layer.shape[-1])
        for layer, router in zip(rows, model.routers(), strict=True)
    ]
    return RouterStatistics(
        choices=torch.stack([chosen.sum(dim=(0, 1)) for chosen in counts]),
        entropy_sum=torch.stack([_entropies(layer).double().sum() for layer in rows]),
        tokens=len(rows[0]),
    )


def _entropies(logits_TE: torch.Tensor) -> torch.Tensor:
    log_probability = logits_TE.log_softmax(dim=-1)
    return -(log_probability.exp() * log_probability).sum(dim=-1)
