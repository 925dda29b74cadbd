"""Supervised tuning of an adapter on lessons: the answer is learned, the prompt only read.

LoRA (Hu et al. 2021) over attention and the general expert, by trl's `SFTTrainer`; on one CPU the
log-probabilities come from `finetune.adapters.quick_answers`. Staged, the upper layers learn alone,
which saves the backward pass of all below. Knows lessons as JSONL; knows nothing of desks.
"""

from __future__ import annotations

from pathlib import Path

from datasets import Dataset
from pydantic import BaseModel, ConfigDict, Field, model_validator
from transformers import PreTrainedTokenizerFast
from trl.trainer.sft_config import SFTConfig as TrlConfig
from trl.trainer.sft_trainer import SFTTrainer

from finetune.adapters.card import adapter_card
from finetune.adapters.layout import save_adapter
from finetune.adapters.lessons import LessonWriter, Taught, in_shares, read_lessons
from finetune.adapters.quick_answers import IGNORED
from finetune.adapters.stage import (
    AdapterConfig,
    Staging,
    Validating,
    adapter_arguments,
    open_adapter,
    open_core,
    optimiser,
    quicken,
    run,
)
from finetune.runs.callbacks import callbacks
from finetune.runs.clock import Clock
from finetune.runs.config import ConfigRefused
from finetune.runs.folder import RunFolder, open_run


class Stage(BaseModel):
    """The uppermost `layers` learn until the share `until` of the run is done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layers: int = Field(gt=0)
    until: float = Field(gt=0, le=1)


class SftConfig(AdapterConfig):
    """Supervised tuning. Without `stages` every layer learns from the first step to the last."""

    stages: tuple[Stage, ...] = ()
    shares: dict[str, float] = Field(
        default_factory=dict, description="Share of a task among the lessons; of others, less."
    )

    @model_validator(mode="after")
    def _room_for_the_rest(self):
        if any(share <= 0 for share in self.shares.values()) or sum(self.shares.values()) >= 1:
            raise ValueError(
                "shares lie above 0 and leave room for the other tasks: below 1 in all"
            )
        return self


STAGED = (Stage(layers=3, until=0.3), Stage(layers=5, until=1.0))
"""First nine tenths of the layers frozen, then the top five learn: the cheap way for 30 layers."""


def sft(config: SftConfig, model_folder: Path) -> Path:
    """Trains, or resumes; returns the folder of the finished adapter, in peft's layout.

    Raises ConfigRefused where there is nothing to learn from.
    """
    folder = open_run(config)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(model_folder, local_files_only=True)
    model = open_core(model_folder)
    writer = LessonWriter(tokenizer, model.config.max_position_embeddings)
    taught, unseen = (_lessons(config, writer, part) for part in ("train", "validation"))
    if not taught.lessons:
        raise ConfigRefused(
            f"lessons: no lesson of part 'train' with at most max_length={config.max_length} tokens"
            f" in {', '.join(map(str, config.lessons))}; {taught.too_long} are longer"
        )
    whole = open_adapter(model, config)
    clock = Clock.of(config)
    trainer = SFTTrainer(
        model=whole,
        args=_arguments(folder, measured=bool(unseen.lessons)),
        train_dataset=_dataset(taught),
        eval_dataset=_dataset(unseen) if unseen.lessons else None,
        processing_class=tokenizer,
        optimizers=optimiser(whole, config, clock),
        callbacks=callbacks(folder, clock, per_step=config.batch, unit="lessons"),
    )
    quick = quicken(trainer, whole)
    if unseen.lessons:
        trainer.add_callback(Validating(clock, config.validate_minutes))
    if config.stages:
        plan = [(stage.layers, stage.until) for stage in config.stages]
        trainer.add_callback(Staging(clock, plan, whole, quick))
    run(trainer, folder)
    result = save_adapter(whole, folder.result)
    adapter_card(folder, taught, "supervised tuning on lessons")
    return result


def _lessons(config: SftConfig, writer: LessonWriter, part: str) -> Taught:
    learning = part == "train"
    found = read_lessons(
        config.lessons,
        writer,
        part=part,
        max_length=config.max_length,
        per_task=config.limit if learning else None,
        limit=None if learning else config.validation,
        seed=config.seed,
    )
    if not (learning and config.shares and found.lessons):
        return found
    try:
        return in_shares(found, config.shares)
    except ValueError as problem:
        raise ConfigRefused(f"shares: {problem}") from problem


def _dataset(taught: Taught) -> Dataset:
    """What trl takes as ready: ids, and labels that leave the prompt out."""
    return Dataset.from_dict(
        {
            "input_ids": [[*one.prompt, *one.answer] for one in taught.lessons],
            "labels": [[IGNORED] * len(one.prompt) + list(one.answer) for one in taught.lessons],
        }
    )


def _arguments(folder: RunFolder[SftConfig], *, measured: bool) -> TrlConfig:
    given = adapter_arguments(folder, folder.config, eval_on_start=measured, max_length=None)
    return TrlConfig(**given)
