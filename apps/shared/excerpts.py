"""Cuts the passage around a place out of a document: some rows of its table, or some lines.

Made of the document's own text and cells only. Knows nothing of screens but how to write itself
as HTML in which everything that came from the document is escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from apps.shared.places import Place
from rag.document import Cell, Document, Table

_ROWS_AROUND = 7
_HEAD_ROWS = 3
_CHARACTERS_AROUND = 700
_CAPTION_CHARACTERS = 300
_NUMERIC = re.compile(r"[-−–—$¥€£%(（)）\d.,，:\s]*\d?[-−–—$¥€£%(（)）\d.,，:\s]*")


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the excerpt; `column` counts among the columns that are shown."""

    text: str
    column: int
    column_span: int
    hit: bool = False


@dataclass(frozen=True, slots=True)
class TableExcerpt:
    """Rows around the hit; `gap` is the index before which rows were left out, if any."""

    caption: str
    rows: tuple[tuple[ShownCell, ...], ...]
    columns: int
    gap: int | None = None


@dataclass(frozen=True, slots=True)
class TextExcerpt:
    before: str
    hit: str
    after: str


Excerpt = TableExcerpt | TextExcerpt


def excerpt(document: Document, place: Place) -> Excerpt:
    """The passage around `place`. Raises ValueError where it lies outside the document."""
    if place.end > len(document.text):
        raise ValueError(
            f"{document.name!r} ends at {len(document.text)}, before {place.end}: "
            "the link was made for another version; open the figure again"
        )
    table = _table_at(document, place)
    return _around_text(document, place) if table is None else _around_cell(document, table, place)


def as_html(shown: Excerpt) -> str:
    """The excerpt as HTML; every character from the document is escaped."""
    if isinstance(shown, TextExcerpt):
        return (
            f'<div class="cs-excerpt cs-lines" tabindex="0">{escape(shown.before)}'
            f"<mark>{escape(shown.hit)}</mark>{escape(shown.after)}</div>"
        )
    lines = [_row_html(row, shown.columns) for row in shown.rows]
    if shown.gap is not None:
        lines.insert(shown.gap, f'<tr class="cs-gap"><td colspan="{shown.columns}">⋮</td></tr>')
    caption = f"<caption>{escape(shown.caption)}</caption>" if shown.caption else ""
    return f'<div class="cs-excerpt" tabindex="0"><table>{caption}{"".join(lines)}</table></div>'


def _row_html(row: tuple[ShownCell, ...], columns: int) -> str:
    parts: list[str] = []
    at = 0
    for cell in row:
        parts.append("<td></td>" * (cell.column - at))
        span = f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
        kind = ' class="cs-number"' if cell.text and _NUMERIC.fullmatch(cell.text) else ""
        text = escape(cell.text)
        parts.append(f"<td{span}{kind}>{f'<mark>{text}</mark>' if cell.hit else text}</td>")
        at = cell.column + cell.column_span
    parts.append("<td></td>" * max(0, columns - at))
    hit = ' class="cs-hit"' if any(cell.hit for cell in row) else ""
    return f"<tr{hit}>{''.join(parts)}</tr>"


def _table_at(document: Document, place: Place) -> Table | None:
    holding = [
        table
        for table in document.tables
        if table.span.start <= place.start < table.span.end and _hit_cell(table, place)
    ]
    return min(holding, key=lambda table: table.span.end - table.span.start, default=None)


def _hit_cell(table: Table, place: Place) -> Cell | None:
    for cell in table.cells:
        if cell.span.start <= place.start < max(cell.span.end, cell.span.start + 1):
            return cell
    return None


def _around_cell(document: Document, table: Table, place: Place) -> TableExcerpt:
    hit = _hit_cell(table, place)
    assert hit is not None, "the table was chosen for the cell in it"
    rows = sorted({cell.row for cell in table.cells})
    middle = rows.index(hit.row)
    first = max(0, middle - _ROWS_AROUND)
    head = rows[: min(_HEAD_ROWS, first)]
    kept = [*head, *rows[first : middle + _ROWS_AROUND + 1]]
    starts = sorted({cell.column for cell in table.cells if cell.row in set(kept)})
    shown = tuple(_shown_row(table, row, starts, hit) for row in kept)
    return TableExcerpt(
        _caption(document, table), shown, len(starts), len(head) if first > len(head) else None
    )


def _shown_row(table: Table, row: int, starts: list[int], hit: Cell) -> tuple[ShownCell, ...]:
    cells: list[ShownCell] = []
    for cell in table.cells:
        if cell.row == row:
            covered = [c for c in starts if cell.column <= c < cell.column + cell.column_span]
            cells.append(
                ShownCell(cell.text, starts.index(cell.column), max(1, len(covered)), cell is hit)
            )
    return tuple(cells)


def _caption(document: Document, table: Table) -> str:
    """The last two lines printed above the table: its title and, often, its unit."""
    start = max(0, table.span.start - _CAPTION_CHARACTERS)
    lines = [line.strip() for line in document.text[start : table.span.start].splitlines()]
    return " · ".join([line for line in lines if line][-2:])


def _around_text(document: Document, place: Place) -> TextExcerpt:
    text = document.text
    page = document.page_at(place.start)
    floor, ceiling = (page.start, page.end) if page else (0, len(text))
    start = max(floor, place.start - _CHARACTERS_AROUND)
    end = min(max(ceiling, place.end), place.end + _CHARACTERS_AROUND)
    if start > floor and (line := text.find("\n", start, place.start)) >= 0:
        start = line + 1
    if end < ceiling and (line := text.rfind("\n", place.end, end)) >= 0:
        end = line
    return TextExcerpt(
        text[start : place.start], text[place.start : place.end], text[place.end : end]
    )
