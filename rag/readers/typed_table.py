"""Tables typed on a typewriter grid: cells found by the blanks between them.

Old filings set tables in plain text inside `<TABLE>`. Works on lines of text and offsets; knows
nothing of markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CHUNK = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"[-=_. ]{2,}")
_NUMERIC = re.compile(r"[(\-$]*\s?[\d.,]+\)?%?|-+")
_LEADERS = re.compile(r"(?:\s?\.){3,}\s*$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words without a wider gap: line number, first and last character on it, the text."""

    line: int
    left: int
    right: int
    text: str


def typed_cells(text: str, start: int) -> list[tuple[int, int, int, int, int, int]]:
    """Cells (row, column, row span, column span, start, end) of a text that begins at `start`.

    Column 0 holds labels; the others are the ranges in which figures stand below each other.
    """
    chunks: list[tuple[Chunk, int]] = []
    offset = start
    for number, line in enumerate(text.split("\n")):
        chunks.extend((chunk, offset) for chunk in _chunks(number, line))
        offset += len(line) + 1
    columns = _columns([chunk for chunk, _ in chunks])
    cells: list[tuple[int, int, int, int, int, int]] = []
    for chunk, base in chunks:
        first, last = _place(chunk, columns)
        end = base + chunk.left + len(chunk.text)
        cells.append((chunk.line, first, 1, last - first + 1, base + chunk.left, end))
    return cells


def _chunks(number: int, line: str) -> list[Chunk]:
    """The chunks of a line; rules of dashes and leaders of dots are none."""
    found: list[Chunk] = []
    for match in _CHUNK.finditer(line):
        bare = _LEADERS.sub("", match[0])
        if bare and (len(bare) < 3 or not _RULE.fullmatch(bare)):
            found.append(Chunk(number, match.start(), match.start() + len(bare) - 1, bare))
    return found


def _columns(chunks: Sequence[Chunk]) -> list[tuple[int, int]]:
    """Ranges of characters that figures share, left to right."""
    ranges = sorted((c.left, c.right) for c in chunks if _NUMERIC.fullmatch(c.text) and c.left > 0)
    merged: list[tuple[int, int]] = []
    for left, right in ranges:
        # A closing bracket stands one place to the right of the figures above it.
        if merged and left <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def _place(chunk: Chunk, columns: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """First and last column of a chunk: 0 where it begins left of every figure."""
    if not columns or (chunk.left < columns[0][0] and chunk.right < columns[0][0]):
        return 0, 0
    hits = [i for i, (a, b) in enumerate(columns, 1) if chunk.left <= b and a <= chunk.right]
    if not hits:
        hits = [min(range(1, len(columns) + 1), key=lambda i: abs(columns[i - 1][1] - chunk.right))]
    return (0 if chunk.left == 0 else hits[0]), hits[-1]
