"""HTML to a `Document`: text in reading order, pages, tables, and the place of every tagged figure.

Reads markup as a browser would show it: scripts, styles and hidden parts have no place in the
text. Knows nothing of XBRL beyond the names of its elements, and nothing of finance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from rag.document import Cell, Document, Page, Span, Table, content_id, guess_language
from rag.readers.flow import Flow, PlacedTable
from rag.readers.markup import parse_markup
from rag.readers.walk import walk


@dataclass(frozen=True, slots=True)
class HtmlReading:
    """A document with the tree it came from.

    `spans` maps the visible `ix:` elements, and the elements that stand in for hidden ones, to
    their place in `document.text`; an element without visible text is not in it.
    """

    document: Document
    root: etree._Element
    spans: Mapping[etree._Element, Span]


def read_html(data: bytes, name: str) -> HtmlReading:
    """Read an HTML or inline XBRL file.

    Cell texts have their blanks collapsed; `document.text` puts a row on one line with tabs
    between cells, and leading blanks (one for four points) before an indented row.
    Raises UnreadableFile for empty, binary, truncated and hostile files.
    """
    root = parse_markup(data, name)
    flow = Flow()
    placed = walk(root, flow)
    text = flow.text()
    pages = _pages(flow.breaks, len(text))
    paged = Document(content_id(data), name, "html", text, guess_language(text), pages)
    document = Document(
        paged.id,
        name,
        "html",
        text,
        paged.language,
        pages,
        tuple(_table(table, paged) for table in placed.tables),
    )
    spans = {element: _span(start, end, paged) for element, start, end in placed.elements}
    return HtmlReading(document, root, spans)


def _pages(breaks: list[int], length: int) -> tuple[Page, ...]:
    """Pages between the breaks that have text on both sides; none where there is no break."""
    edges = sorted({edge for edge in breaks if 0 < edge < length})
    if not edges:
        return ()
    starts, ends = [0, *edges], [*edges, length]
    return tuple(
        Page(number, start, end)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )


def _span(start: int, end: int, paged: Document) -> Span:
    page = paged.page_at(start)
    return Span(start, end, page.number if page else None)


def _table(placed: PlacedTable, paged: Document) -> Table:
    page = paged.page_at(placed.start)
    number = page.number if page else None
    whole = page is None or placed.end <= page.end
    cells = tuple(
        Cell(
            row,
            column,
            row_span,
            column_span,
            " ".join(paged.text[start:end].split()),
            Span(start, end, number) if whole else _span(start, end, paged),
        )
        for row, column, row_span, column_span, start, end in sorted(placed.cells)
    )
    return Table(Span(placed.start, placed.end, number), cells)
