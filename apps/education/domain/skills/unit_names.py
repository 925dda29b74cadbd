"""What the units of the bundled graph are called. A teacher's own units keep their name."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from apps.education.domain.words import Words


def unit_words(unit: str) -> Words:
    return _names().get(unit) or Words(unit, unit)


@cache
def _names() -> dict[str, Words]:
    table = resources.files("apps.education.domain.skills").joinpath("unit_names.tsv")
    rows = csv.DictReader(table.read_text("utf-8").splitlines(), delimiter="\t")
    return {row["unit"]: Words(row["en"], row["zh"]) for row in rows}
