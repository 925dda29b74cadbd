"""Writes the mixture as a plain GraniteMoeShared: softmax over the chosen, head tied as it is.

Smaller than Qwen2Moe, for mixtures whose weights sum to one over the chosen. Knows nothing of
files.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from transformers import GraniteMoeSharedConfig, GraniteMoeSharedForCausalLM
from transformers.initialization import no_init_weights

from core_model.export.plain import Losses, common_losses, inherit, kept_settings, stacked
from core_model.model import CoreForCausalLM


def to_granite(model: CoreForCausalLM) -> GraniteMoeSharedForCausalLM:
    """The same function as GraniteMoeShared, in the model's dtype.

    Raises ValueError where the router's weights do not sum to one over the chosen.
    """
    check_renormalised(model)
    with no_init_weights():
        plain = GraniteMoeSharedForCausalLM(granite_config(model))
    inherit(plain, model, _weights(model))
    plain.tie_weights()
    return plain


def granite_config(model: CoreForCausalLM) -> GraniteMoeSharedConfig:
    """Multipliers of one, but for attention, whose scale Granite takes from the configuration.

    Raises ValueError for heads of another width than hidden_size / heads.
    """
    config = model.config
    if config.head_width * config.num_attention_heads != config.hidden_size:
        raise ValueError(
            f"head_dim {config.head_width!r}: Granite derives it as hidden_size / heads; export to"
            " qwen2moe"
        )
    return GraniteMoeSharedConfig(
        **kept_settings(config),
        tie_word_embeddings=config.tie_word_embeddings,
        attention_bias=config.attention_bias,
        attention_multiplier=config.head_width**-0.5,
        embedding_multiplier=1.0,
        residual_multiplier=1.0,
        logits_scaling=1.0,
        intermediate_size=config.moe_intermediate_size,
        shared_intermediate_size=config.intermediate_size,
        num_local_experts=config.num_experts,
        router_aux_loss_coef=config.load_balancing_coef,
    )


def check_renormalised(model: CoreForCausalLM) -> None:
    """Raises ValueError unless softmax over the chosen is what the mixture computes.

    So it is with `norm_topk_prob`, with every specialist chosen, or while all are silent.
    """
    config = model.config
    if config.norm_topk_prob or config.num_experts_per_tok == config.num_experts:
        return
    if not any(bool(panel.specialists.down_proj.any()) for panel in model.panels()):
        return
    raise ValueError(
        "norm_topk_prob=False: Granite renormalises the weights of the chosen specialists; export"
        " to qwen2moe, or train with norm_topk_prob=True"
    )


def granite_losses(model: CoreForCausalLM) -> Losses:
    """What the checkpoint cannot carry, and what it costs."""
    return common_losses(model).plus(notes=["attention scale written as attention_multiplier"])


def _weights(model: CoreForCausalLM) -> Iterator[tuple[str, torch.Tensor]]:
    for name, weight in model.state_dict().items():
        if ".mlp." not in name:
            yield name, weight
    for at, panel in enumerate(model.panels()):
        general, layer = panel.general, f"model.layers.{at}"
        temperature = model.config.router_temperature
        yield f"{layer}.block_sparse_moe.router.weight", panel.router.weight.float() / temperature
        gate_up, down = stacked(panel, model.config)
        yield f"{layer}.block_sparse_moe.experts.gate_up_proj", gate_up
        yield f"{layer}.block_sparse_moe.experts.down_proj", down
        both = torch.cat([general.gate_proj.weight, general.up_proj.weight])
        yield f"{layer}.shared_mlp.input_linear.weight", both
        yield f"{layer}.shared_mlp.output_linear.weight", general.down_proj.weight
