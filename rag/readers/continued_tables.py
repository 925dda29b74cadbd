"""Puts tables in document order and joins those that go on over a page break.

A ruled table at the foot of a page and one at the head of the next are one table where their
columns agree and nothing but running headers and footers stands between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.document import Page, Span, Table
from rag.readers.ruled_tables import RuledTable

_SNAP = 6.0
"""Points by which the column edges of one table may differ between pages."""
_MARGIN = 0.17
"""Share of the page height, at its foot and its head, where a table may break."""


@dataclass(frozen=True, slots=True)
class PageTables:
    """What was found on one page."""

    page: Page
    ruled: tuple[RuledTable, ...]
    aligned: Sequence[Table]


def continued(pages: Sequence[PageTables]) -> tuple[Table, ...]:
    """All tables in document order, those that continue over a page break as one."""
    joined: list[Table] = []
    open_table: tuple[int, int, RuledTable] | None = None
    for found in pages:
        first, last = _edge_tables(found)
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
        joined.extend(found.aligned)
    return tuple(sorted(joined, key=lambda table: (table.span.start, table.span.end)))


def _edge_tables(found: PageTables) -> tuple[RuledTable | None, RuledTable | None]:
    """The ruled table that opens the page and the one that closes it, if any does."""
    if not found.ruled:
        return None, None
    height = found.page.height
    first, last = found.ruled[0], found.ruled[-1]
    return (
        first if first.top < height * _MARGIN else None,
        last if last.bottom > height * (1 - _MARGIN) else None,
    )


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
