"""The named thoughts behind wrong answers, in both languages (`misconceptions.tsv` beside this)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from apps.education.domain.words import Words

_TABLE = Path(__file__).with_name("misconceptions.tsv")


@cache
def table() -> dict[str, Words]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: Words(row["en"], row["zh"]) for row in rows}


def why(misconception: str) -> Words:
    """What a pupil thought. Raises KeyError if the table does not know it."""
    return table()[misconception]
