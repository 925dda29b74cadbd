"""Preference alignment of an adapter: by pairs, or by a reward that rules compute.

`dpo` moves towards chosen and away from rejected answers (Rafailov et al. 2023), with a share of
plain likelihood of the chosen so that it does not fall with the rest. `grpo` lets the adapter
answer for itself and favours the better of a group (Shao et al. 2024); what an answer is worth is
in `finetune.adapters.rewards`. Both by trl's trainers, computed on one CPU by
`finetune.adapters.quick_answers`.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Literal

from datasets import Dataset
from pydantic import Field
from transformers import PreTrainedTokenizerFast
from trl.trainer.dpo_config import DPOConfig
from trl.trainer.dpo_trainer import DPOTrainer
from trl.trainer.grpo_config import GRPOConfig
from trl.trainer.grpo_trainer import GRPOTrainer

from core_model.load import load
from finetune.adapters.card import adapter_card
from finetune.adapters.layout import save_adapter
from finetune.adapters.lessons import LessonRow, LessonWriter, read_lessons
from finetune.adapters.pairs import Pairs, read_pairs
from finetune.adapters.rewards import REFUSAL, worth
from finetune.adapters.rollouts import Rollouts
from finetune.adapters.stage import (
    AdapterConfig,
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


class PreferConfig(AdapterConfig):
    """Preference alignment. `lessons` are pairs for `dpo`, lessons for `grpo`."""

    method: Literal["dpo", "grpo"] = "dpo"
    learning_rate: float = Field(default=1e-4, gt=0)
    beta: float = Field(default=0.1, ge=0, description="How closely the start is kept to.")
    likelihood: float = Field(default=0.2, ge=0, description="dpo: weight of the chosen's own.")
    answers: int = Field(default=8, gt=1, description="grpo: answers to each prompt.")
    max_answer: int = Field(default=96, gt=0, description="grpo: tokens of an answer.")
    temperature: float = Field(default=1.0, gt=0, description="grpo: of the answers.")
    refusal: str = Field(default=REFUSAL, description="grpo: the words of a refusal.")


def prefer(config: PreferConfig, model_folder: Path) -> Path:
    """Trains, or resumes; returns the folder of the finished adapter, in peft's layout.

    Raises ConfigRefused where there is nothing to learn from, or no adapter to start from.
    """
    if config.method == "dpo" and config.start is None:
        raise ConfigRefused("start: dpo moves an adapter that answers already; give its folder")
    folder = open_run(config)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(model_folder, local_files_only=True)
    return (_dpo if config.method == "dpo" else _grpo)(folder, model_folder, tokenizer)


def _dpo(
    folder: RunFolder[PreferConfig], model_folder: Path, tokenizer: PreTrainedTokenizerFast
) -> Path:
    config = folder.config
    model = open_core(model_folder)
    writer = LessonWriter(tokenizer, model.config.max_position_embeddings)
    known, unseen = (_pairs(config, writer, part) for part in ("train", "validation"))
    if not known.pairs:
        raise ConfigRefused(
            f"lessons: no pair of part 'train' with at most max_length={config.max_length} tokens;"
            f" {known.too_long} are longer"
        )
    whole = open_adapter(model, config)
    clock = Clock.of(config)
    trainer = _Ready(
        model=whole,
        args=_dpo_arguments(folder, measured=bool(unseen.pairs)),
        train_dataset=_pair_dataset(known),
        eval_dataset=_pair_dataset(unseen) if unseen.pairs else None,
        processing_class=tokenizer,
        optimizers=optimiser(whole, config, clock),
        callbacks=callbacks(folder, clock, per_step=config.batch, unit="pairs"),
    )
    quicken(trainer, whole)
    if unseen.pairs:
        trainer.add_callback(Validating(clock, config.validate_minutes))
    run(trainer, folder)
    result = save_adapter(whole, folder.result)
    adapter_card(folder, known, "preference alignment on pairs (DPO)")
    return result


class _Ready(DPOTrainer):
    """Takes pairs that are token ids already, as the engine writes them."""

    def _prepare_dataset(self, dataset: Any, *_: Any, **__: Any) -> Any:
        return dataset


def _pairs(config: PreferConfig, writer: LessonWriter, part: str) -> Pairs:
    learning = part == "train"
    return read_pairs(
        config.lessons,
        writer,
        part=part,
        max_length=config.max_length,
        per_task=config.limit if learning else None,
        limit=None if learning else config.validation,
        seed=config.seed,
    )


def _pair_dataset(pairs: Pairs) -> Dataset:
    return Dataset.from_dict(
        {
            "prompt_ids": [list(pair.prompt) for pair in pairs.pairs],
            "chosen_ids": [list(pair.chosen) for pair in pairs.pairs],
            "rejected_ids": [list(pair.rejected) for pair in pairs.pairs],
        }
    )


def _dpo_arguments(folder: RunFolder[PreferConfig], *, measured: bool) -> DPOConfig:
    config = folder.config
    given = adapter_arguments(
        folder,
        config,
        eval_on_start=measured,
        max_length=None,
        beta=config.beta,
        loss_type=["sigmoid", "sft"] if config.likelihood else ["sigmoid"],
        loss_weights=[1.0, config.likelihood] if config.likelihood else None,
    )
    return DPOConfig(**given)


def _grpo(
    folder: RunFolder[PreferConfig], model_folder: Path, tokenizer: PreTrainedTokenizerFast
) -> Path:
    config = folder.config
    model = open_core(model_folder)
    writer = LessonWriter(tokenizer, model.config.max_position_embeddings)
    taught = read_lessons(
        config.lessons,
        writer,
        part="train",
        max_length=config.max_length,
        per_task=config.limit,
        seed=config.seed,
    )
    if not taught.rows:
        raise ConfigRefused("lessons: no lesson of part 'train' that fits max_length")
    whole = open_adapter(model, config)
    clock = Clock.of(config)
    with load(model_folder) as engine:
        rollouts: Any = Rollouts(
            engine,
            writer,
            folder.path / "rollout",
            max_tokens=config.max_answer,
            temperature=config.temperature,
            seed=config.seed,
        )
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="You are using 'rollout_func'")
            trainer = GRPOTrainer(
                model=whole,
                args=_grpo_arguments(folder),
                reward_funcs=[_worth(config.refusal)],
                train_dataset=_prompt_dataset(taught.rows),
                processing_class=tokenizer,
                optimizers=optimiser(whole, config, clock),
                callbacks=callbacks(folder, clock, per_step=config.batch, unit="answers"),
                rollout_func=rollouts,
            )
        quicken(trainer, whole, temperature=config.temperature)
        run(trainer, folder)
    result = save_adapter(whole, folder.result)
    adapter_card(folder, taught, "reinforcement by rules (GRPO)")
    return result


def _worth(refusal: str) -> Any:
    def worths(completions: list[Any], taught: list[str], **_: Any) -> list[float]:
        said = [turns[-1]["content"] for turns in completions]
        return [worth(answer, gold, refusal) for answer, gold in zip(said, taught, strict=True)]

    return worths


def _prompt_dataset(rows: tuple[LessonRow, ...]) -> Dataset:
    return Dataset.from_dict(
        {
            "prompt": [[turn.model_dump() for turn in row.messages[:-1]] for row in rows],
            "taught": [row.messages[-1].content for row in rows],
        }
    )


def _grpo_arguments(folder: RunFolder[PreferConfig]) -> GRPOConfig:
    config = folder.config
    given = adapter_arguments(
        folder,
        config,
        num_generations=config.answers,
        max_completion_length=config.max_answer,
        temperature=config.temperature,
        beta=config.beta,
    )
    return GRPOConfig(**given)
