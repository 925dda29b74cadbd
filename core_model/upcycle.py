"""Turns a dense Llama into a mixture that computes exactly the same at birth.

The dense block becomes the general expert. Each specialist starts from a share of the dense block's
own neurons (gate and up rows), and its down-projection is zero: it adds 0.0 until it is trained.
Knows nothing of files.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import deepcopy

import torch
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedModel
from transformers.initialization import no_init_weights

from core_model.config import CoreConfig
from core_model.families import as_llama
from core_model.model import CoreForCausalLM, Panel
from core_model.recipe import Recipe


@torch.no_grad()
def upcycle(dense: PreTrainedModel, recipe: Recipe | None = None) -> CoreForCausalLM:
    """A mixture with the dense model's dtype whose logits equal the dense ones exactly.

    Takes Llamas and their kin (`core_model.families`). Raises ValueError where the dense model is
    none, or has biases in its feed-forward block.
    """
    recipe = recipe or Recipe()
    dense = as_llama(dense)
    with no_init_weights():
        model = CoreForCausalLM(_config(dense.config, recipe))
    nn.Module.to(model, dense.dtype)
    _inherit(model, dense)
    generator = torch.Generator().manual_seed(recipe.seed)
    for panel in model.panels():
        _seat(panel, model.config, generator)
    model.generation_config = dense.generation_config
    return model.eval()


def _config(dense: LlamaConfig, recipe: Recipe) -> CoreConfig:
    if dense.mlp_bias:
        raise ValueError("mlp_bias=True: a feed-forward block with biases cannot be upcycled")
    own = {"model_type", "architectures", "_name_or_path", "transformers_version"}
    return CoreConfig(
        **{name: value for name, value in dense.to_dict().items() if name not in own},
        specialist_widths=list(recipe.widths),
        num_experts_per_tok=recipe.top_k,
        router_temperature=recipe.temperature,
    )


def _inherit(model: CoreForCausalLM, dense: LlamaForCausalLM) -> None:
    """Copies every dense weight; raises ValueError where one finds no place or leaves one empty."""
    weights = {
        name.replace(".mlp.", ".mlp.general."): weight
        for name, weight in dense.state_dict().items()
    }
    outcome = model.load_state_dict(weights, strict=False)
    own = (".mlp.router.", ".mlp.specialists.")
    missing = [name for name in outcome.missing_keys if not any(part in name for part in own)]
    if missing or outcome.unexpected_keys:
        raise ValueError(
            f"{type(dense).__name__} is not a plain Llama: missing {missing!r},"
            f" unexpected {outcome.unexpected_keys!r}"
        )
    model.tie_weights()
    # a cast of the whole model would have rounded the rotary frequencies, which stay in fp32
    model.model.rotary_emb = deepcopy(dense.model.rotary_emb)


def _seat(panel: Panel, config: CoreConfig, generator: torch.Generator) -> None:
    """Gives each specialist neurons of the general expert, without repeats while they last."""
    gate_up = panel.specialists.get_parameter("gate_up_proj").zero_()
    panel.specialists.get_parameter("down_proj").zero_()
    dealt = _deal(config.widths, config.intermediate_size, generator)
    for stacked, neurons in zip(gate_up, dealt, strict=True):
        up_at = config.moe_intermediate_size
        stacked[: len(neurons)] = panel.general.gate_proj.weight[neurons]
        stacked[up_at : up_at + len(neurons)] = panel.general.up_proj.weight[neurons]
    noise = torch.randn(panel.router.weight.shape, generator=generator)
    panel.router.float()
    panel.router.weight.copy_(noise * config.initializer_range)


def _deal(
    widths: Sequence[int], neurons: int, generator: torch.Generator
) -> tuple[torch.Tensor, ...]:
    """Indices of `neurons` for each width, from as many shuffled decks as the widths need."""
    needed = math.ceil(sum(widths) / neurons)
    decks = [torch.randperm(neurons, generator=generator) for _ in range(needed)]
    return torch.cat(decks)[: sum(widths)].split(list(widths))
