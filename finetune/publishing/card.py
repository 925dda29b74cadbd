"""The card of the shipped weights: one chapter for the specialists, one for each adapter.

Publishing one part again replaces its chapter and leaves the others. Knows text only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from core_model.shipped.record import Shipment
from finetune.publishing.parity import Parity
from finetune.runs.folder import write_whole
from finetune.runs.run_card import RunCard

CARD = "README.md"
SPECIALISTS = "Specialists and routers"
INTRODUCTION = """---
license: apache-2.0
language: en
library_name: transformers
base_model: HuggingFaceTB/SmolLM2-135M-Instruct
---

# The shipped weights

What `consilium model build` seats in the core that it grows from the dense base (which is not part
of this folder), and the adapters that the server offers by the names of the desks. Everything here
is made by one command: `consilium finetune rebuild --data FOLDER`. Each chapter below is written
from the run that trained it: its data with their licences, its split, what was measured, and its
limits."""


def specialists_chapter(card: RunCard, shipment: Shipment, measured: Mapping[str, Parity]) -> str:
    """The run's card, and what became of its weights."""
    sizes = sum(file.size for file in shipment.files.values())
    rows = [
        f"| {domain} | {one.base:.3f} | {one.trained:.3f} | {one.shipped:.3f} | {one.loss:.4f} |"
        for domain, one in measured.items()
    ]
    packed = (
        f"{len(shipment.files)} files, {sizes / 1e6:.1f} MB: specialists in {shipment.bits} bits,"
        " on the grid that the native step computes on, routers in fp32. Perplexity on held-out"
        " documents (validation part), computed in torch:\n\n"
        "| domain | base | as trained | as shipped | shipped / trained |\n"
        "|---|---|---|---|---|\n" + "\n".join(rows)
    )
    return _chapter(card, {"As shipped": packed})


def adapter_chapter(card: RunCard, size: int) -> str:
    """The run's card and the size of what was copied."""
    return _chapter(card, {"As shipped": f"{size / 1e6:.1f} MB in half precision."})


def adapter_title(name: str) -> str:
    """The heading of an adapter's chapter."""
    return f"Adapter {name}"


def update_card(folder: Path, chapters: Mapping[str, str]) -> None:
    """Writes the chapters into the folder's card, over those of the same heading."""
    file = folder / CARD
    before = _chapters(file.read_text(encoding="utf-8")) if file.is_file() else {}
    merged = before | dict(chapters)
    ordered = sorted(merged.items(), key=lambda item: (item[0] != SPECIALISTS, item[0]))
    text = "\n\n".join([INTRODUCTION, *(f"## {name}\n\n{said}" for name, said in ordered)])
    write_whole(file, text + "\n")


def _chapter(card: RunCard, more: Mapping[str, str]) -> str:
    parts = [card.summary, *(f"### {name}\n\n{said}" for name, said in card.sections.items())]
    parts += [f"### {name}\n\n{said}" for name, said in more.items()]
    return "\n\n".join(part for part in parts if part)


def _chapters(text: str) -> dict[str, str]:
    _, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    split = (part.partition("\n") for part in parts)
    return {name.strip(): said.strip() for name, _, said in split}
