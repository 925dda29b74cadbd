"""Makes specialists and routers of a loaded model ready to learn, and saves what they learnt.

Trained weights are held in fp32, everything else in bf16 (fp32 where the CPU has no bf16). Knows
nothing of texts.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

from core_model.freezing import freeze
from core_model.load import fastest_dtype, load_model
from core_model.model import CoreForCausalLM

WEIGHTS = "trained.safetensors"


def learner(
    folder: Path, dtype: torch.dtype | None = None, frozen_layers: int = 0
) -> CoreForCausalLM:
    """The model in `folder` with specialists and routers in fp32, learning; the rest frozen.

    In the lowest `frozen_layers` nothing learns.
    """
    model = load_model(folder, dtype or fastest_dtype())
    freeze(model)
    for panel in model.panels():
        panel.router.float()
        panel.specialists.float()
    for panel in model.panels()[:frozen_layers]:
        panel.requires_grad_(False)
    return model.train()


def trained_weights(model: CoreForCausalLM) -> dict[str, nn.Parameter]:
    """By name, what an optimizer changes."""
    return {name: weight for name, weight in model.named_parameters() if weight.requires_grad}


def save_trained(model: CoreForCausalLM, folder: Path) -> None:
    """Only what learns, in fp32."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: each.detach().contiguous() for name, each in trained_weights(model).items()}
    save_file(weights, folder / WEIGHTS)


@torch.no_grad()
def load_trained(model: CoreForCausalLM, folder: Path) -> None:
    """Puts saved weights in their places. Raises ValueError where the names differ."""
    places = trained_weights(model)
    with safe_open(folder / WEIGHTS, framework="pt") as held:
        names = set(held.keys())
        if names != set(places):
            raise ValueError(
                f"{folder / WEIGHTS} is of another training: {sorted(names ^ set(places))[:4]}"
            )
        for name, place in places.items():
            place.copy_(held.get_tensor(name))
