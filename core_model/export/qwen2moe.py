"""Writes the mixture as a plain Qwen2Moe: softmax over all specialists, weights not renormalised.

The general expert becomes the shared one behind a gate of weight zero: a sigmoid of 0.5, made good
by a doubled down-projection, which is exact in binary. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from transformers import Qwen2MoeConfig, Qwen2MoeForCausalLM
from transformers.initialization import no_init_weights

from core_model.config import CoreConfig
from core_model.export.plain import Losses, common_losses, inherit, kept_settings, stacked
from core_model.model import CoreForCausalLM, Panel


def to_qwen2moe(model: CoreForCausalLM) -> Qwen2MoeForCausalLM:
    """The same function as Qwen2Moe, in the model's dtype. Raises ValueError where it is not one.

    The head is written out even where it is tied: other engines expect it.
    """
    config = qwen2moe_config(model)
    with no_init_weights():
        plain = Qwen2MoeForCausalLM(config)
    inherit(plain, model, _weights(model))
    return plain


def qwen2moe_config(model: CoreForCausalLM) -> Qwen2MoeConfig:
    """Raises ValueError for biases where Qwen2Moe has no place for them."""
    config = model.config
    if config.attention_bias and _any_output_bias(model):
        raise ValueError(
            "attention_bias: Qwen2Moe has no bias on o_proj; export to granite, which has one"
        )
    settings = kept_settings(config)
    settings["head_dim"] = config.head_width
    return Qwen2MoeConfig(
        **settings,
        tie_word_embeddings=False,
        qkv_bias=True,
        moe_intermediate_size=config.moe_intermediate_size,
        shared_expert_intermediate_size=config.intermediate_size,
        intermediate_size=config.intermediate_size,
        num_experts=config.num_experts,
        norm_topk_prob=config.norm_topk_prob,
        router_aux_loss_coef=config.load_balancing_coef,
    )


def qwen2moe_losses(model: CoreForCausalLM) -> Losses:
    """What the checkpoint cannot carry, and what it costs."""
    notes = ["QKV biases of zero", "shared expert behind a constant gate, down-projection doubled"]
    if model.config.tie_word_embeddings:
        notes.append("the head is written beside the embedding it was tied to")
    if model.config.head_width * model.config.num_attention_heads != model.config.hidden_size:
        notes.append(
            "head_dim differs from hidden_size / heads: engines that derive it will not do"
        )
    return common_losses(model).plus(notes=notes)


def panel_weights(panel: Panel, config: CoreConfig) -> Iterator[tuple[str, torch.Tensor]]:
    """Names and tensors of one block under Qwen2Moe's names; the temperature folded in fp32."""
    gate_up, down = stacked(panel, config)
    yield "gate.weight", panel.router.weight.float() / config.router_temperature
    yield "experts.gate_up_proj", gate_up
    yield "experts.down_proj", down
    yield "shared_expert.gate_proj.weight", panel.general.gate_proj.weight
    yield "shared_expert.up_proj.weight", panel.general.up_proj.weight
    yield "shared_expert.down_proj.weight", panel.general.down_proj.weight * 2
    yield "shared_expert_gate.weight", torch.zeros(1, panel.router.weight.shape[1])


def _weights(model: CoreForCausalLM) -> Iterator[tuple[str, torch.Tensor]]:
    for name, weight in model.state_dict().items():
        if ".mlp." not in name and not name.endswith("o_proj.bias"):
            yield name, weight
    for at, (layer, panel) in enumerate(zip(model.model.layers, model.panels(), strict=True)):
        for name, weight in panel_weights(panel, model.config):
            yield f"model.layers.{at}.mlp.{name}", weight
        for part in ("q_proj", "k_proj", "v_proj"):
            if not model.config.attention_bias:
                projection = layer.get_submodule(f"self_attn.{part}")
                zeros = torch.zeros(projection.get_parameter("weight").shape[0])
                yield f"model.layers.{at}.self_attn.{part}.bias", zeros


def _any_output_bias(model: CoreForCausalLM) -> bool:
    return any(
        bool(weight.any())
        for name, weight in model.state_dict().items()
        if name.endswith("o_proj.bias")
    )
