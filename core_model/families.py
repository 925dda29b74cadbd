"""Brings Llama's kin into Llama's own form, exactly, and refuses everyone else by name.

Mistral is Llama where no window slides; Qwen2 is Llama with biases on queries, keys and values, to
which output biases of zero are added. Knows nothing of mixtures.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields
from typing import Any

import torch
from torch import nn
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralForCausalLM,
    PretrainedConfig,
    PreTrainedModel,
    Qwen2ForCausalLM,
)
from transformers.initialization import no_init_weights


class FamilyRefused(ValueError):
    """A dense model that is not Llama in other words; the message names what is not."""


def family(config: PretrainedConfig) -> type[PreTrainedModel]:
    """The class that loads this configuration. Raises FamilyRefused."""
    known: dict[str, type[PreTrainedModel]] = {
        "llama": LlamaForCausalLM,
        "mistral": MistralForCausalLM,
        "qwen2": Qwen2ForCausalLM,
    }
    if config.model_type not in known:
        raise FamilyRefused(
            f"model_type {config.model_type!r} computes otherwise than Llama; bases can be"
            f" {', '.join(known)}"
        )
    _check_window(config)
    return known[config.model_type]


def as_llama(dense: PreTrainedModel) -> LlamaForCausalLM:
    """The same function as a Llama, in the same dtype; a Llama itself is returned as it is.

    Raises FamilyRefused.
    """
    if isinstance(dense, LlamaForCausalLM):
        return dense
    family(dense.config)
    with no_init_weights():
        llama = LlamaForCausalLM(_config(dense.config))
    nn.Module.to(llama, dense.dtype)
    weights = dense.state_dict() | _missing_biases(llama, dense)
    llama.load_state_dict(weights, strict=True)
    llama.tie_weights()
    # a cast of the whole model would have rounded the rotary frequencies, which stay in fp32
    for name, values in dense.get_submodule("model.rotary_emb").named_buffers():
        setattr(llama.model.rotary_emb, name, values.clone())
    llama.generation_config = deepcopy(dense.generation_config)
    return llama.eval()


def _check_window(config: PretrainedConfig) -> None:
    """A window that never slides within the context is none."""
    window = getattr(config, "sliding_window", None)
    kinds = set(getattr(config, "layer_types", None) or ["full_attention"])
    slides = config.model_type == "mistral" or "sliding_attention" in kinds
    if window and slides and window < config.max_position_embeddings:
        raise FamilyRefused(
            f"sliding_window={window!r}: attention that forgets is not Llama's; set"
            f" max_position_embeddings to {window} in the base's config.json to use its first"
            f" {window} tokens"
        )


def _config(config: PretrainedConfig) -> LlamaConfig:
    own = {field.name for field in fields(LlamaConfig)} - {"model_type", "architectures"}
    kept: dict[str, Any] = {name: value for name, value in config.to_dict().items() if name in own}
    kept["attention_bias"] = config.model_type == "qwen2"
    return LlamaConfig(**kept)


def _missing_biases(llama: LlamaForCausalLM, dense: PreTrainedModel) -> dict[str, torch.Tensor]:
    held = dense.state_dict()
    return {
        name: torch.zeros_like(weight)
        for name, weight in llama.state_dict().items()
        if name not in held and name.endswith("o_proj.bias")
    }
