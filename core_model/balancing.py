"""Evens the load of the specialists by their selection biases, by a rule instead of a loss.

After each optimizer step, who carried less than the fair share is made a little easier to choose,
who carried more a little harder (auxiliary-loss-free balancing, Wang et al. 2024, algorithm 1).
Knows routers; knows nothing of the training around them.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from core_model.model import CoreForCausalLM
from core_model.routing import load, unpadded


@torch.no_grad()
def adjust_biases(
    model: CoreForCausalLM,
    router_logits: Sequence[torch.Tensor],
    *,
    speed: float = 0.001,
    attention_mask: torch.Tensor | None = None,
) -> None:
    """Moves every selection bias by `speed` (in probability) towards an even load, in place.

    `router_logits` are those of the step, (T, E) for each layer. Raises ValueError where the model
    keeps no biases.
    """
    if not model.config.selection_bias:
        raise ValueError("the model keeps no selection biases; set selection_bias=True")
    for router, logits_TE in zip(
        model.routers(), unpadded(router_logits, attention_mask), strict=True
    ):
        assert router.selection_bias is not None
        share_E = load(logits_TE, router.top_k, router.selection_bias)
        router.selection_bias.add_(speed * torch.sign(1 / len(share_E) - share_E))
