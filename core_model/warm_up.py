"""Lets the specialists of a newborn mixture start to learn.

Their down-projections are zero at birth, so that the mixture equals its parent exactly; and as long
as they are, no gradient reaches gates, ups and routers. Training the down-projections alone for a
few steps opens the way. Knows nothing of where batches come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import nn

from core_model.model import CoreForCausalLM


def silent(model: CoreForCausalLM) -> bool:
    """True where some specialist's down-projection is still zero: it needs `warm_up`."""
    return any(
        not weights.any(dim=(1, 2)).all().item()
        for weights in (panel.specialists.down_proj for panel in model.panels())
    )


def warm_up(
    model: CoreForCausalLM,
    batches: Iterable[Mapping[str, torch.Tensor]],
    *,
    learning_rate: float = 1e-3,
) -> list[float]:
    """Trains the down-projections alone, one step of AdamW a batch; returns each step's loss.

    A batch holds the model's arguments with labels. What required a gradient before does so again
    afterwards.
    """
    losses = []
    with only_down_projections(model) as trained:
        optimizer = torch.optim.AdamW(trained, lr=learning_rate, weight_decay=0.0)
        for batch in batches:
            optimizer.zero_grad()
            loss = model(**batch).loss
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    model.zero_grad()
    return losses


@contextmanager
def only_down_projections(model: CoreForCausalLM) -> Iterator[list[nn.Parameter]]:
    """Inside, only the specialists' down-projections require a gradient; yields them."""
    before = {name: weight.requires_grad for name, weight in model.named_parameters()}
    model.requires_grad_(False)
    downs = [panel.specialists.get_parameter("down_proj") for panel in model.panels()]
    try:
        yield [down.requires_grad_(True) for down in downs]
    finally:
        for name, weight in model.named_parameters():
            weight.requires_grad_(before[name])
