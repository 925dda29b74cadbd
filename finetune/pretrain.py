"""Continued pre-training: specialists and routers learn from running text, the base stays frozen.

One command, one config, one resumable run. In one process on a CPU the quick step trains; on GPUs
and over several processes (accelerate, FSDP, DeepSpeed) the model's own step does. See
`finetune.pretraining` for the parts.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedTokenizerFast, Trainer, TrainingArguments, set_seed

from core_model.model import CoreForCausalLM
from core_model.warm_up import silent
from finetune.mixing.curriculum import Curriculum, none
from finetune.mixing.documents import sized
from finetune.mixing.mixture import Mixture
from finetune.mixing.policy import Excess, Fixed, aims_from
from finetune.mixing.shares import proportional
from finetune.pretraining.blocks import Block, cut
from finetune.pretraining.config import GENERAL, PretrainConfig
from finetune.pretraining.encoded import encoded
from finetune.pretraining.learning import learner
from finetune.pretraining.plain import Evaluating, PlainTrainer
from finetune.pretraining.result import write_card_of, write_model
from finetune.pretraining.trainer import PretrainTrainer
from finetune.pretraining.validating import Validating
from finetune.pretraining.validation import Validated, validate
from finetune.runs.arguments import arguments
from finetune.runs.callbacks import callbacks
from finetune.runs.clock import Clock
from finetune.runs.config import ConfigRefused
from finetune.runs.folder import RunFolder, open_run
from finetune.runs.log import RunLog
from finetune.speed.forward import QuickStep
from finetune.speed.lanes import Lanes

__all__ = ["PretrainConfig", "pretrain"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What both ways of training start from."""

    folder: RunFolder[PretrainConfig]
    parent: Path
    model: CoreForCausalLM
    tokenizer: PreTrainedTokenizerFast
    newborn: bool
    clock: Clock
    unseen: dict[str, list[Block]]


def pretrain(config: PretrainConfig, model_folder: Path) -> Path:
    """Trains, or goes on with a run that was cut; returns the folder of the trained model.

    Raises ConfigRefused, BrokenRow, and ValueError for a corpus without text.
    """
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    quick = processes == 1 and not torch.cuda.is_available() and not config.plain
    if not quick and config.anchor and GENERAL in config.texts:
        raise ConfigRefused(
            "anchor: the base is run beside by the quick step alone (one process, on a CPU);"
            " set anchor=0"
        )
    folder = open_run(config)
    set_seed(config.seed)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(model_folder, local_files_only=True)
    dtype = None if quick else torch.float32  # an engine casts by itself
    model = learner(model_folder, dtype, frozen_layers=config.frozen_layers)
    texts = encoded(config.texts, tokenizer, "validation", folder.path / "tokens")
    end = end_of_text(tokenizer)
    unseen = {
        name: cut(documents, config.length, config.validation_blocks, end)
        for name, documents in texts.items()
    }
    prepared = _Prepared(
        folder, model_folder, model, tokenizer, silent(model), Clock.of(config), unseen
    )
    return _quickly(prepared) if quick else _plainly(prepared, processes)


def _quickly(of: _Prepared) -> Path:
    config = of.folder.config
    lanes = Lanes(config.lanes)
    base = validate(QuickStep(of.model), of.unseen, lanes, silent=True)
    mixture = _mixture(of, base)
    trainer = PretrainTrainer(
        of.model,
        TrainingArguments(**arguments(of.folder, **_settings(config))),
        config=config,
        mixture=mixture,
        clock=of.clock,
        newborn=of.newborn,
        callbacks=_callbacks(of),
    )
    validating = Validating(
        trainer.step,
        lanes,
        mixture,
        of.unseen,
        base,
        clock=of.clock,
        log=RunLog(of.folder.log),
        minutes=config.validate_minutes,
    )
    trainer.add_callback(validating)
    _train(trainer, of.folder)
    made = write_model(of.folder, of.model, of.parent)
    write_card_of(of.folder, base, validating.latest, mixture)
    return made


def _plainly(of: _Prepared, processes: int) -> Path:
    config = of.folder.config
    each = max(1, config.batch // processes)
    trainer = PlainTrainer(
        of.model,
        TrainingArguments(
            **arguments(of.folder, **_settings(config))
            | {
                "per_device_train_batch_size": each,
                "per_device_eval_batch_size": each,
                "accelerator_config": {"dispatch_batches": False},
                "activation_checkpointing": config.recompute,
            }
        ),
        config=config,
        mixture=_mixture(of, {}),
        clock=of.clock,
        newborn=of.newborn,
        eval_dataset=of.unseen,
        callbacks=[*_callbacks(of), Evaluating(of.clock, config.validate_minutes)],
    )
    _train(trainer, of.folder)
    trainer.save_model(str(of.folder.result))
    of.tokenizer.save_pretrained(of.folder.result)
    return of.folder.result


def _train(trainer: Trainer, folder: RunFolder[PretrainConfig]) -> None:
    newest = folder.newest_checkpoint()
    if newest is not None:
        log.info("going on from %s", newest)
    trainer.train(resume_from_checkpoint=None if newest is None else str(newest))


def _settings(config: PretrainConfig) -> dict[str, Any]:
    return {
        "per_device_train_batch_size": 1,
        "max_grad_norm": config.max_grad_norm,
        "ignore_data_skip": True,
        "remove_unused_columns": False,
        "learning_rate": config.learning_rate,
    }


def _callbacks(of: _Prepared) -> list:
    per_step = of.folder.config.batch * of.folder.config.length
    return callbacks(of.folder, of.clock, per_step=per_step, unit="tokens")


def _mixture(of: _Prepared, base: dict[str, Validated]) -> Mixture:
    """The texts, mixed as configured; shares follow losses where the base was measured."""
    config = of.folder.config
    documents = encoded(config.texts, of.tokenizer, "train", of.folder.path / "tokens")
    log.info("tokens to train on: %s", sized(documents))
    shares = proportional({name: config.weights.get(name, 1.0) for name in config.texts})
    aims = aims_from(
        {name: each.loss for name, each in base.items()},
        {name: config.goal(name) for name in base},
    )
    return Mixture(
        documents,
        shares,
        length=config.length,
        end=end_of_text(of.tokenizer),
        seed=config.seed,
        policy=Excess(aims, prior=shares) if config.adaptive and aims else Fixed(),
        curriculum=_curriculum(config),
        progress=lambda: of.clock.progress,
    )


def _curriculum(config: PretrainConfig) -> Curriculum:
    if not config.curriculum:
        return none()
    return Curriculum(general=GENERAL if GENERAL in config.texts else None)


def end_of_text(tokenizer: PreTrainedTokenizerFast) -> int:
    """What stood between documents when the base was trained, else what ends a turn."""
    known = tokenizer.get_vocab()
    found = known.get("<|endoftext|>", tokenizer.eos_token_id)
    if not isinstance(found, int):
        raise ValueError("the tokenizer has no one token that ends a text; set its eos_token")
    return found
