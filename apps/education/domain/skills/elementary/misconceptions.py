"""Names of the thoughts that lead to wrong answers, with what to say about each."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from apps.education.domain.words import Words


@cache
def table() -> dict[str, Words]:
    path = Path(__file__).with_suffix(".tsv")
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {line["id"]: Words(line["en"], line["zh"]) for line in lines}


def why(id: str) -> Words:
    """Raises KeyError where the table does not explain the misconception."""
    return table()[id]
