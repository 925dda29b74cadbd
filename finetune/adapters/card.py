"""The model card of an adapter, written from its run. Knows no model."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, Protocol

from finetune.adapters.stage import AdapterConfig
from finetune.runs.card import Card, DataUsed, write_card
from finetune.runs.folder import RunFolder
from finetune.runs.log import RunLog
from finetune.runs.run_card import RunCard, read_card, read_chapter

LIMITS = (
    "The base has 135 million weights: it can repeat what a passage says and refuse what no passage"
    " says, but it does not reason far, and a fluent sentence of it is no evidence.",
    "Made for the prompts of this suite, whose answers are verified against their sources"
    " afterwards; without that verification do not rely on what it says.",
    "English only.",
)
_EARLIER = ", at its start"


class Learned(Protocol):
    """What was learned from, of lessons or pairs alike."""

    def tasks(self) -> Counter[str]: ...

    def sources(self) -> Counter[str]: ...


def adapter_card(folder: RunFolder[Any], learned: Learned, stage: str) -> None:
    """Writes the run's README.md and a copy beside the adapter."""
    config: AdapterConfig = folder.config
    read = config.batch * max((figure.step for figure in RunLog(folder.log).figures()), default=0)
    tasks = ", ".join(f"{task} {count:,}" for task, count in learned.tasks().most_common())
    card = Card(
        title=f"Adapter {config.name}",
        summary=(
            f"A low-rank adapter (LoRA, rank {config.rank}, alpha {config.alpha}) over attention"
            f" and the general expert of Consilium's core, made by {stage}. Tasks: {tasks}."
            f" {read:,} were read."
        ),
        data=[
            *(
                DataUsed(source, source, _licence(source, config), f"{count:,} lessons")
                for source, count in learned.sources().most_common()
            ),
            *([] if config.start is None else _before(config.start)),
        ],
        limits=LIMITS,
        metrics=_measured(folder),
        use="A request names the adapter as its model; see docs/server.md.",
    )
    write_card(folder, card)
    text = folder.card.read_text(encoding="utf-8")
    (folder.result / "README.md").write_text(text, encoding="utf-8")


def _before(start: Path) -> list[DataUsed]:
    """What the adapter that the run began from had learned from; unknown where no card says it.

    A source that it met more than once stands once, with the latest amount.
    """
    card = _card_of(start)
    if card is None:
        return [DataUsed("the adapter it began from", start.name, "unknown", "unknown")]
    found: dict[str, DataUsed] = {}
    for row in card.data():
        amount = f"{row['amount'].removesuffix(_EARLIER)}{_EARLIER}"
        name = row.get("corpus") or row["collection"]
        source = row.get("source", name)
        found.setdefault(name, DataUsed(name, source, row["licence"], amount))
    return list(found.values())


def _card_of(adapter: Path) -> RunCard | None:
    """Its own card; of a shipped adapter, its chapter in the card of the shipped weights."""
    if (adapter / "README.md").is_file():
        return read_card(adapter)
    return read_chapter(adapter.parent.parent / "README.md", f"Adapter {adapter.name}")


def _licence(source: str, config: AdapterConfig) -> str:
    """As configured, or as the source itself says in brackets at its end."""
    named = re.search(r"\(([^()]+)\)\s*$", source)
    return config.licences.get(source) or (named[1] if named else "see its card")


def _measured(folder: RunFolder) -> dict[str, tuple[float | None, float]]:
    """First and last value of what was measured on unseen lessons."""
    values: dict[str, list[float]] = {}
    for figure in RunLog(folder.log).figures():
        values.setdefault(figure.name, []).append(figure.value)
    named = {
        "eval_loss": "loss on unseen answers",
        "eval_mean_token_accuracy": "share of their tokens foreseen",
    }
    return {
        said: (values[name][0], values[name][-1]) for name, said in named.items() if name in values
    }
