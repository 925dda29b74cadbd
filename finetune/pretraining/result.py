"""Writes what a pre-training run made: the whole model, its figures and its card."""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch

from core_model.load import load_model
from core_model.model import CoreForCausalLM
from finetune.mixing.mixture import Mixture
from finetune.pretraining.config import PretrainConfig
from finetune.pretraining.learning import trained_weights
from finetune.pretraining.sources import data_used
from finetune.pretraining.validation import Validated, figures
from finetune.runs.card import Card, write_card
from finetune.runs.folder import RunFolder, write_json

LIMITS = (
    "A model of this size writes fluently and knows little: its figures and claims must be checked "
    "against sources, as the suite's desks do.",
    "English; other languages are as weak as in the base.",
    "The dense base (attention, embeddings, general expert) is unchanged.",
)


def write_model(folder: RunFolder[PretrainConfig], model: CoreForCausalLM, parent: Path) -> Path:
    """The folder of a model that loads like any other: the parent's weights, and the trained."""
    made = folder.result
    whole = load_model(parent, torch.bfloat16)
    _copy_trained(model, whole)
    beside = made.with_name(".result")
    shutil.rmtree(beside, ignore_errors=True)
    whole.save_pretrained(beside)
    for file in parent.iterdir():
        if not (beside / file.name).exists() and file.name != "manifest.json" and file.is_file():
            shutil.copy2(file, beside / file.name)
    shutil.rmtree(made, ignore_errors=True)
    beside.rename(made)
    return made


def write_card_of(
    folder: RunFolder[PretrainConfig],
    base: Mapping[str, Validated],
    found: Mapping[str, Validated],
    mixture: Mixture,
) -> None:
    """The run's figures as JSON, and its model card."""
    write_json(folder.path / "figures.json", figures(found, base))
    write_card(folder, _card(folder.config, base, found, mixture))


@torch.no_grad()
def _copy_trained(source: CoreForCausalLM, target: CoreForCausalLM) -> None:
    places = dict(target.named_parameters())
    for name, weight in trained_weights(source).items():
        places[name].copy_(weight)


def _card(
    config: PretrainConfig,
    base: Mapping[str, Validated],
    found: Mapping[str, Validated],
    mixture: Mixture,
) -> Card:
    metrics: dict[str, tuple[float | None, float]] = {
        f"perplexity, {name}, validation": (math.exp(base[name].loss), each.perplexity)
        for name, each in found.items()
    }
    said = figures(found, base)
    metrics |= {name: (None, said[name]) for name in said if not name.startswith("perplexity")}
    data = [
        data_used(name, file, mixture.drawn[name] * config.length)
        for name, file in config.texts.items()
    ]
    return Card(
        title="Specialists of the embedded core",
        summary="Routed specialists and routers trained on running text of several domains beside "
        "a frozen dense model (SmolLM2-135M-Instruct, Apache-2.0).",
        data=data,
        limits=LIMITS,
        metrics=metrics,
    )
