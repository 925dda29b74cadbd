"""What our stages tell every trainer: no network, no bar of its own, saves only when we say so."""

from __future__ import annotations

from typing import Any

import torch

from finetune.runs.folder import RunFolder

ENDLESS = 10**8
"""Steps of a run that only time ends."""
KEPT = 2
"""Checkpoints kept: while the newest is not sealed yet, the one before it counts."""


def arguments(folder: RunFolder, **others: Any) -> dict[str, Any]:
    """Keyword arguments of TrainingArguments, or of a class of trl derived from it.

    `others` are the stage's own, over these; precision and recomputation are its choice.
    """
    config = folder.config
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    return {
        "output_dir": str(folder.path),
        "seed": config.seed,
        "max_steps": config.max_steps or ENDLESS,
        "logging_steps": config.log_steps,
        "save_strategy": "no",
        "save_total_limit": KEPT,
        "report_to": [],
        "disable_tqdm": True,
        "use_cpu": not torch.cuda.is_available(),
        "dataloader_pin_memory": torch.cuda.is_available(),
        "logging_nan_inf_filter": False,
    } | others
