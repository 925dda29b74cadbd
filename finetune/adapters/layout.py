"""Adapters in the layout that the engine serves: attention and the general expert, peft's files.

Knows peft and `core_model.engine.adapter`; knows nothing of training.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file

from core_model.engine.adapter import ATTENTION, GENERAL, read_adapter
from core_model.model import CoreForCausalLM

WEIGHTS = "adapter_model.safetensors"
SETTINGS = "adapter_config.json"
TARGETS = (
    rf"model\.layers\.\d+\.(?:self_attn\.(?:{'|'.join(ATTENTION)})|"
    rf"mlp\.general\.(?:{'|'.join(GENERAL)}))"
)


def adapted(model: CoreForCausalLM, *, rank: int, alpha: int) -> PeftModel:
    """The model with a fresh adapter over every layer, in fp32; all else is frozen.

    A fresh adapter changes nothing: its second matrix is zero (Hu et al. 2021).
    """
    settings = LoraConfig(
        r=rank, lora_alpha=alpha, target_modules=TARGETS, task_type="CAUSAL_LM", bias="none"
    )
    whole = get_peft_model(model, settings)
    assert isinstance(whole, PeftModel)
    return whole


def adapted_from(model: CoreForCausalLM, folder: Path) -> PeftModel:
    """The model with the adapter in `folder`, to be trained further."""
    whole = PeftModel.from_pretrained(model, str(folder), is_trainable=True)
    whole.peft_config["default"].base_model_name_or_path = None
    return whole


def changes_something(model: PeftModel) -> bool:
    """False for a fresh adapter, whose second matrices are zero."""
    return any(
        bool(weight.any()) for name, weight in model.named_parameters() if ".lora_B.default" in name
    )


def save_adapter(model: PeftModel, folder: Path) -> Path:
    """Writes the adapter in bf16 without the layers that it leaves as they are.

    Raises AdapterRefused where the engine would not serve it.
    """
    model.save_pretrained(str(folder), selected_adapters=["default"])
    tensors = load_file(folder / WEIGHTS)
    idle = {
        name.replace(".lora_B.", ".lora_A.")
        for name, tensor in tensors.items()
        if ".lora_B." in name and not tensor.any()
    }
    kept = {
        name: tensor.to(torch.bfloat16).contiguous()
        for name, tensor in tensors.items()
        if name.replace(".lora_B.", ".lora_A.") not in idle
    }
    if not kept:
        raise ValueError(f"{folder}: the adapter changes nothing; train it first")
    save_file(kept, folder / WEIGHTS, metadata={"format": "pt"})
    say_nothing_of_this_machine(folder / SETTINGS)
    (folder / "README.md").unlink(missing_ok=True)
    core = model.get_base_model()
    assert isinstance(core, CoreForCausalLM)
    read_adapter(folder, core.config)
    return folder


def say_nothing_of_this_machine(file: Path) -> None:
    """peft notes where the base lay; what is shipped belongs to any build of it."""
    settings = json.loads(file.read_text(encoding="utf-8"))
    settings["base_model_name_or_path"] = None
    settings["inference_mode"] = True
    file.write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n", encoding="utf-8")
