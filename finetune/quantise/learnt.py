"""A Trainer whose checkpoints hold only what learns, and whose rate follows the run's clock.

Knows transformers' Trainer; knows nothing of losses.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.optim.lr_scheduler import LambdaLR
from transformers import Trainer

from finetune.runs.clock import Clock
from finetune.runs.schedule import timed

WEIGHTS = "trained.safetensors"


class LearntOnly(Trainer):
    """`naming` gives a parameter's name in a checkpoint."""

    def __init__(
        self,
        *args: Any,
        clock: Clock,
        warmup_steps: int,
        naming: Callable[[str], str] = str,
        **others: Any,
    ):
        self._clock = clock
        self._warmup_steps = warmup_steps
        self._naming = naming
        super().__init__(*args, **others)

    def create_scheduler(self, num_training_steps: int, optimizer=None):
        if self.lr_scheduler is None:
            of = optimizer or self.optimizer
            assert isinstance(of, torch.optim.Optimizer)
            self.lr_scheduler = LambdaLR(of, timed(self._clock, warmup_steps=self._warmup_steps))
        return self.lr_scheduler

    def learnt(self) -> dict[str, nn.Parameter]:
        """What requires a gradient, by its name in a checkpoint."""
        model = self.model
        assert isinstance(model, nn.Module)
        return {
            self._naming(name): weight
            for name, weight in model.named_parameters()
            if weight.requires_grad
        }

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        folder = Path(output_dir or str(self.args.output_dir))
        folder.mkdir(parents=True, exist_ok=True)
        weights = {name: each.detach().contiguous() for name, each in self.learnt().items()}
        save_file(weights, folder / WEIGHTS)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        held = load_file(Path(resume_from_checkpoint) / WEIGHTS)
        with torch.no_grad():
            for name, weight in self.learnt().items():
                weight.copy_(held[name])
