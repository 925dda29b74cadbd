"""Reads and writes rows of JSON, one a line, plain or gzipped. Knows nothing of their fields."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO, cast


class BrokenRow(ValueError):
    """A line is not a JSON object; the message names file and line."""


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    """Every row in order. Raises BrokenRow, and OSError where the file cannot be read."""
    with _open(file, "rt") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
            except json.JSONDecodeError as problem:
                raise BrokenRow(f"{file}, line {number}: {problem}") from problem
            if not isinstance(row, dict):
                raise BrokenRow(f"{file}, line {number}: not an object")
            yield row


def write_rows(file: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Writes the rows beside the file and then puts it in place; returns how many."""
    beside = file.with_name(f".{file.name}")
    count = 0
    with _open(beside, "wt", zipped=file.suffix == ".gz") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    beside.replace(file)
    return count


def _open(file: Path, mode: str, zipped: bool | None = None) -> TextIO:
    if file.suffix == ".gz" if zipped is None else zipped:
        return cast(TextIO, gzip.open(file, mode, encoding="utf-8"))
    return cast(TextIO, file.open(mode.replace("t", ""), encoding="utf-8"))
