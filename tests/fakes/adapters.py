"""Random LoRA adapters in peft's layout, and what merging them into the weights gives."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from core_model.engine.adapter import target_shape
from core_model.model import CoreForCausalLM

TARGETS = (
    *(f"self_attn.{name}_proj" for name in "qkvo"),
    *(f"mlp.general.{name}_proj" for name in ("gate", "up", "down")),
)


def save_adapter(
    folder: Path,
    model: CoreForCausalLM,
    *,
    rank: int = 4,
    targets: tuple[str, ...] = TARGETS,
    **settings,
) -> Path:
    """A random adapter of `rank` over `targets` of every layer."""
    folder.mkdir(parents=True)
    tensors = {}
    for layer in range(model.config.num_hidden_layers):
        for target in targets:
            outputs, inputs = target_shape(model.config, target)
            name = f"base_model.model.model.layers.{layer}.{target}"
            tensors[f"{name}.lora_A.weight"] = torch.randn(rank, inputs) * 0.3
            tensors[f"{name}.lora_B.weight"] = torch.randn(outputs, rank) * 0.3
    save_file(tensors, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": rank, "lora_alpha": 6, "bias": "none"} | settings
    (folder / "adapter_config.json").write_text(json.dumps(config))
    return folder


def merged(model: CoreForCausalLM, folder: Path) -> CoreForCausalLM:
    """A copy of the model with the adapter added to its weights by peft's formula."""
    from safetensors.torch import load_file

    config = json.loads((folder / "adapter_config.json").read_text())
    tensors = load_file(folder / "adapter_model.safetensors")
    model = copy.deepcopy(model)
    root = config["r"] ** 0.5 if config.get("use_rslora") else config["r"]
    for name, down in tensors.items():
        if ".lora_A." in name:
            up = tensors[name.replace(".lora_A.", ".lora_B.")]
            path = name.removeprefix("base_model.model.").removesuffix(".lora_A.weight")
            model.get_submodule(path).weight.data += up @ down * config["lora_alpha"] / root
    return model
