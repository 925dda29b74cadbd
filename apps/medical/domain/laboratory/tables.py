"""Reads the tables of facts that lie beside this module: analytes, intervals, limits, sources."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from apps.medical.domain.differential import Reference

_HERE = "apps.medical.domain.laboratory"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `tables/<name>.tsv` by column."""
    text = (files(_HERE) / "tables" / f"{name}.tsv").read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(reader)


@cache
def _sources() -> dict[str, dict[str, str]]:
    return {row["source"]: row for row in rows("sources")}


def reference(keys: str, note: str = "") -> Reference:
    """What a source column names; several keys are one reference. Raises KeyError."""
    named = [_sources()[key] for key in keys.split()]
    title = "; ".join(row["title"] for row in named)
    return Reference(title, next((row["url"] for row in named if row["url"]), ""), note)
