"""Continued pre-training: specialists and routers learn from running text, the base stays frozen.

One command, one config, one resumable run. See `finetune.pretraining` for its parts.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import PreTrainedTokenizerFast, TrainingArguments, set_seed

from core_model.warm_up import silent
from finetune.mixing.curriculum import Curriculum, none
from finetune.mixing.documents import read_documents, sized
from finetune.mixing.mixture import Mixture
from finetune.mixing.policy import Excess, Fixed, aims_from
from finetune.mixing.shares import proportional
from finetune.pretraining.blocks import Block
from finetune.pretraining.config import GENERAL, PretrainConfig
from finetune.pretraining.learning import learner
from finetune.pretraining.result import write_result
from finetune.pretraining.trainer import PretrainTrainer
from finetune.pretraining.validating import Validating
from finetune.pretraining.validation import Validated, validate
from finetune.runs.arguments import arguments
from finetune.runs.callbacks import callbacks
from finetune.runs.clock import Clock
from finetune.runs.folder import RunFolder, open_run
from finetune.runs.log import RunLog
from finetune.speed.forward import QuickStep
from finetune.speed.lanes import Lanes

__all__ = ["PretrainConfig", "pretrain"]

log = logging.getLogger(__name__)


def pretrain(config: PretrainConfig, model_folder: Path) -> Path:
    """Trains, or goes on with a run that was cut; returns the folder of the trained model.

    Raises ConfigRefused, BrokenRow, and ValueError for a corpus without text.
    """
    folder = open_run(config)
    set_seed(config.seed)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(model_folder, local_files_only=True)
    model = learner(model_folder)
    newborn = silent(model)
    lanes = Lanes(config.lanes)
    clock = Clock.of(config)
    unseen = _validation_blocks(config, tokenizer)
    base = validate(QuickStep(model), unseen, lanes, silent=True)
    mixture = _mixture(config, tokenizer, base, clock)
    trainer = PretrainTrainer(
        model,
        TrainingArguments(**arguments(folder, **_settings(config))),
        config=config,
        mixture=mixture,
        clock=clock,
        callbacks=callbacks(folder, clock, per_step=config.batch * config.length, unit="tokens"),
    )
    trainer.newborn = newborn
    validating = Validating(
        trainer.step,
        lanes,
        mixture,
        unseen,
        base,
        clock=clock,
        log=RunLog(folder.log),
        minutes=config.validate_minutes,
    )
    trainer.add_callback(validating)
    _start(trainer, folder)
    return write_result(folder, model, model_folder, base, validating.latest, mixture)


def _start(trainer: PretrainTrainer, folder: RunFolder[PretrainConfig]) -> None:
    newest = folder.newest_checkpoint()
    if newest is not None:
        log.info("going on from %s", newest)
    # one thread in each lane; what is between the lanes is small
    torch.set_num_threads(trainer.config.threads or torch.get_num_threads())
    trainer.train(resume_from_checkpoint=None if newest is None else str(newest))


def _settings(config: PretrainConfig) -> dict[str, object]:
    return {
        "per_device_train_batch_size": 1,
        "max_grad_norm": config.max_grad_norm,
        "ignore_data_skip": True,
        "remove_unused_columns": False,
        "learning_rate": config.learning_rate,
    }


def _mixture(
    config: PretrainConfig,
    tokenizer: PreTrainedTokenizerFast,
    base: dict[str, Validated],
    clock: Clock,
) -> Mixture:
    documents = read_documents(config.texts, tokenizer, "train")
    log.info("tokens to train on: %s", sized(documents))
    shares = proportional({name: config.weights.get(name, 1.0) for name in config.texts})
    aims = aims_from(
        {name: each.loss for name, each in base.items()},
        {name: config.goal(name) for name in config.texts},
    )
    general = GENERAL if GENERAL in config.texts else None
    return Mixture(
        documents,
        shares,
        length=config.length,
        end=end_of_text(tokenizer),
        seed=config.seed,
        policy=Excess(aims, prior=shares) if config.adaptive else Fixed(),
        curriculum=Curriculum(general=general) if config.curriculum else none(),
        progress=lambda: clock.progress,
    )


def _validation_blocks(
    config: PretrainConfig, tokenizer: PreTrainedTokenizerFast
) -> dict[str, Sequence[Block]]:
    """The first blocks of each domain's validation documents in a fixed order."""
    documents = read_documents(config.texts, tokenizer, "validation")
    return {
        name: _cut(texts, config.length, config.validation_blocks, end_of_text(tokenizer))
        for name, texts in documents.items()
    }


def _cut(texts: Sequence[np.ndarray], length: int, count: int, end: int) -> list[Block]:
    """At most `count` blocks, from documents spread evenly; at least one, shorter if need be."""
    order = np.random.default_rng(0).permutation(len(texts))
    ids: list[int] = []
    positions: list[int] = []
    for number in order:
        if len(ids) >= length * count:
            break
        # a long document gives its beginning only, so that many are heard
        text = texts[number][: 2 * length]
        ids += [*text.tolist(), end]
        positions += range(len(text) + 1)
    blocks = []
    for at in range(0, max(1, min(len(ids) // length, count)) * length, length):
        begun = positions[at : at + length]
        blocks.append(
            {"input_ids": ids[at : at + length], "position_ids": _from_zero(begun), "domain": ""}
        )
    return blocks


def _from_zero(positions: list[int]) -> list[int]:
    first = positions[0]
    cut = next((at for at, each in enumerate(positions) if at and each == 0), len(positions))
    return [each - first for each in positions[:cut]] + positions[cut:]


def end_of_text(tokenizer: PreTrainedTokenizerFast) -> int:
    """What stood between documents when the base was trained, else what ends a turn."""
    known = tokenizer.get_vocab()
    found = known.get("<|endoftext|>", tokenizer.eos_token_id)
    if found is None:
        raise ValueError("the tokenizer has no token that ends a text; set its eos_token")
    return int(found)
