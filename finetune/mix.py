"""The mixing stage: finds how much of each domain to train on, with a small model that stands in.

The small model is trained twice on the same texts: with even shares, and with shares that follow
validation losses towards what the even run reached (DoReMi). The mean of the shares is what a large
run starts from. Both runs resume.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field
from transformers import PreTrainedTokenizerFast

from finetune.mixing.convergence import Convergence, converged, course, draw
from finetune.mixing.curriculum import Curriculum, none
from finetune.mixing.documents import read_documents, sized
from finetune.mixing.mixture import Mixture
from finetune.mixing.policy import Excess, Fixed, Policy
from finetune.mixing.proxy import Unseen, proxy, train, unseen_blocks
from finetune.mixing.shares import Shares, average, uniform
from finetune.mixing.vocabulary import END, Vocabulary, commonest
from finetune.runs.card import Card, DataUsed, write_card
from finetune.runs.clock import Clock
from finetune.runs.config import StageConfig
from finetune.runs.folder import RunFolder, open_run, seal_of, write_json, write_whole
from finetune.runs.log import RunLog

log = logging.getLogger(__name__)


class MixConfig(StageConfig):
    """Which texts, and how small the model is that stands in. `max_steps` is of each run."""

    texts: dict[str, Path] = Field(description="Corpus of each domain, rows of JSON.")
    max_steps: int | None = Field(default=400, gt=0)
    curriculum: bool = Field(default=False, description="General first, short documents first.")
    rate: float = Field(default=4.0, gt=0, description="Growth of a share for one nat of excess.")
    memory: float = Field(default=0.8, ge=0, le=1, description="1: DoReMi; 0: the last loss only.")
    smoothing: float = Field(default=0.2, ge=0, le=1, description="Part that stays even.")
    length: int = Field(default=128, gt=1)
    batch: int = Field(default=16, gt=0)
    vocabulary: int = Field(default=4096, gt=2)
    width: int = Field(default=128, gt=0, multiple_of=64)
    layers: int = Field(default=3, gt=0)
    learning_rate: float = Field(default=2e-3, gt=0)
    validate_steps: int = Field(default=20, gt=0)
    validation_blocks: int = Field(default=24, gt=0)


@dataclass(frozen=True, slots=True)
class Mixed:
    """Shares to train with, and what following the losses was worth on the small model."""

    shares: Shares
    convergence: Convergence
    even: Mapping[str, float]
    followed: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Texts:
    train: dict[str, list[np.ndarray]]
    unseen: Unseen
    vocabulary: Vocabulary


def mix(config: MixConfig, model_folder: Path) -> Mixed:
    """Runs both, or goes on with what was cut; writes mixture.toml, a plot and the card.

    Raises ConfigRefused, BrokenRow, and ValueError for a corpus without text.
    """
    folder = open_run(config)
    texts = _read(config, model_folder)
    names = sorted(config.texts)
    even = _run(config, "even", texts, Fixed())
    aims = even[max(even)]
    policy = Excess(
        aims,
        prior=uniform(names),
        rate=config.rate,
        memory=config.memory,
        smoothing=config.smoothing,
    )
    followed = _run(config, "following", texts, policy)
    shares = average(_shares(config.out / "following"))
    found = Mixed(shares, converged(even, followed), aims, followed[max(followed)])
    runs = {name: config.out / name / "log.csv" for name in ("even", "following")}
    draw(runs, folder.plot)
    _write(config, found)
    write_card(folder, _card(config, found, sized(texts.train)))
    return found


def _read(config: MixConfig, model_folder: Path) -> _Texts:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(model_folder, local_files_only=True)
    documents = read_documents(config.texts, tokenizer, "train")
    vocabulary = commonest(documents, config.vocabulary)
    held_out = read_documents(config.texts, tokenizer, "validation")
    small = {name: vocabulary.small(each) for name, each in _known(held_out, vocabulary).items()}
    return _Texts(
        {name: vocabulary.small(each) for name, each in documents.items()},
        unseen_blocks(small, length=config.length, count=config.validation_blocks, end=END),
        vocabulary,
    )


def _known(
    documents: Mapping[str, list[np.ndarray]], vocabulary: Vocabulary
) -> dict[str, list[np.ndarray]]:
    """Ids that training never saw become the first id, which then counts as any other rare one."""
    highest = len(vocabulary.numbers) - 1
    return {
        name: [np.where(each > highest, 0, each) for each in texts]
        for name, texts in documents.items()
    }


def _run(
    config: MixConfig, name: str, texts: _Texts, policy: Policy
) -> dict[int, dict[str, float]]:
    """One course of training; a finished one is read from its log."""
    folder = open_run(config.model_copy(update={"out": config.out / name}))
    clock = Clock.of(config)
    if not _finished(folder):
        mixture = Mixture(
            texts.train,
            uniform(sorted(config.texts)),
            length=config.length,
            end=END,
            policy=policy,
            curriculum=Curriculum() if config.curriculum else none(),
            progress=lambda: clock.progress,
            seed=config.seed,
        )
        model = proxy(
            texts.vocabulary.size,
            width=config.width,
            layers=config.layers,
            length=config.length,
            seed=config.seed,
        )
        train(
            folder,
            model,
            mixture,
            texts.unseen,
            clock,
            batch=config.batch,
            learning_rate=config.learning_rate,
            every=config.validate_steps,
        )
    return course(RunLog(folder.log))


def _finished(folder: RunFolder[MixConfig]) -> bool:
    """Whether the newest checkpoint stands at the run's limit."""
    newest = folder.newest_checkpoint()
    sealed = None if newest is None else seal_of(newest)
    if sealed is None:
        return False
    seconds = None if folder.config.minutes is None else 60 * folder.config.minutes
    by_time = seconds is not None and sealed.seconds >= seconds
    return by_time or (folder.config.max_steps or math.inf) <= sealed.step


def _shares(run: Path) -> list[Shares]:
    by_step: dict[int, dict[str, float]] = {}
    for figure in RunLog(run / "log.csv").figures():
        if figure.name.startswith("share/"):
            by_step.setdefault(figure.step, {})[figure.name.removeprefix("share/")] = figure.value
    return [_exactly(each) for each in by_step.values()]


def _exactly(rounded: Mapping[str, float]) -> Shares:
    """The log rounds; shares must sum to one."""
    total = sum(rounded.values())
    return Shares({name: share / total for name, share in rounded.items()})


def _write(config: MixConfig, found: Mixed) -> None:
    lines = ["# how much of each domain to train on: `consilium finetune pretrain --config ...`"]
    lines += ["[weights]", *(f"{name} = {share:.4f}" for name, share in found.shares.of.items())]
    write_whole(config.out / "mixture.toml", "\n".join([*lines, ""]))
    write_json(
        config.out / "convergence.json",
        {
            "steps": found.convergence.steps,
            "convergence_mean": found.convergence.mean_ratio,
            "convergence_every": found.convergence.every_ratio,
            "even": dict(found.even),
            "following": dict(found.followed),
        },
    )


def _card(config: MixConfig, found: Mixed, tokens: Mapping[str, int]) -> Card:
    said = {
        "mean": found.convergence.mean_ratio,
        "each domain": found.convergence.every_ratio,
    }
    ratios = "; ".join(
        f"{name}: {'not reached' if ratio is None else f'{ratio:.2f} times as fast'}"
        for name, ratio in said.items()
    )
    return Card(
        title="Shares of the domains",
        summary=f"Steps to the losses of even shares, on a small model. {ratios}.",
        data=[
            DataUsed(name, str(path.name), "see its corpus card", f"{tokens[name]:,} tokens")
            for name, path in config.texts.items()
        ],
        limits=[
            "Found with a newborn small model; a large one that knows English already may need"
            " other shares, which is why pre-training goes on following its own losses.",
        ],
        metrics={
            f"validation loss, {name}": (found.even[name], loss)
            for name, loss in found.followed.items()
        },
    )
