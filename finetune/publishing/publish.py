"""`publish`: takes the folders of runs and writes the files that the suite ships.

Checks before it writes: licences of the data, dense weights untouched, perplexity after packing,
sizes. Knows the order of things; each step has its own module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict, Field
from transformers import PreTrainedTokenizerFast

from core_model.load import fastest_dtype, load_model
from core_model.recipe import Bits
from core_model.shipped.adapters import FOLDER, HEADS
from core_model.shipped.folder import Trained, write_shipment
from core_model.shipped.panels import pack_layer, unpack_layer
from core_model.shipped.record import SHIPPED, Shipment
from core_model.shipped.seat import adopt, sketch
from finetune.corpora.split import Part
from finetune.publishing.adapters import adapter_folder, publish_adapter
from finetune.publishing.card import (
    SPECIALISTS,
    adapter_chapter,
    adapter_title,
    specialists_chapter,
    update_card,
)
from finetune.publishing.heads import head_folder, publish_head
from finetune.publishing.origins import check_origins, origins, table
from finetune.publishing.parity import Parity, held_out, parity
from finetune.publishing.run_weights import (
    check_dense,
    routed_weights,
    trained_recipe,
    weights_folder,
)
from finetune.runs.config import ConfigRefused
from finetune.runs.run_card import RunCard, read_card

BASE_ORIGIN = "HuggingFaceTB/SmolLM2-135M-Instruct"


class PublishConfig(BaseModel):
    """Which runs become the shipped weights."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    specialists: Path | None = Field(default=None, description="Run of `finetune pretrain`.")
    adapters: dict[str, Path] = Field(default_factory=dict, description="Run of each adapter.")
    heads: dict[str, Path] = Field(default_factory=dict, description="Run of each tone head.")
    texts: dict[str, Path] = Field(
        default_factory=dict, description="Corpus of each domain; its held-out part is measured."
    )
    model: Path | None = Field(default=None, description="Newborn core; None: it is built.")
    into: Path = SHIPPED
    bits: Bits = 8
    part: Part = "validation"
    windows: int = Field(default=16, gt=0, description="Windows of 512 tokens a domain.")
    worst: float = Field(default=1.01, gt=1, description="Largest perplexity after over before.")
    threads: int | None = Field(default=None, gt=0)


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: the shipment with its perplexities; adapters and heads, sizes in bytes."""

    shipment: Shipment | None = None
    measured: dict[str, Parity] = field(default_factory=dict)
    adapters: dict[str, int] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)


def publish(
    config: PublishConfig, core: Path, say: Callable[[str], None] = lambda _: None
) -> Published:
    """Publishes what the config names. `core` is the folder of the newborn core.

    Raises ConfigRefused where something may not or should not ship; nothing is written then.
    """
    if config.specialists is None and not config.adapters and not config.heads:
        raise ConfigRefused(
            "nothing to publish; give specialists=RUN, adapters.NAME=RUN or heads.NAME=RUN"
        )
    cards = {name: _card(config, run) for name, run in config.adapters.items()}
    heads = {name: head_folder(run) for name, run in config.heads.items()}
    for run in config.heads.values():
        _card(config, run)
    shipment, measured = None, {}
    if config.specialists is not None:
        shipment, measured = _publish_specialists(config, config.specialists, core, say)
    sizes: dict[str, int] = {}
    for name, run in config.adapters.items():
        say(f"copying the adapter {name}")
        _, shape = trained_recipe(core, core)
        sizes[name] = publish_adapter(adapter_folder(run), config.into / FOLDER / name, shape)
        update_card(config.into, {adapter_title(name): adapter_chapter(cards[name], sizes[name])})
    headed = {
        name: publish_head(folder, config.into / HEADS / name) for name, folder in heads.items()
    }
    return Published(shipment, measured, sizes, headed)


def _publish_specialists(
    config: PublishConfig, run: Path, core: Path, say: Callable[[str], None]
) -> tuple[Shipment, dict[str, Parity]]:
    card = _card(config, run)
    say("reading the run's weights")
    folder = weights_folder(run)
    trained = _trained(folder, run / "result" if (run / "result").is_dir() else core, core)
    say("measuring perplexity before and after packing")
    measured = _measured(config, trained, core)
    shipment = write_shipment(trained, config.bits, config.into)
    update_card(config.into, {SPECIALISTS: specialists_chapter(card, shipment, measured)})
    return shipment, measured


def _card(config: PublishConfig, run: Path) -> RunCard:
    """The run's card with its data resolved to collections. Raises ConfigRefused."""
    card = read_card(run)
    found = origins(card, config.texts)
    check_origins(run, found)
    return replace(card, sections=card.sections | {"Data": table(found)})


def _trained(folder: Path, shaped: Path, core: Path) -> Trained:
    recipe, shape = trained_recipe(folder, shaped)
    if recipe != trained_recipe(core, core)[0]:
        raise ConfigRefused(
            f"{folder}: its specialists have another shape than those of {core}; give model= the"
            " newborn core that the run began from"
        )
    model = load_model(core, torch.float32)
    check_dense(folder, model.state_dict())
    return Trained(
        weights=routed_weights(folder),
        recipe=recipe,
        base=sketch(model, BASE_ORIGIN),
        renormalise=bool(shape.norm_topk_prob),
        selection_bias=bool(shape.selection_bias),
    )


def _measured(config: PublishConfig, trained: Trained, core: Path) -> dict[str, Parity]:
    """Raises ConfigRefused where packing costs more than the config allows."""
    if not config.texts:
        raise ConfigRefused("give texts.DOMAIN=corpus.jsonl: what ships is measured before it does")
    tokenizer = PreTrainedTokenizerFast.from_pretrained(core, local_files_only=True)
    windows = held_out(
        config.texts, lambda text: tokenizer(text)["input_ids"], config.windows, config.part
    )
    model = load_model(core, fastest_dtype())
    adopt(model, renormalise=trained.renormalise, selection_bias=trained.selection_bias)
    found = parity(model, trained.weights, packed(trained, config.bits), windows)
    worse = {domain: one.loss for domain, one in found.items() if one.loss > config.worst}
    if worse:
        named = ", ".join(f"{domain} x {loss:.4f}" for domain, loss in worse.items())
        raise ConfigRefused(
            f"packing in {config.bits} bits raises perplexity more than x {config.worst}: {named};"
            " publish with bits=8, or train onto the grid first (`finetune quantize`)"
        )
    return found


def packed(trained: Trained, bits: Bits) -> dict[str, torch.Tensor]:
    """The routed weights as the grid of so many bits holds them, by name.

    Raises ConfigRefused where some are missing or not finite.
    """
    widths = trained.recipe.widths
    found: dict[str, torch.Tensor] = {}
    try:
        for at in range(trained.base.layers):
            found |= unpack_layer(pack_layer(trained.weights, at, widths, bits), at, widths)
    except KeyError as missing:
        raise ConfigRefused(f"the run has no {missing.args[0]!r}; give a finished run") from missing
    except ValueError as diverged:
        raise ConfigRefused(str(diverged)) from diverged
    return found
