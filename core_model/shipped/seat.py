"""Seats the shipped specialists in a newborn core, where it grew from the base they belong to.

Knows a model and the record of what is shipped; knows nothing of caches.
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import PreTrainedModel

from core_model.model import CoreForCausalLM
from core_model.shipped.folder import read_weights
from core_model.shipped.panels import ROUTED
from core_model.shipped.record import SHIPPED, BaseSketch, Shipment

SKETCHED = 32
SAME = 0.02
"""Largest difference between two sketches of one base, in lengths of the sketch."""


def sketch(dense: PreTrainedModel, origin: str) -> BaseSketch:
    """The mark of a dense Llama, or of a core, which keeps its parent's norms."""
    norm = dense.get_submodule("model.norm").get_parameter("weight")
    return BaseSketch(
        origin=origin,
        layers=dense.config.num_hidden_layers,
        width=dense.config.hidden_size,
        norm=tuple(round(value, 6) for value in norm.detach().float()[:SKETCHED].tolist()),
    )


def mismatch(theirs: BaseSketch, ours: BaseSketch) -> str | None:
    """Why weights trained on one base do not belong to the other, or None."""
    if (theirs.layers, theirs.width) != (ours.layers, ours.width):
        return (
            f"it has {theirs.layers} layers of width {theirs.width}, not {ours.layers} of"
            f" {ours.width}"
        )
    own = torch.tensor(ours.norm)
    apart = (torch.tensor(theirs.norm) - own).norm() / own.norm()
    return None if apart < SAME else f"its last norm differs by {apart:.0%}"


@torch.no_grad()
def seat(model: CoreForCausalLM, shipment: Shipment, folder: Path = SHIPPED) -> None:
    """Replaces specialists and routers in place.

    Raises DamagedShipment where the files are not those of the record, ValueError where they do
    not fit the model's shape.
    """
    adopt(model, renormalise=shipment.renormalise, selection_bias=shipment.selection_bias)
    model.config.specialist_bits = shipment.bits
    outcome = model.load_state_dict(read_weights(folder, shipment), strict=False)
    left = [name for name in outcome.missing_keys if name.endswith(ROUTED)]
    if left or outcome.unexpected_keys:
        raise ValueError(
            f"the shipped weights do not fit: {left!r} missing, {outcome.unexpected_keys!r} unknown"
        )


def adopt(model: CoreForCausalLM, *, renormalise: bool, selection_bias: bool) -> None:
    """Lets the routers choose as they did in training."""
    model.config.norm_topk_prob = renormalise
    model.config.selection_bias = selection_bias
    for router in model.routers():
        router.renormalise = renormalise
        if selection_bias and router.selection_bias is None:
            router.selection_bias = torch.zeros(model.config.num_experts)
