"""Trains rounded weights to say the same as before: cross-entropy plus a distance of features.

Knows two models and batches; knows nothing of grids.

Shapes: B sequences, T tokens, D model width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from core_model.model import CoreForCausalLM
from finetune.quantise.learnt import LearntOnly


class AlignedTrainer(LearntOnly):
    """`reference` is the model before rounding; it stays as it is."""

    def __init__(self, *args: Any, reference: CoreForCausalLM, alignment: float, **others: Any):
        self._reference = reference.requires_grad_(False).eval()
        self._alignment = alignment
        self._apart: list[float] = []
        super().__init__(*args, **others)

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        if not self._alignment:
            found = model(**inputs)
            return (found.loss, found) if return_outputs else found.loss
        found = model(**inputs, output_hidden_states=True)
        with torch.no_grad():
            before = self._reference.model(
                input_ids=inputs["input_ids"],
                position_ids=inputs["position_ids"],
                output_hidden_states=True,
            )
        apart = distance(found.hidden_states, before.hidden_states)
        self._apart.append(apart.item())
        loss = found.loss + self._alignment * apart
        return (loss, found) if return_outputs else loss

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        if self._apart:
            logs = logs | {"features_apart": sum(self._apart) / len(self._apart)}
            self._apart = []
        super().log(logs, start_time)


def distance(after: Sequence[torch.Tensor], before: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean over layers and tokens of the squared distance of features (B, T, D), over their length.

    Relative to each token, since a few tokens are a thousand times longer than the others.
    Raises ValueError for different numbers of layers.
    """
    each = [
        ((one - other).float().square().sum(-1) / other.float().square().sum(-1).clamp_min(1e-6))
        for one, other in zip(after, before, strict=True)
    ]
    return torch.stack([layer.mean() for layer in each]).mean()
