"""Copies a trained classification head into the suite as it is.

Knows a head's files by their suffixes; knows nothing of how it learned.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file

from core_model.shipped.folder import LARGEST_FILE
from finetune.runs.config import ConfigRefused

HEAD = "head.json"


def head_folder(run: Path) -> Path:
    """Where a run keeps its head: its result, or itself. Raises ConfigRefused."""
    for folder in (run / "result", run):
        if (folder / HEAD).is_file():
            return folder
    raise ConfigRefused(f"{run}: no {HEAD} in it; give a run of `finetune head`")


def publish_head(source: Path, target: Path) -> int:
    """Puts the head in the place of `target`; returns the size of its weights in bytes.

    Raises ConfigRefused where it has diverged, or would not fit the repository.
    """
    weights = sorted(source.glob("*.safetensors"))
    for file in weights:
        if not all(torch.isfinite(weight).all() for weight in load_file(file).values()):
            raise ConfigRefused(f"{file}: weights that are no numbers; the run has diverged")
        if file.stat().st_size >= LARGEST_FILE:
            raise ConfigRefused(
                f"{file}: {file.stat().st_size / 1e6:.1f} MB, a file of the repository has less"
                f" than {LARGEST_FILE / 1e6:.0f}; train with a smaller rank"
            )
    if target.is_dir():
        shutil.rmtree(target)
    shutil.copytree(source, target)
    return sum(file.stat().st_size for file in weights)
