"""Cuts a delimited text into cells that know where they lie in it. Quotes as in RFC 4180."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell without its quotes, and its span with them."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank; `line` is the number, from 1, of its first line."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def start(self) -> int:
        return self.cells[0].start

    @property
    def end(self) -> int:
        return self.cells[-1].end

    def text(self, column: int | None) -> str:
        """The text of a column; empty where the row ends before it or it was not found."""
        return self.cells[column].text if column is not None and column < len(self.cells) else ""


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a text. A quote that is never closed is a character like any other."""
    mark = re.escape(delimiter)
    cell = re.compile(rf'[ ]*"((?:[^"]|"")*+)"[ ]*(?={mark}|\n|\Z)|([^{mark}\n]*)')
    at, line = 0, 1
    while at < len(text):
        first, cells = line, []
        while True:
            found = cell.match(text, at)
            if found is None:
                break
            cells.append(_cell(found))
            line += found[0].count("\n")
            at = found.end()
            if text[at : at + 1] != delimiter:
                break
            at += 1
        at, line = at + 1, line + 1
        if any(found.text for found in cells):
            yield Row(first, tuple(cells))


def _cell(found: re.Match[str]) -> Cell:
    quoted, plain = found[1], found[2]
    text = plain if quoted is None else quoted.replace('""', '"')
    return Cell(text.strip(), found.start(), found.end())
