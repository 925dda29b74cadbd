"""Word lists beside this module, each read once. A list is a `.tsv` of kind, word, and source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def words(name: str, kind: str) -> frozenset[str]:
    """The words of one kind in `name`.tsv; a cell may hold several, divided by spaces.

    Raises KeyError where the file has none of that kind.
    """
    found: set[str] = set()
    for row_kind, cell in _rows(name):
        if row_kind == kind:
            found.update(cell.split("|") if "|" in cell else cell.split())
    if not found:
        raise KeyError(f"{name}.tsv has no words of kind {kind!r}")
    return frozenset(found)


@cache
def _rows(name: str) -> tuple[tuple[str, str], ...]:
    text = files("apps.medical.domain.deidentify").joinpath(f"{name}.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return tuple((kind, cell) for kind, cell, _ in rows)
