"""Copies a trained adapter into the suite in half precision, as the engine serves it.

Knows peft's two files; knows nothing of how an adapter was trained.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from core_model.config import CoreConfig
from core_model.engine.adapter import read_adapter
from core_model.engine.runner import AdapterRefused
from core_model.shipped.folder import LARGEST_FILE
from finetune.runs.config import ConfigRefused

SETTINGS, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
BASE = "consilium"
ROUNDING = 1e-3
"""Largest relative error, by norm, of a matrix held in half precision."""


def adapter_folder(run: Path) -> Path:
    """Where a run keeps its adapter: its result, or itself. Raises ConfigRefused."""
    for folder in (run / "result", run):
        if (folder / SETTINGS).is_file():
            return folder
    raise ConfigRefused(f"{run}: no {SETTINGS} in it; give a run of `finetune sft` or `prefer`")


def publish_adapter(source: Path, target: Path, config: CoreConfig) -> int:
    """Writes the adapter into `target`; returns the size of its weights in bytes.

    Raises ConfigRefused where the engine does not serve it, or it would not fit the repository.
    """
    try:
        read_adapter(source, config)
    except AdapterRefused as refusal:
        raise ConfigRefused(str(refusal)) from refusal
    weights = {name: _half(source, name, w) for name, w in load_file(source / WEIGHTS).items()}
    size = sum(2 * weight.numel() for weight in weights.values())
    if size >= LARGEST_FILE:
        raise ConfigRefused(
            f"{source}: {size / 1e6:.1f} MB in half precision, a file of the repository has less"
            f" than {LARGEST_FILE / 1e6:.0f}; train with a smaller rank"
        )
    target.mkdir(parents=True, exist_ok=True)
    save_file(weights, target / WEIGHTS, metadata={"format": "pt"})
    settings = json.loads((source / SETTINGS).read_text(encoding="utf-8"))
    settings["base_model_name_or_path"] = BASE
    text = json.dumps(settings, indent=1, sort_keys=True)
    (target / SETTINGS).write_text(text + "\n", encoding="utf-8")
    return (target / WEIGHTS).stat().st_size


def _half(source: Path, name: str, weight: torch.Tensor) -> torch.Tensor:
    half, whole = weight.half(), weight.float()
    error, size = (half.float() - whole).norm(), whole.norm()
    if not torch.isfinite(error) or error > ROUNDING * size:
        raise ConfigRefused(
            f"{source}: {name} cannot be held in half precision (values to"
            f" {whole.abs().max():.3g}); the run has diverged, or learned next to nothing"
        )
    return half.contiguous()
