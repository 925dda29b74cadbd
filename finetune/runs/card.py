"""The model card of a run, in Markdown with the front matter that model hubs read.

Every figure in it comes from the run. Knows text; knows nothing of models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finetune.runs.folder import RunFolder, write_whole
from finetune.runs.log import RunLog


@dataclass(frozen=True, slots=True)
class DataUsed:
    """One corpus that was trained on: where it came from and under what licence, how much of it."""

    name: str
    source: str
    licence: str
    amount: str
    split: str = "by document, sha256 of its id: 85% train, 5% validation, 10% test"


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. `metrics` maps a figure's name to its value, before and after."""

    title: str
    summary: str
    data: Sequence[DataUsed]
    limits: Sequence[str]
    metrics: Mapping[str, tuple[float | None, float]] = field(default_factory=dict)
    licence: str = "apache-2.0"
    use: str = ""


def write_card(folder: RunFolder, card: Card) -> None:
    """Writes README.md into the run's folder."""
    write_whole(folder.card, text(folder, card))


def text(folder: RunFolder, card: Card) -> str:
    """The card as Markdown."""
    parts = [
        f"---\nlicense: {card.licence}\nlanguage: en\nlibrary_name: transformers\n---",
        f"# {card.title}",
        card.summary,
        card.use and f"## Use\n\n{card.use}",
        "## Data\n\n"
        + _table(
            ("corpus", "source", "licence", "amount", "split"),
            [(d.name, d.source, d.licence, d.amount, d.split) for d in card.data],
        ),
        card.metrics and "## Measured\n\n" + _metrics(card.metrics),
        "## Limits\n\n" + "\n".join(f"- {limit}" for limit in card.limits),
        "## The run\n\n" + _run(folder),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _metrics(metrics: Mapping[str, tuple[float | None, float]]) -> str:
    rows = [
        (name, "" if before is None else f"{before:.4g}", f"{after:.4g}")
        for name, (before, after) in metrics.items()
    ]
    return _table(("figure", "before", "after"), rows)


def _run(folder: RunFolder) -> str:
    figures = list(RunLog(folder.log).figures())
    config = _named(folder.config.model_dump(exclude={"out", "model"}))
    said = ""
    if figures:
        said = f"{figures[-1].step} steps in {figures[-1].seconds / 60:.0f} minutes.\n\n"
    return said + _table(("setting", "value"), [(k, str(v)) for k, v in config.items()])


def _named(value: Any) -> Any:
    """Settings with files by name: where they lay on one machine says nothing elsewhere."""
    if isinstance(value, Path):
        return value.name
    if isinstance(value, dict):
        return {key: _named(each) for key, each in value.items()}
    return [_named(each) for each in value] if isinstance(value, list | tuple) else value


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
