"""A table as lines of a label and printed figures, and the columns that the figures stand in.

Joins what filings split over cells: `$`, the number, `)` and `%`. Knows nothing of what a line
or a column means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.document import Cell, Document, Span, Table
from rag.units import parse_number

_OPENING = re.compile(r"(?:US|C|A|HK|NT|S|R)?[$€£¥₹₩]?\s*\(?|RMB|USD|EUR|CHF|NIS")
_CLOSING = re.compile(r"[)%]+(?:\s*\([a-z0-9]{1,2}\))?|%\s*\)?|pts?\.?|x")
_DASH = re.compile(r"(?:US)?[$€£¥]?\s*\(?\s*(?:[-–—―‐‑−]+|nil|-0-)\s*\)?\s*%?", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?:(?:US|C|A|HK|NT|S|R)?[$€£¥₹₩]|RMB|USD|EUR|CHF|NIS)?\s*[-–−]?\s*\(?\s*[-–−]?\s*"
    r"(?:(?:US|C|A|HK|NT|S|R)?[$€£¥])?\s*"
    r"(?:\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*\)?\s*%?\s*\)?"
)
_FOOTNOTE = re.compile(r"(?<=[\d)%])\s*(?:\((?:[a-z]|\d{1,2})\)|[*†‡]+)\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as printed. `left` and `right` are grid columns, its signs and brackets counted.

    `value` is without scale or percent; None for a dash.
    """

    left: int
    right: int
    text: str
    value: Decimal | None
    span: Span

    @property
    def percent(self) -> bool:
        return "%" in self.text

    @property
    def looks_like_year(self) -> bool:
        return _YEAR.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table. `texts` are its cells that are no figures, the label's cells included.

    `indent` counts blanks before the label; `label` is empty where none is printed.
    """

    row: int
    label: str
    span: Span | None
    indent: int
    figures: tuple[Printed, ...]
    texts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The grid columns that the figures of one printed column occupy."""

    left: int
    right: int

    def distance(self, left: int, right: int) -> int:
        """0 where the ranges overlap, else how far they lie apart."""
        return max(0, self.left - right, left - self.right)


def lines_of(document: Document, table: Table) -> tuple[Line, ...]:
    """The rows of a table that hold anything, in order."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return tuple(_line(document, row, rows[row]) for row in sorted(rows))


def _line(document: Document, row: int, cells: Sequence[Cell]) -> Line:
    figures: list[Printed] = []
    texts: list[Cell] = []
    opening: Cell | None = None
    for cell in cells:
        text = cell.text
        if _CLOSING.fullmatch(text) and figures:
            figures[-1] = _closed(document, figures[-1], cell)
        elif _OPENING.fullmatch(text):
            opening = cell
            continue
        elif (bare := _bare_figure(text)) is not None:
            figures.append(_printed(document, cell, bare, opening))
        else:
            texts.append(cell)
        opening = None
    label = [cell for cell in texts if not figures or cell.column < figures[0].left]
    start = min((cell.span.start for cell in label), default=0)
    end = max((cell.span.end for cell in label), default=0)
    span = Span(start, end, label[0].span.page) if label else None
    return Line(
        row,
        " ".join(cell.text for cell in label),
        span,
        _indent(document, label[0]) if label else 0,
        tuple(figures),
        tuple(texts),
    )


def _bare_figure(text: str) -> str | None:
    """The figure or dash that a cell holds, its footnote mark dropped; None for other text."""
    if not text or len(text) > 40:
        return None
    for candidate in (text, _FOOTNOTE.sub("", text)):
        if _FIGURE.fullmatch(candidate) or _DASH.fullmatch(candidate):
            return candidate
    return None


def _printed(document: Document, cell: Cell, bare: str, opening: Cell | None) -> Printed:
    left = cell.column if opening is None else opening.column
    start = cell.span.start if opening is None else opening.span.start
    text = bare if opening is None else opening.text + bare
    length = len(bare) if document.text[cell.span.start :].startswith(bare) else None
    end = cell.span.end if length is None else cell.span.start + length
    span = Span(start, max(end, start), cell.span.page, cell.span.box)
    return Printed(left, cell.column + cell.column_span - 1, text, parse_number(text), span)


def _closed(document: Document, figure: Printed, cell: Cell) -> Printed:
    """The figure with the bracket or percent sign that stands in the next cell."""
    text = figure.text + cell.text
    span = Span(figure.span.start, cell.span.end, figure.span.page, figure.span.box)
    right = cell.column + cell.column_span - 1
    value = None if figure.value is None else parse_number(text)
    return Printed(figure.left, right, text, figure.value if value is None else value, span)


def _indent(document: Document, cell: Cell) -> int:
    """Blanks before the label on its line; in a PDF the left edge in steps of four points."""
    if cell.span.box is not None:
        return round(cell.span.box.x0 / 4)
    before = document.text[max(0, cell.span.start - 60) : cell.span.start]
    return len(before) - len(before.rstrip(" "))


def places(lines: Sequence[Line]) -> tuple[Place, ...]:
    """The columns of figures, left to right.

    Ranges that overlap belong to one column, unless a line has two figures inside it.
    """
    ranges = sorted({(f.left, f.right) for line in lines for f in line.figures})
    merged: list[Place] = []
    for left, right in ranges:
        if merged and left <= merged[-1].right:
            merged[-1] = Place(merged[-1].left, max(right, merged[-1].right))
        else:
            merged.append(Place(left, right))
    return tuple(part for place in merged for part in _split(place, lines))


def _split(place: Place, lines: Sequence[Line]) -> tuple[Place, ...]:
    inside = [[f for f in line.figures if place.distance(f.left, f.right) == 0] for line in lines]
    fullest = max(inside, key=len, default=[])
    if len(fullest) < 2:
        return (place,)
    edges = [place.left, *(figure.left for figure in fullest[1:])]
    ends = [edge - 1 for edge in edges[1:]] + [place.right]
    return tuple(Place(left, max(left, right)) for left, right in zip(edges, ends, strict=True))


def figures_by_place(line: Line, columns: Sequence[Place]) -> tuple[Printed | None, ...]:
    """The figures of a line in the order of the columns; None where a column has none."""
    found: list[Printed | None] = [None] * len(columns)
    for figure in line.figures:
        nearest = min(
            range(len(columns)),
            key=lambda i: (
                columns[i].distance(figure.left, figure.right),
                abs(columns[i].right - figure.right),
            ),
        )
        if found[nearest] is None:
            found[nearest] = figure
    return tuple(found)
