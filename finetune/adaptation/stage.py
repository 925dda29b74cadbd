"""`terms`: features once, then the small layer, then how well it does on both domains.

Knows the order of things; each step has its own module.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from pydantic import Field, model_validator
from safetensors.torch import save_file
from torch.utils.data import IterableDataset
from transformers import PreTrainedTokenizerFast, TrainingArguments, set_seed

from core_model.load import fastest_dtype, load_model
from finetune.adaptation.recogniser import TermRecogniser
from finetune.adaptation.reversal import ramp
from finetune.adaptation.rows import LABELLED, OTHER, Featured, collate, featured, read_terms
from finetune.adaptation.spans import Agreement, agreement, spans
from finetune.quantise.learnt import LearntOnly
from finetune.runs.arguments import arguments
from finetune.runs.callbacks import callbacks
from finetune.runs.card import Card, DataUsed, write_card
from finetune.runs.clock import Clock
from finetune.runs.config import StageConfig
from finetune.runs.folder import RunFolder, open_run, write_json

WEIGHTS = "recogniser.safetensors"
LIMITS = (
    "Finds terms of the kinds that were marked in the labelled text; other kinds stay unseen.",
    "Features are the core's: English.",
)


class AdaptationConfig(StageConfig):
    """Rows of both files: {"id", "text", "part", "terms": [[start, end], ...] or null}.

    Terms of the other domain are never learned from; where they are marked, they are measured.
    """

    labelled: Path
    other: Path
    reversal: float = Field(
        default=0.7, ge=0, description="Lambda of the reversed gradient; 0 leaves it out."
    )
    width: int = Field(default=128, gt=0, description="Width of the adaptation layer.")
    length: int = Field(default=192, gt=1, description="Tokens of a text.")
    limit: int = Field(default=600, gt=0, description="Texts of each domain.")
    batch: int = Field(default=16, gt=1)
    learning_rate: float = Field(default=1e-3, gt=0)
    warmup_steps: int = Field(default=10, ge=0)

    @model_validator(mode="after")
    def _ends(self) -> AdaptationConfig:
        if self.max_steps is None and self.minutes is None:
            raise ValueError("give max_steps or minutes")
        return self


@dataclass(frozen=True, slots=True)
class Judged:
    """Exact F1 on unseen texts: of the labelled domain, and of the other where it is marked."""

    labelled: float
    other: float | None


def recognise(config: AdaptationConfig, model_folder: Path) -> Judged:
    """Trains the layer, or goes on; its weights lie in the run's result.

    Raises ConfigRefused for another run's folder, BrokenRow for bad rows, ValueError for a domain
    without texts.
    """
    folder = open_run(config)
    set_seed(config.seed)
    learnt, judged_on = _features(config, model_folder)
    recogniser = TermRecogniser(learnt[0].features.shape[-1], config.width)
    _train(config, folder, recogniser, learnt)
    recogniser.eval()
    judged = Judged(
        labelled=_f1(recogniser, [text for text in judged_on if text.domain == LABELLED]) or 0.0,
        other=_f1(recogniser, [text for text in judged_on if text.domain == OTHER]),
    )
    folder.result.mkdir(exist_ok=True)
    save_file(recogniser.state_dict(), folder.result / WEIGHTS)
    write_json(
        folder.path / "figures.json", {"f1_labelled": judged.labelled, "f1_other": judged.other}
    )
    write_card(folder, _card(config, judged))
    return judged


class _Mixed(IterableDataset[Featured]):
    """Texts of both domains in turn, in an order that never ends."""

    def __init__(self, texts: Sequence[Featured], seed: int):
        self._by_domain = [
            [text for text in texts if text.domain == domain] for domain in (LABELLED, OTHER)
        ]
        self._rng = random.Random(seed)  # noqa: S311

    def __iter__(self) -> Iterator[Featured]:
        while True:
            for some in self._by_domain:
                yield self._rng.choice(some)


class _Trainer(LearntOnly):
    """Turns the reversal up as training goes on."""

    def __init__(self, *args: Any, reversal: float, **others: Any):
        self._reversal = reversal
        super().__init__(*args, **others)

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        strength = ramp(self._clock.fraction(self.state.global_step), self._reversal)
        found = model(**inputs, strength=strength)
        return (found["loss"], found) if return_outputs else found["loss"]


def _features(config: AdaptationConfig, folder: Path) -> tuple[list[Featured], list[Featured]]:
    """Texts to learn from, and unseen ones."""
    core = load_model(folder, fastest_dtype()).eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    found: dict[str, list[Featured]] = {"train": [], "test": []}
    for domain, file in ((LABELLED, config.labelled), (OTHER, config.other)):
        for part in ("train", "test"):
            limit = config.limit if part == "train" else config.limit // 2
            rows = read_terms(file, part, limit)
            if not rows:
                raise ValueError(f"{file}: no row of the part {part!r}; give more texts")
            found[part] += featured(rows, domain, core, tokenizer, length=config.length)
    return found["train"], found["test"]


def _train(
    config: AdaptationConfig,
    folder: RunFolder[AdaptationConfig],
    recogniser: TermRecogniser,
    texts: Sequence[Featured],
) -> None:
    clock = Clock.of(config)
    trainer = _Trainer(
        recogniser,
        TrainingArguments(
            **arguments(
                folder,
                per_device_train_batch_size=config.batch,
                learning_rate=config.learning_rate,
                remove_unused_columns=False,
                ignore_data_skip=True,
            )
        ),
        train_dataset=_Mixed(texts, config.seed),
        data_collator=collate,
        callbacks=callbacks(folder, clock, per_step=config.batch, unit="texts"),
        reversal=config.reversal,
        clock=clock,
        warmup_steps=config.warmup_steps,
    )
    newest = folder.newest_checkpoint()
    trainer.train(resume_from_checkpoint=None if newest is None else str(newest))


@torch.inference_mode()
def _f1(recogniser: TermRecogniser, texts: Sequence[Featured]) -> float | None:
    """None where no text of the domain is marked."""
    total = Agreement()
    marked = [text for text in texts if text.row.terms is not None]
    for text in marked:
        tags = recogniser.tags(recogniser.adapted(text.features.float()[None]))[0].argmax(-1)
        seen = text.offsets[-1][1]
        true = [term for term in text.row.terms or () if term[1] <= seen]
        total += agreement(spans(text.offsets, tags.tolist(), text.row.text), true)
    return total.f1 if marked else None


def _card(config: AdaptationConfig, judged: Judged) -> Card:
    metrics: dict[str, tuple[float | None, float]] = {
        "exact F1, labelled domain, unseen texts": (None, judged.labelled)
    }
    if judged.other is not None:
        metrics["exact F1, other domain, unseen texts"] = (None, judged.other)
    return Card(
        title="A term recogniser over the core",
        summary=(
            f"An adaptation layer of width {config.width} with gradient reversal (lambda"
            f" {config.reversal}) over the frozen core's last features."
        ),
        data=[
            DataUsed(config.labelled.name, config.labelled.name, "see its card", "marked terms"),
            DataUsed(config.other.name, config.other.name, "see its card", "text alone"),
        ],
        limits=LIMITS,
        metrics=metrics,
    )
