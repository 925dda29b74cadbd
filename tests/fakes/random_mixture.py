"""Small random mixtures with odd sizes, and what the torch model says of them."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from core_model.config import CoreConfig
from core_model.model import CoreForCausalLM, own_neurons


def small_config(**changes) -> CoreConfig:
    """Two layers with odd sizes: padded inputs, padded outputs, heads in groups of three."""
    shape = {
        "vocab_size": 259,
        "hidden_size": 96,
        "intermediate_size": 160,
        "num_hidden_layers": 2,
        "num_attention_heads": 6,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "max_position_embeddings": 512,
        "tie_word_embeddings": True,
        "initializer_range": 0.05,
        "specialist_widths": [32, 32, 64, 96],
    }
    return CoreConfig(**(shape | changes))


@torch.no_grad()
def random_model(**changes) -> CoreForCausalLM:
    """A random mixture whose specialists speak, with norms that are not all ones."""
    config = small_config(**changes)
    model = CoreForCausalLM(config).eval()
    for layer in model.model.layers:
        down = layer.mlp.specialists.down_proj
        down.normal_(0, config.initializer_range).mul_(own_neurons(config)[:, None, :])
        layer.mlp.router.weight.normal_()
        if config.selection_bias:
            layer.mlp.router.selection_bias.normal_(0, 0.5)
    for name, weight in model.named_parameters():
        if "norm" in name:
            weight.uniform_(0.5, 1.5)
    return model


@torch.inference_mode()
def logits_of(model: CoreForCausalLM, tokens: Sequence[int]) -> torch.Tensor:
    """Logits (tokens, V) of the torch model in fp32."""
    return model(torch.tensor([list(tokens)])).logits[0]


def distance(got: torch.Tensor, wanted: torch.Tensor) -> float:
    """Norm of the difference over the norm of what was wanted: the median over rows.

    Not their maximum: rounding may send a token to another specialist, as in any low precision.
    """
    return ((got - wanted).norm(dim=-1) / wanted.norm(dim=-1)).median().item()


def random_tokens(count: int) -> list[int]:
    return torch.randint(0, 259, (count,)).tolist()
