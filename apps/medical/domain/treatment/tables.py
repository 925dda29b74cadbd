"""Reads the knowledge tables that lie beside these modules. Knows nothing of what they mean."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent
_BETWEEN = ";"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of `NAME.tsv`. Raises ValueError for a line with too few or too many cells."""
    path = _HERE / f"{name}.tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter="\t", restkey="", restval=None)
        for line in reader:
            if "" in line or None in line.values():
                raise ValueError(f"{path.name!r}, line {reader.line_num}: wrong number of cells")
            yield line


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, in order."""
    return tuple(part.strip() for part in cell.split(_BETWEEN) if part.strip())
