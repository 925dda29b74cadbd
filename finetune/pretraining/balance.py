"""Evens the load of specialists over the whole mixture rather than within each micro-batch.

The load that the balancing loss works against is a running mean over steps. So a domain may keep
specialists of its own, as long as all of them are used by the mixture (Qiu et al. 2025, "Demons in
the detail": balancing over the global batch).

Shapes: L layers, T tokens, E specialists.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from core_model.routing import choose, router_losses

MEMORY = 0.5


class RunningLoad:
    """Share of each layer's choices on each specialist (L, E), a mean that forgets."""

    def __init__(self, layers: int, experts: int):
        self.share_LE = torch.full((layers, experts), 1 / experts)

    def update(self, counts_LE: torch.Tensor) -> None:
        """Takes in the choices counted in one step."""
        share_LE = counts_LE / counts_LE.sum(dim=-1, keepdim=True)
        self.share_LE = MEMORY * self.share_LE + (1 - MEMORY) * share_LE


def counts(logits: Sequence[torch.Tensor], top_k: int) -> torch.Tensor:
    """Choices of one micro-batch by layer and specialist (L, E)."""
    chosen = [choose(layer.detach(), top_k)[1] for layer in logits]
    return torch.stack(
        [
            F.one_hot(index, layer.shape[-1]).sum(dim=(0, 1))
            for index, layer in zip(chosen, logits, strict=True)
        ]
    ).float()


def routing_loss(
    logits: Sequence[torch.Tensor],
    share_LE: torch.Tensor,
    top_k: int,
    *,
    balance: float,
    entropy: float,
    z: float,
) -> torch.Tensor:
    """The weighted sum of the routers' losses, each the mean over layers.

    Balance is 1 where probabilities or the running load are even (Switch Transformer, Fedus et al.
    2021, eq. 4, with that load); entropy and z are those of `core_model.routing`.
    """
    means_LE = torch.stack([layer.softmax(dim=-1).mean(dim=0) for layer in logits])
    even = means_LE.shape[-1] * (share_LE * means_LE).sum(dim=-1).mean()
    total = balance * even
    if entropy or z:
        others = router_losses(logits, top_k)
        total = total + entropy * others.entropy + z * others.z
    return total
