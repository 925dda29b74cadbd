"""The same training by transformers' own step: on GPUs, and over several processes.

Under accelerate, FSDP or DeepSpeed the engine decides what lies where, so nothing here is fused.
Knows blocks; knows nothing of where they come from.

Shapes: B blocks, T tokens each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import torch
from torch import nn
from torch.utils.data import IterableDataset
from transformers import Trainer, TrainerCallback, TrainingArguments

from core_model.model import CoreForCausalLM
from finetune.mixing.mixture import Mixture
from finetune.pretraining.blocks import collate
from finetune.pretraining.config import PretrainConfig
from finetune.pretraining.optimising import optimizer_of, schedule_of
from finetune.runs.clock import Clock


class Blocks(IterableDataset[dict[str, Any]]):
    """Blocks one by one; accelerate deals them out to the processes."""

    def __init__(self, mixture: Mixture):
        self.mixture = mixture

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            yield self.mixture.block()


class PlainTrainer(Trainer):
    """Trains what `learner` made trainable, by the model's own forward and loss."""

    def __init__(
        self,
        model: CoreForCausalLM,
        args: TrainingArguments,
        *,
        config: PretrainConfig,
        mixture: Mixture,
        clock: Clock,
        newborn: bool,
        **others: Any,
    ):
        self.config = config
        self.clock = clock
        self.newborn = newborn
        coefficients = ("load_balancing_coef", "router_entropy_coef", "router_z_coef")
        for name, value in zip(
            coefficients, (config.balance, config.entropy, config.z), strict=True
        ):
            setattr(model.config, name, value)
        super().__init__(
            model, args, train_dataset=Blocks(mixture), data_collator=collate, **others
        )

    def create_optimizer(self, model=None) -> torch.optim.Optimizer:
        if self.optimizer is None:
            self.optimizer = optimizer_of(cast(nn.Module, model or self.model), self.config)
        return self.optimizer

    def create_scheduler(self, num_training_steps: int, optimizer=None):
        if self.lr_scheduler is None:
            self.lr_scheduler = schedule_of(
                optimizer or self.optimizer, self.config, self.clock, self.newborn
            )
        return self.lr_scheduler


class Evaluating(TrainerCallback):
    """Has the trainer evaluate every few minutes, and at the end."""

    def __init__(self, clock: Clock, minutes: float):
        self.clock = clock
        self.minutes = minutes
        self._evaluated_at = 0.0

    def on_step_end(self, args, state, control, **kwargs):
        due = self.clock.seconds - self._evaluated_at >= 60 * self.minutes
        if due or control.should_training_stop:
            control.should_evaluate = True
            self._evaluated_at = self.clock.seconds
