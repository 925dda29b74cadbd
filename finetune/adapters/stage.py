"""What the stages that train an adapter share: their settings, the model they open, how they run.

Knows trainers of trl; knows nothing of losses.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from pydantic import Field, model_validator
from torch.optim.lr_scheduler import LambdaLR
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState

from core_model.load import fastest_dtype, load_model
from core_model.model import CoreForCausalLM
from finetune.adapters.layout import adapted, adapted_from
from finetune.adapters.low_rank import fuse
from finetune.adapters.quick_answers import QuickAnswers
from finetune.runs.arguments import arguments
from finetune.runs.clock import Clock
from finetune.runs.config import StageConfig
from finetune.runs.folder import RunFolder
from finetune.runs.schedule import timed


class AdapterConfig(StageConfig):
    """What every stage that trains an adapter needs to know."""

    name: str = Field(default="adapter", description="What the card calls it.")
    lessons: tuple[Path, ...] = Field(min_length=1, description="JSONL files.")
    start: Path | None = Field(default=None, description="Adapter folder to train further.")
    rank: int = Field(default=16, gt=0)
    alpha: int = Field(default=32, gt=0)
    max_length: int = Field(default=1024, gt=1, description="Longer lessons are left out.")
    limit: int | None = Field(default=None, gt=0, description="Lessons taken of each task.")
    validation: int = Field(default=48, ge=0, description="Lessons measured on, never learned.")
    validate_minutes: float = Field(default=5, gt=0)
    learning_rate: float = Field(default=1e-3, gt=0)
    warmup_steps: int = Field(default=10, ge=0)
    batch: int = Field(default=16, gt=0, description="Lessons of one step.")
    micro_batch: int = Field(default=4, gt=0, description="Lessons in memory at once.")
    licences: dict[str, str] = Field(default_factory=dict, description="By source, for the card.")

    @model_validator(mode="after")
    def _whole_micro_batches(self):
        if self.batch % self.micro_batch:
            raise ValueError(f"batch {self.batch} is no multiple of micro_batch {self.micro_batch}")
        return self


def open_core(folder: Path) -> CoreForCausalLM:
    """The core in the format that frozen weights are multiplied in; adapters are fp32."""
    dtype = torch.bfloat16 if torch.cuda.is_available() else fastest_dtype()
    return load_model(folder, dtype)


def open_adapter(model: CoreForCausalLM, config: AdapterConfig) -> PeftModel:
    """A fresh adapter, or the one to train further, computed without detours where it can be."""
    if config.start is None:
        whole = adapted(model, rank=config.rank, alpha=config.alpha)
    else:
        whole = adapted_from(model, config.start)
    fuse(whole)
    return whole


def learned(model: PeftModel) -> list[torch.nn.Parameter]:
    """The adapter's weights."""
    return [weight for weight in model.parameters() if weight.requires_grad]


def optimiser(
    model: PeftModel, config: AdapterConfig, clock: Clock
) -> tuple[torch.optim.AdamW, LambdaLR]:
    """AdamW without decay, at a rate that follows the clock."""
    made = torch.optim.AdamW(learned(model), lr=config.learning_rate, weight_decay=0.0)
    return made, LambdaLR(made, timed(clock, warmup_steps=config.warmup_steps))


def adapter_arguments(folder: RunFolder, config: AdapterConfig, **others: Any) -> dict[str, Any]:
    """Keyword arguments of a trl config: bf16 weights as they are, no recomputation."""
    return arguments(
        folder,
        **{
            "per_device_train_batch_size": config.micro_batch,
            "per_device_eval_batch_size": config.micro_batch,
            "gradient_accumulation_steps": config.batch // config.micro_batch,
            "activation_checkpointing": False,
            "bf16": False,
            "max_grad_norm": 1.0,
            "eval_strategy": "no",
            "dataloader_num_workers": 0,
        }
        | others,
    )


def quicken(trainer: Trainer, model: PeftModel, *, temperature: float = 1.0) -> QuickAnswers | None:
    """Puts the quick way in the place of trl's, on one process of a CPU; elsewhere None."""
    if torch.cuda.is_available() or trainer.args.world_size > 1:
        return None
    core = model.get_base_model()
    assert isinstance(core, CoreForCausalLM)
    quick = QuickAnswers(core, lanes=torch.get_num_threads(), temperature=temperature)
    quick.attach()
    return quick


def run(trainer: Trainer, folder: RunFolder) -> None:
    """Trains from the newest whole checkpoint, or from the start."""
    newest = folder.newest_checkpoint()
    trainer.train(resume_from_checkpoint=None if newest is None else str(newest))


class Validating(TrainerCallback):
    """Measures on unseen lessons every few minutes and at the end."""

    def __init__(self, clock: Clock, minutes: float):
        self.clock = clock
        self.minutes = minutes
        self._last = 0.0

    def on_train_begin(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self._last = self.clock.seconds

    def on_step_end(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        due = self.clock.seconds - self._last >= 60 * self.minutes
        if due or control.should_training_stop or state.global_step >= state.max_steps:
            control.should_evaluate = True
            self._last = self.clock.seconds


class Staging(TrainerCallback):
    """Lets only the uppermost layers learn, as many as the present stage says.

    `stages` are pairs of layers and the share of the run until which they learn.
    """

    def __init__(
        self,
        clock: Clock,
        stages: Sequence[tuple[int, float]],
        model: PeftModel,
        quick: QuickAnswers | None,
    ):
        self.clock = clock
        self.stages = stages
        self.quick = quick
        core = model.get_base_model()
        assert isinstance(core, CoreForCausalLM)
        self._by_layer = [
            [weight for weight in layer.parameters() if weight.requires_grad]
            for layer in core.model.layers
        ]

    def on_step_begin(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self.apply(self.clock.fraction(state.global_step))

    def apply(self, fraction: float) -> int:
        """Freezes what does not learn at `fraction` of the run; returns how many layers learn."""
        layers = next((n for n, until in self.stages if fraction < until), self.stages[-1][0])
        frozen = max(0, len(self._by_layer) - layers)
        for at, weights in enumerate(self._by_layer):
            for weight in weights:
                weight.requires_grad_(at >= frozen)
        if self.quick is not None:
            self.quick.step.frozen_layers = frozen
        return len(self._by_layer) - frozen
