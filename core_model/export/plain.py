"""What all plain targets share: settings that keep their names, weights that fill every place.

Knows no target by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import nn
from transformers import PreTrainedModel

from core_model.config import CoreConfig
from core_model.model import CoreForCausalLM, Panel, own_neurons

Weights = Literal["F32", "F16", "BF16", "Q8_0", "Q4_1"]
"""Number formats to write; the last two exist in GGUF."""

KEPT = (
    "vocab_size",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "hidden_act",
    "max_position_embeddings",
    "initializer_range",
    "rms_norm_eps",
    "rope_parameters",
    "attention_dropout",
    "num_experts_per_tok",
    "bos_token_id",
    "eos_token_id",
    "pad_token_id",
)


@dataclass(frozen=True, slots=True)
class Losses:
    """What a target cannot represent, and what is represented otherwise (at most at some cost)."""

    not_represented: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def plus(self, *, not_represented: Iterable[str] = (), notes: Iterable[str] = ()) -> Losses:
        """These and more."""
        return Losses((*self.not_represented, *not_represented), (*self.notes, *notes))


def kept_settings(config: CoreConfig) -> dict[str, Any]:
    """The settings that mean the same everywhere."""
    return {name: deepcopy(getattr(config, name)) for name in KEPT}


def common_losses(model: CoreForCausalLM) -> Losses:
    """Selection biases are lost; padding and the folded temperature are not, and are noted."""
    config, lost, notes = model.config, [], []
    biases = [router.selection_bias for router in model.routers()]
    if any(bias is not None and bool(bias.any()) for bias in biases):
        lost.append("selection biases: the choice follows the probabilities alone")
    if model.dtype != torch.float32:
        lost.append(f"routing in fp32: router weights rounded to {model.dtype}")
    if len(set(config.widths)) > 1:
        share = config.num_experts * config.moe_intermediate_size / sum(config.widths)
        notes.append(f"specialists padded to the widest: {share:.2f} times their weights stored")
    if config.router_temperature != 1:
        notes.append(f"temperature {config.router_temperature} folded into the router in fp32")
    return Losses(tuple(lost), tuple(notes))


def stacked(panel: Panel, config: CoreConfig) -> tuple[torch.Tensor, torch.Tensor]:
    """The specialists' `gate_up_proj` (E, 2W, D) and `down_proj` (E, D, W), padding zero.

    Our experts never read the padding, other engines do; a merged adapter may have written there.
    """
    specialists = panel.specialists
    gate_up, down = (
        specialists.get_parameter("gate_up_proj"),
        specialists.get_parameter("down_proj"),
    )
    own_EW = own_neurons(config).to(down.device)
    return gate_up * own_EW.repeat(1, 2)[:, :, None], down * own_EW[:, None, :]


def inherit(
    plain: PreTrainedModel, model: CoreForCausalLM, weights: Iterable[tuple[str, torch.Tensor]]
) -> None:
    """Fills a fresh plain model; raises ValueError where a weight finds no place or is missing."""
    nn.Module.to(plain, model.dtype)
    outcome = plain.load_state_dict(
        {name: weight.detach() for name, weight in weights}, strict=False
    )
    tied = {"lm_head.weight"} if plain.config.tie_word_embeddings else set()
    missing = set(outcome.missing_keys) - tied
    if missing or outcome.unexpected_keys:
        raise ValueError(
            f"{type(plain).__name__}: missing {sorted(missing)!r}, unexpected"
            f" {outcome.unexpected_keys!r}"
        )
    # a cast of the whole model would have rounded the rotary frequencies, which stay in fp32
    plain.get_submodule("model").rotary_emb = deepcopy(model.model.rotary_emb)
    plain.generation_config = deepcopy(model.generation_config)
    plain.eval()
