"""Reads a LoRA adapter from peft's files: low-rank terms over attention and the general expert.

Knows peft's layout (`adapter_config.json`, `adapter_model.safetensors`) and a configuration; knows
nothing of running it. LoRA: Hu et al. 2021; rank-stabilised scale: Kalajdzievski 2023.

Shapes: R rank, I inputs, O outputs of a projection.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from core_model.config import CoreConfig
from core_model.engine.runner import AdapterRefused

ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
GENERAL = ("gate_proj", "up_proj", "down_proj")
NAME = re.compile(
    r"base_model\.model\.model\.layers\.(\d+)\."
    r"(self_attn\.[qkvo]_proj|mlp\.general\.(?:gate|up|down)_proj)\.lora_([AB])\.weight"
)


@dataclass(frozen=True, slots=True)
class LowRank:
    """Adds `x @ down_RI.T @ up_OR.T` to a projection; the adapter's scale lies in `up_OR`."""

    down_RI: torch.Tensor
    up_OR: torch.Tensor


Adapter = dict[tuple[int, str], LowRank]
"""By layer and projection, such as (0, "self_attn.q_proj") or (3, "mlp.general.up_proj")."""


def read_adapter(folder: Path, config: CoreConfig) -> Adapter:
    """The adapter's terms in fp32.

    Raises AdapterRefused for other kinds, targets or shapes; OSError where a file is missing.
    """
    settings = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    _check_kind(folder, settings)
    file = folder / "adapter_model.safetensors"
    if not file.is_file():
        raise FileNotFoundError(f"{file}: missing; save the adapter as safetensors")
    return _paired(folder, load_file(file), settings, config)


def target_shape(config: CoreConfig, target: str) -> tuple[int, int]:
    """Outputs and inputs (O, I) of a projection that adapters may change."""
    heads = config.num_attention_heads * config.head_width
    shared = config.key_value_heads * config.head_width
    width, inner = config.hidden_size, config.intermediate_size
    return {
        "self_attn.q_proj": (heads, width),
        "self_attn.k_proj": (shared, width),
        "self_attn.v_proj": (shared, width),
        "self_attn.o_proj": (width, heads),
        "mlp.general.gate_proj": (inner, width),
        "mlp.general.up_proj": (inner, width),
        "mlp.general.down_proj": (width, inner),
    }[target]


def _check_kind(folder: Path, settings: dict[str, Any]) -> None:
    plain = {
        "peft_type": ("LORA",),
        "bias": (None, "none"),
        "use_dora": (None, False),
        "fan_in_fan_out": (None, False),
        "modules_to_save": (None, []),
        "rank_pattern": (None, {}),
        "alpha_pattern": (None, {}),
    }
    for name, served in plain.items():
        if settings.get(name) not in served:
            raise AdapterRefused(
                f"{folder}: {name} {settings.get(name)!r} is not served; train with"
                f" {name}={served[0]!r}, or merge the adapter into the weights"
            )


def _paired(
    folder: Path, tensors: dict[str, torch.Tensor], settings: dict[str, Any], config: CoreConfig
) -> Adapter:
    downs, ups = _sorted(folder, tensors)
    if not downs or downs.keys() != ups.keys():
        raise AdapterRefused(f"{folder}: lora_A and lora_B do not come in pairs, or there are none")
    root = bool(settings.get("use_rslora"))
    adapter: Adapter = {}
    for place, down_RI in downs.items():
        _check_shape(folder, place, down_RI, ups[place], config)
        rank = len(down_RI)
        scale = settings["lora_alpha"] / (math.sqrt(rank) if root else rank)
        adapter[place] = LowRank(down_RI.float(), ups[place].float() * scale)
    return adapter


def _sorted(folder: Path, tensors: dict[str, torch.Tensor]):
    """The A and the B matrices by layer and projection."""
    sides: dict[str, dict[tuple[int, str], torch.Tensor]] = {"A": {}, "B": {}}
    for name, tensor in tensors.items():
        found = NAME.fullmatch(name)
        if found is None:
            raise AdapterRefused(
                f"{folder}: {name} is not served; target only {', '.join(ATTENTION)} and the"
                f" general expert's {', '.join(GENERAL)}, or merge the adapter into the weights"
            )
        sides[found[3]][int(found[1]), found[2]] = tensor
    return sides["A"], sides["B"]


def _check_shape(
    folder: Path,
    place: tuple[int, str],
    down_RI: torch.Tensor,
    up_OR: torch.Tensor,
    config: CoreConfig,
) -> None:
    layer, target = place
    if layer >= config.num_hidden_layers:
        raise AdapterRefused(
            f"{folder}: layer {layer} of a model of {config.num_hidden_layers}; the adapter belongs"
            " to another model"
        )
    outputs, inputs = target_shape(config, target)
    rank = down_RI.shape[0]
    if tuple(down_RI.shape) != (rank, inputs) or tuple(up_OR.shape) != (outputs, rank):
        raise AdapterRefused(
            f"{folder}: layer {layer} {target} has shapes {tuple(up_OR.shape)} and"
            f" {tuple(down_RI.shape)}, this model needs ({outputs}, R) and (R, {inputs}); the"
            " adapter belongs to another model"
        )
