"""Trains a head on the project's own sentences: one run, resumable, with a card.

Knows the head and the runs of training; knows nothing of the sets that a head is measured on.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch
from pydantic import Field
from safetensors.torch import load_file, save_file
from torch import nn
from torch.utils.data import Dataset
from transformers import PreTrainedTokenizerFast, Trainer, TrainingArguments

from finetune.heads.tone.core_head import (
    CoreTone,
    CoreToneHead,
    new_head,
    padded,
    save_head,
    tokenizer_of,
)
from finetune.heads.tone.ngram_head import NgramToneHead, train_ngrams
from finetune.heads.tone.observed import observed
from finetune.heads.tone.sentences import TONES, Language, Told, sentences
from finetune.runs.arguments import arguments
from finetune.runs.callbacks import callbacks
from finetune.runs.card import Card, DataUsed, write_card
from finetune.runs.clock import Clock
from finetune.runs.config import StageConfig
from finetune.runs.folder import RunFolder, open_run
from finetune.runs.schedule import timed

HELD_SEED = 1_000_003
"""Sentences of this seed are never trained on."""
HELD = 600
LEARNED = "learned.safetensors"
DEFAULT: Mapping[Language, Literal["core", "ngrams"]] = {"en": "core", "zh": "ngrams"}
KINDS = {
    "core": "a low-rank adapter and three directions over the core's first layers",
    "ngrams": "linear weights over hashed n-grams",
}


class ToneConfig(StageConfig):
    """`kind` by default: over the core in English, n-grams in Chinese, which the core hardly reads.

    Of n-grams only `sentences` and `seed` count.
    """

    language: Language = "en"
    kind: Literal["core", "ngrams"] | None = None
    sentences: int = Field(default=8_000, gt=0, description="Sentences of the grammar.")
    texts: Path | None = Field(
        default=None, description="JSONL corpus of filings: adds sentences whose tone a rule tells."
    )
    observed: int = Field(default=3_000, gt=0, description="Sentences of it at most.")
    layers: int = Field(default=20, gt=0, description="Layers of the core that are read.")
    rank: int = Field(default=8, gt=0)
    learning_rate: float = Field(default=4e-4, gt=0)
    batch: int = Field(default=32, gt=0, description="Sentences of one step.")
    epochs: float = Field(default=2, gt=0)


class Batches(Dataset[dict[str, torch.Tensor]]):
    """Steps of sentences of like length, so that little is padding."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, told: list[Told], size: int) -> None:
        told = sorted(told, key=lambda one: len(one.text))
        groups = [told[at : at + size] for at in range(0, len(told), size)]
        self._batches = [_tensors(tokenizer, group) for group in groups]

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, at: int) -> dict[str, torch.Tensor]:
        return self._batches[at]


def stands_on_core(config: ToneConfig) -> bool:
    """Whether the head that is asked for needs the core's folder."""
    return (config.kind or DEFAULT[config.language]) == "core"


def train_tone(config: ToneConfig, model: Path | None) -> Path:
    """The folder of the trained head; without the core's folder only n-grams can be trained.

    Raises ConfigRefused.
    """
    folder = open_run(config)
    told = list(sentences(config.language, config.sentences, config.seed + 1))
    if config.texts is not None:
        told += observed(config.texts, config.observed, config.seed)
    if model is None or not stands_on_core(config):
        head = train_ngrams(config.language, told)
        head.save(folder.result)
        right = _share_right(head, config.language)
    else:
        right = _train_core(config, folder, told, model)
    write_card(folder, _card(config, right))
    shutil.copyfile(folder.card, folder.result / "README.md")
    return folder.result


def _train_core(
    config: ToneConfig, folder: RunFolder[ToneConfig], told: list[Told], model: Path
) -> float:
    """Trains, or resumes, and saves; the share of unseen sentences that it gets right."""
    tokenizer = tokenizer_of(model)
    data = Batches(tokenizer, told, config.batch)
    steps = config.max_steps or max(1, round(config.epochs * len(data)))
    limited = RunFolder(folder.path, config.model_copy(update={"max_steps": steps}))
    head = new_head(model, config.layers, config.rank, config.seed)
    trainer = _trainer(limited, head, data, config)
    newest = folder.newest_checkpoint()
    trainer.train(resume_from_checkpoint=None if newest is None else str(newest))
    save_head(head, folder.result)
    return _share_right(CoreToneHead(head, tokenizer), config.language)


def _trainer(
    folder: RunFolder[ToneConfig], head: CoreTone, data: Batches, config: ToneConfig
) -> Trainer:
    clock = Clock.of(folder.config)
    chosen = arguments(folder, per_device_train_batch_size=1, remove_unused_columns=False)
    learned = list(_learned(head).values())
    optimizer = torch.optim.AdamW(learned, lr=config.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, timed(clock, warmup_steps=20))
    return _Trainer(
        model=head,
        args=TrainingArguments(**chosen),
        train_dataset=data,
        data_collator=lambda rows: rows[0],
        optimizers=(optimizer, schedule),
        callbacks=callbacks(folder, clock, per_step=config.batch, unit="sentences"),
    )


class _Trainer(Trainer):
    """Saves what is learned alone: the core lies where it lay."""

    def _save(self, output_dir: str | None = None, state_dict: object = None) -> None:
        folder = Path(output_dir or self.args.output_dir or ".")
        folder.mkdir(parents=True, exist_ok=True)
        learned = {name: weight.data for name, weight in _learned(self.model).items()}
        save_file(learned, folder / LEARNED)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: object = None) -> None:
        held = load_file(Path(resume_from_checkpoint) / LEARNED)
        for name, weight in _learned(self.model).items():
            weight.data.copy_(held[name])


def _learned(model: object) -> dict[str, nn.Parameter]:
    assert isinstance(model, nn.Module)
    return {name: weight for name, weight in model.named_parameters() if weight.requires_grad}


def _tensors(tokenizer: PreTrainedTokenizerFast, group: list[Told]) -> dict[str, torch.Tensor]:
    batch = padded(tokenizer, [one.text for one in group])
    labels = torch.tensor([TONES.index(one.tone) for one in group])
    return {"ids_NL": batch.ids_NL, "lengths_N": batch.lengths_N, "labels": labels}


def _share_right(head: CoreToneHead | NgramToneHead, language: Language) -> float:
    """Share of unseen sentences of the same grammar whose tone is told."""
    held = list(sentences(language, HELD, HELD_SEED))
    said = head.probabilities([one.text for one in held]).argmax(1)
    return sum(TONES[at] == one.tone for at, one in zip(said, held, strict=True)) / HELD


def _filings(config: ToneConfig) -> DataUsed:
    return DataUsed(
        "sentences of filings",
        "public disclosures to the SEC; tone by a closed rule, finetune.heads.tone.observed",
        "public disclosures",
        f"at most {config.observed} sentences",
    )


def _card(config: ToneConfig, right: float) -> Card:
    language = {"en": "English", "zh": "Chinese"}[config.language]
    own = DataUsed(
        "tone sentences",
        "finetune.heads.tone: written by the project's own grammar",
        "Apache-2.0",
        f"{config.sentences} sentences",
        "by the seed of the grammar",
    )
    return Card(
        title=f"Tone of company news, {language}",
        summary="Whether a sentence of company news sounds negative, neutral or positive to an "
        f"investor: {KINDS[config.kind or DEFAULT[config.language]]}.",
        data=[own] if config.texts is None else [own, _filings(config)],
        metrics={"right on unseen sentences of the grammar": (None, right)},
        limits=[
            "Trained on sentences from a grammar: on real news it is measured by"
            " `python -m benchmarks.event_tone`, which is what counts.",
            "One sentence at a time; who is hurt and who gains is not told apart.",
        ],
    )
