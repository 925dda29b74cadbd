"""Puts tables in document order and joins those that go on over a page break.

A ruled table at the foot of a page and one at the head of the next are one table where their
columns agree and nothing but running headers and footers stands between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.document import Cell, Page, Span, Table, Word
from rag.readers.cell_text import by_line, read_words
from rag.readers.ruled_tables import RuledTable

_SNAP = 6.0
"""Points by which the column edges of one table may differ between pages."""
_MARGIN = 0.17
"""Share of the page height, at its foot and its head, where a table may break."""


_REPEATED = 0.3
"""Share of the pages on which a line at the edge must stand to be a running header or footer."""
_EDGE_LINES = 2
_EDGE = 0.09
"""Share of the page height, at its head and foot, in which running lines stand."""


@dataclass(frozen=True, slots=True)
class PageTables:
    """What was found on one page; `left` are the words outside its ruled tables."""

    page: Page
    ruled: tuple[RuledTable, ...]
    aligned: Sequence[Table]
    left: Sequence[Word] = ()

    def above(self, table: RuledTable) -> list[str]:
        return _shapes([w for w in self.left if w.box.y1 <= table.top + _SNAP])

    def below(self, table: RuledTable) -> list[str]:
        return _shapes([w for w in self.left if w.box.y0 >= table.bottom - _SNAP])


def _shapes(words: Sequence[Word]) -> list[str]:
    return [_shape(read_words(line)) for line in by_line(words)]


def _shape(line: str) -> str:
    """A line without blanks, its numbers alike: page 6 of 99 and page 7 of 99 are the same."""
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", line))


def running_lines(pages: Sequence[str]) -> frozenset[str]:
    """The shapes of running headers and footers among the outer lines of the pages' texts."""
    count: Counter[str] = Counter()
    for text in pages:
        lines = [line for line in text.split("\n") if line.strip()]
        outer = lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]
        count.update({_shape(line) for line in outer})
    least = max(len(pages) * _REPEATED, 2)
    return frozenset(shape for shape, n in count.items() if n >= least)


def continued(pages: Sequence[PageTables], running: frozenset[str]) -> tuple[Table, ...]:
    """All tables in document order, those that continue over a page break as one."""
    joined: list[Table] = []
    open_table: tuple[int, int, RuledTable] | None = None
    for found in pages:
        first, last = _edge_tables(found, running)
        for ruled in found.ruled:
            if open_table is not None and ruled is first and _same(open_table, ruled, found.page):
                at = open_table[0]
                joined[at] = _appended(joined[at], ruled.table)
            else:
                at = len(joined)
                joined.append(ruled.table)
            if ruled is last:
                open_table = (at, found.page.number, ruled)
        if last is None:
            open_table = None
        joined.extend(_bare(table, running, found.page.height) for table in found.aligned)
    return tuple(sorted(joined, key=lambda table: (table.span.start, table.span.end)))


def _edge_tables(
    found: PageTables, running: frozenset[str]
) -> tuple[RuledTable | None, RuledTable | None]:
    """The ruled table that opens the page and the one that closes it, if any does.

    Nothing but running lines and page numbers may stand outside them.
    """
    if not found.ruled:
        return None, None
    height = found.page.height
    first, last = found.ruled[0], found.ruled[-1]
    opens = first.top < height * _MARGIN and _only(found.above(first), running)
    closes = last.bottom > height * (1 - _MARGIN) and _only(found.below(last), running)
    return first if opens else None, last if closes else None


def _only(shapes: list[str], running: frozenset[str]) -> bool:
    return all(shape in running or not re.search(r"[^\W\d_]", shape) for shape in shapes)


def _bare(table: Table, running: frozenset[str], height: float) -> Table:
    """The table without the running header and footer that stood in line with its columns."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    order = sorted(rows)
    outer = {*order[:_EDGE_LINES], *order[-_EDGE_LINES:]}
    dropped = {row for row in outer if _running_row(rows[row], running, height)}
    kept = tuple(cell for cell in table.cells if cell.row not in dropped)
    return Table(table.span, kept) if kept and dropped else table


def _running_row(cells: Sequence[Cell], running: frozenset[str], height: float) -> bool:
    """True for a lone cell at the edge of the page that is a running line or a page number."""
    box = cells[0].span.box
    if len(cells) > 1 or box is None or height * _EDGE < box.y0 < height * (1 - _EDGE):
        return False
    shape = _shape(cells[0].text)
    return shape in running or bool(re.fullmatch(r"[-—]?0(?:/0)?[-—]?", shape))


def _same(before: tuple[int, int, RuledTable], after: RuledTable, page: Page) -> bool:
    """True where the next page goes on with the same columns."""
    edges = before[2].edges
    if before[1] != page.number - 1 or len(edges) != len(after.edges):
        return False
    return all(abs(a - b) <= _SNAP for a, b in zip(edges, after.edges, strict=True))


def _appended(table: Table, more: Table) -> Table:
    """The rows of `more` under those of `table`; the span covers both, the box the first."""
    offset = max(cell.row + cell.row_span for cell in table.cells)
    moved = tuple(replace(cell, row=cell.row + offset) for cell in more.cells)
    span = Span(table.span.start, more.span.end, table.span.page, table.span.box)
    return Table(span, (*table.cells, *moved))
