"""Trains routers and chosen specialists alone: everything else is frozen and costs no memory.

A chosen specialist becomes a parameter of its own in the memory of the stacked tensors: gradients
and optimizer states exist for it alone, and what the optimizer writes is in the model at once.
Knows nothing of losses or data.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from torch import nn

from core_model.model import CoreForCausalLM


def freeze(
    model: CoreForCausalLM, *, specialists: Collection[int] | None = None, routers: bool = True
) -> list[nn.Parameter]:
    """Freezes all but the routers and the chosen specialists of every layer (None: all of them).

    Returns the parameters to give to the optimizer; `model.parameters()` would miss them. Switches
    to the eager experts, the only ones that see specialists apart. Undone by `thaw`. Raises
    ValueError for a specialist that does not exist, or where nothing would be left to train.
    """
    chosen = _checked(model, specialists)
    if not chosen and not routers:
        raise ValueError("nothing would be trained; choose specialists or leave routers=True")
    thaw(model)
    model.set_experts_implementation("eager")
    model.requires_grad_(False)
    trained: list[nn.Parameter] = []
    for panel in model.panels():
        if routers:
            panel.router.weight.requires_grad_(True)
            trained.append(panel.router.weight)
        trained += _part(panel.specialists, chosen)
    return trained


def thaw(model: CoreForCausalLM) -> None:
    """Makes every weight trainable again, the specialists as stacked tensors."""
    model.requires_grad_(True)
    for panel in model.panels():
        panel.specialists.apart = {}


def _checked(model: CoreForCausalLM, specialists: Collection[int] | None) -> list[int]:
    count = model.config.num_experts
    if specialists is None:
        return list(range(count))
    unknown = sorted(set(specialists) - set(range(count)))
    if unknown:
        raise ValueError(f"specialists {unknown!r} do not exist; there are 0 to {count - 1}")
    return sorted(set(specialists))


def _part(stacked: Any, chosen: list[int]) -> list[nn.Parameter]:
    gate_up, down = stacked.get_parameter("gate_up_proj"), stacked.get_parameter("down_proj")
    if len(chosen) == stacked.num_experts:
        for whole in (gate_up, down):
            whole.requires_grad_(True)
        return [gate_up, down]
    stacked.apart = {
        expert: (nn.Parameter(gate_up.data[expert]), nn.Parameter(down.data[expert]))
        for expert in chosen
    }
    return [weight for pair in stacked.apart.values() for weight in pair]
