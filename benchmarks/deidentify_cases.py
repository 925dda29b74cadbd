"""The public sentences with marked personal data, and how they are split.

Presidio-research's generated sentences: 1,500 and 2,109 in whole, `DIR/deid_presidio/*.json`. They
come from templates, so they are split by template: what training saw of a template's wording never
counts as unseen. Hashes of the trained cases and templates ship beside the benchmark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from benchmarks.packed import read_json

FILES: Final = ("synth_dataset_v2.json", "generated_large.json")
HELD_OUT: Final = 4
"""One template of so many is held out."""


@dataclass(frozen=True, slots=True)
class Span:
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """`template` is the hash of the wording around the fills, `id` that of the whole text."""

    text: str
    spans: tuple[Span, ...]
    template: str
    id: str

    @property
    def fold(self) -> int:
        """0 to 3 among the templates that are not held out, to develop by."""
        return int(self.template, 16) // HELD_OUT % 4

    @property
    def held_out(self) -> bool:
        return int(self.template, 16) % HELD_OUT == 0


def sentences(folder: Path) -> Iterator[Sentence]:
    """Raises FileNotFoundError where a file is absent, ValueError where a span is wrong."""
    for name in FILES:
        for row in read_json(folder / "deid_presidio" / name):
            yield _sentence(row, name)


def _sentence(row: dict, name: str) -> Sentence:
    text = row["full_text"]
    for span in row["spans"]:
        if text[span["start_position"] : span["end_position"]] != span["entity_value"]:
            raise ValueError(f"{name}: {span['entity_value']!r} is not where its span says: {span}")
    spans = sorted(
        (Span(s["entity_type"], s["start_position"], s["end_position"]) for s in row["spans"]),
        key=lambda span: span.start,
    )
    wording = re.sub(r"\{+.*?\}+", "{}", row["masked"]).lower()
    return Sentence(text, tuple(spans), _hash(" ".join(wording.split())), _hash(text))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
