"""What a run's own card says of its data, its figures and its limits, to be told again.

Reads the Markdown of `finetune.runs.card`. Knows nothing of weights.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from finetune.publishing.licences import permissive
from finetune.runs.config import ConfigRefused

PLACE = re.compile(r"(?<![\w.:/<])/(?:[\w.@+-]+/)+([\w.@+-]+)")
"""An absolute path: says something of the machine and nothing to a reader."""


@dataclass(frozen=True, slots=True)
class RunCard:
    """A card's title, its summary, and its sections by heading, without front matter."""

    title: str
    summary: str
    sections: dict[str, str]

    def licences(self) -> dict[str, str]:
        """Corpus to licence, from the table of data."""
        rows = [line for line in self.sections.get("Data", "").splitlines() if line[:1] == "|"]
        cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
        if len(cells) < 3 or "licence" not in cells[0]:
            return {}
        at = cells[0].index("licence")
        return {row[0]: row[at] for row in cells[2:]}


def read_card(run: Path) -> RunCard:
    """The card of a run. Raises ConfigRefused where it wrote none."""
    file = run / "README.md"
    if not file.is_file():
        raise ConfigRefused(
            f"{run}: no README.md; a run writes its card when it ends, so resume it"
        )
    text = PLACE.sub(r"\1", file.read_text(encoding="utf-8"))
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    head, *parts = re.split(r"^## ", body, flags=re.MULTILINE)
    title, _, summary = head.strip().partition("\n")
    sections = {}
    for part in parts:
        heading, _, said = part.partition("\n")
        sections[heading.strip()] = said.strip()
    return RunCard(title.removeprefix("# ").strip(), summary.strip(), sections)


def check_licences(run: Path, card: RunCard) -> None:
    """Raises ConfigRefused where the card names no data, or data whose weights may not ship."""
    licences = card.licences()
    if not licences:
        raise ConfigRefused(f"{run}: its card names no data; weights of unknown origin do not ship")
    wrong = {name: licence for name, licence in licences.items() if not permissive(licence)}
    if wrong:
        named = "; ".join(f"{name} ({licence or 'no licence'})" for name, licence in wrong.items())
        raise ConfigRefused(
            f"{run} was trained on {named}: only MIT, Apache, BSD, CC BY, CC0, public-domain and"
            " own data may be trained on for weights that ship"
        )
