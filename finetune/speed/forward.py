"""The forward of a training step, layer by layer without hooks; equal to `CoreForCausalLM`'s.

Projections are called as modules, so that adapters on them learn too.

Shapes: B sequences, T tokens each, D model width, E specialists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch.utils.checkpoint import checkpoint

from core_model.model import CoreForCausalLM
from finetune.speed.attention import attention
from finetune.speed.gated import silu_times
from finetune.speed.norm import rms_norm
from finetune.speed.specialists import Sink, WorkingCopy, specialists


@dataclass(frozen=True, slots=True)
class Packed:
    """Token ids (B, T), each token's position in its document, and where that document starts.

    Labels are ids already shifted: the label of a token is the next one, -100 where there is none.
    """

    ids: torch.Tensor
    labels: torch.Tensor
    positions: torch.Tensor
    first: torch.Tensor | None


@dataclass(slots=True)
class QuickStep:
    """Runs the layers of `model`, with each layer's specialists as they are multiplied.

    `frozen_layers` counts the lowest layers that take part without learning, which costs no
    backward; `recompute` keeps only each layer's input and computes the rest again.
    """

    model: CoreForCausalLM
    frozen_layers: int = 0
    recompute: bool = False
    copies: list[WorkingCopy] = field(default_factory=list)

    def __post_init__(self) -> None:
        for panel in self.model.panels():
            stacked: Any = panel.specialists
            self.copies.append(WorkingCopy(stacked.gate_up_proj, stacked.down_proj, stacked.widths))
        self.refresh()

    def refresh(self) -> None:
        """Takes over what an optimizer, or a load, has written to the specialists."""
        for copy in self.copies:
            copy.refresh(self.model.model.embed_tokens.weight.dtype)

    def __call__(
        self, packed: Packed, sinks: list[Sink] | None = None, silent: bool = False
    ) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """Hidden states (B, T, D) after the last norm, and each layer's router logits (B*T, E).

        `silent` leaves the specialists out: that is the base model, and no router is asked.
        """
        core = self.model.model
        x = core.embed_tokens(packed.ids)
        cos_sin = core.rotary_emb(x, packed.positions)
        logits: list[torch.Tensor] = []
        for at, layer in enumerate(core.layers):
            sink = None if sinks is None else sinks[at]
            learns = torch.is_grad_enabled() and at >= self.frozen_layers
            with torch.set_grad_enabled(learns):
                given = (layer, self.copies[at], sink, x, cos_sin, packed.first, silent)
                if learns and self.recompute:
                    x, routed = checkpoint(_layer, *given, use_reentrant=False)
                else:
                    x, routed = _layer(*given)
            if routed is not None:
                logits.append(routed)
        return rms_norm(core.norm, x), logits


def _layer(layer: Any, copy: WorkingCopy, sink, x, cos_sin, first, silent: bool):
    held = layer.self_attn
    y = rms_norm(layer.input_layernorm, x)
    seen = attention(
        held.q_proj(y), held.k_proj(y), held.v_proj(y), cos_sin, first, held.head_dim, held.scaling
    )
    x = x + held.o_proj(seen)
    y = rms_norm(layer.post_attention_layernorm, x)
    general = layer.mlp.general
    answer = general.down_proj(silu_times(general.gate_proj(y), general.up_proj(y)))
    if silent:
        return x + answer, None
    y_TD = y.reshape(-1, y.shape[-1])
    logits, weights, index = layer.mlp.router(y_TD)
    base = (x + answer).reshape(y_TD.shape)
    return specialists(y_TD, weights, index, base, copy, sink).view_as(x), logits
