"""What a run's own card says of its data, its figures and its limits, to be told again.

Reads the Markdown of `finetune.runs.card`. Knows nothing of weights.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from finetune.runs.config import ConfigRefused

PLACE = re.compile(r"(?<![\w.:/<])/(?:[\w.@+-]+/)+([\w.@+-]+)")
"""An absolute path: says something of the machine and nothing to a reader."""


@dataclass(frozen=True, slots=True)
class RunCard:
    """A card's title, its summary, and its sections by heading, without front matter."""

    title: str
    summary: str
    sections: dict[str, str]

    def data(self) -> list[dict[str, str]]:
        """The rows of the table of data, by column."""
        rows = [line for line in self.sections.get("Data", "").splitlines() if line[:1] == "|"]
        cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
        return [dict(zip(cells[0], row, strict=False)) for row in cells[2:]]


def read_card(run: Path) -> RunCard:
    """The card of a run. Raises ConfigRefused where it wrote none."""
    file = run / "README.md"
    if not file.is_file():
        raise ConfigRefused(
            f"{run}: no README.md; a run writes its card when it ends, so resume it"
        )
    body = re.sub(r"\A---\n.*?\n---\n", "", _read(file), flags=re.DOTALL)
    head, sections = _sections(body, "## ")
    title, _, summary = head.partition("\n")
    return RunCard(title.removeprefix("# ").strip(), summary.strip(), sections)


def read_chapter(file: Path, title: str) -> RunCard | None:
    """The card of a run as a chapter of a card of several, or None where there is no such chapter.

    The card of the shipped weights is one of several.
    """
    said = _sections(_read(file), "## ")[1].get(title) if file.is_file() else None
    return None if said is None else RunCard(title, *_sections(said, "### "))


def _read(file: Path) -> str:
    return PLACE.sub(r"\1", file.read_text(encoding="utf-8"))


def _sections(text: str, mark: str) -> tuple[str, dict[str, str]]:
    """What stands before the first heading, and what under each."""
    head, *parts = re.split(f"^{mark}", text, flags=re.MULTILINE)
    split = (part.partition("\n") for part in parts)
    return head.strip(), {heading.strip(): said.strip() for heading, _, said in split}
