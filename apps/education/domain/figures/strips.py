"""Tape diagrams, double number lines and small tables: how two quantities go together."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.drawing import Drawing, Label, Line, Polygon, Shape
from apps.education.domain.figures.layout import worded
from apps.education.domain.words import Words

_INK = "#1f4e79"
_FILLS = ("#cfe0f1", "#f6dcc5", "#dcedd3")


def _box(x: float, y: float, width: float, height: float, fill: str = "none") -> Polygon:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Polygon(corners, fill=fill, stroke=_INK)


def tape(rows: Sequence[tuple[str, int]], en: str, zh: str, note: str = "") -> Drawing:
    """One bar per row, in equal parts, with its letter before it; `note` stands at the right."""
    shapes: list[Shape] = []
    most = max(parts for _, parts in rows)
    for index, (label, parts) in enumerate(rows):
        y = 10.0 + index * 26
        shapes.append(Label(14, y + 13, label, 10))
        shapes += [_box(28 + part * 24, y, 24, 18, _FILLS[index % 3]) for part in range(parts)]
    if note:
        shapes.append(Label(28 + most * 24 + 26, 10 + len(rows) * 13, note, 10))
    return Drawing(
        28 + most * 24 + (60 if note else 12), 14.0 + len(rows) * 26, tuple(shapes), en, zh
    )


def double_line(
    upper: Sequence[str], lower: Sequence[str], en: str, zh: str, names: tuple[str, str] = ("", "")
) -> Drawing:
    """Two lines with ticks above one another; an empty text leaves a tick unlabelled."""
    gap = 44.0
    shapes: list[Shape] = []
    for row, (texts, name) in enumerate(((upper, names[0]), (lower, names[1]))):
        y = 30.0 + row * 34
        end = 40 + gap * (len(texts) - 1)
        shapes.append(Line(40, y, end + 12, y, width=1.2))
        shapes.append(Label(16, y + 3, name, 9))
        for index, text in enumerate(texts):
            x = 40 + gap * index
            shapes.append(Line(x, y - 4, x, y + 4))
            if text:
                shapes.append(Label(x, y - 8 if row == 0 else y + 16, text, 9))
    return Drawing(64 + gap * (len(upper) - 1), 92, tuple(shapes), en, zh)


def _long(cell: str | Words) -> int:
    return len(cell) if isinstance(cell, str) else len(cell.en)


def table(rows: Sequence[Sequence[str | Words]], en: str, zh: str) -> Drawing:
    """Rows of cells; the first cell of each row is its head."""
    wide = max(34.0, 7.0 * max(_long(cell) for row in rows for cell in row) + 10)
    shapes: list[Shape] = []
    for index, row in enumerate(rows):
        for place, cell in enumerate(row):
            x, y = 6 + place * wide, 6.0 + index * 22
            shapes.append(_box(x, y, wide, 22, _FILLS[0] if place == 0 else "none"))
            shown = cell.replace("-", "−") if isinstance(cell, str) else cell
            shapes.append(worded(x + wide / 2, y + 15, shown, 10))
    return Drawing(12 + wide * len(rows[0]), 12.0 + 22 * len(rows), tuple(shapes), en, zh)


def two_way(rows: Sequence[Sequence[str | Words]], en: str, zh: str) -> Drawing:
    """A table whose first row and first column are heads."""
    wide = max(40.0, 7.5 * max(_long(cell) for row in rows for cell in row) + 10)
    shapes: list[Shape] = []
    for index, row in enumerate(rows):
        for place, cell in enumerate(row):
            x, y = 6 + place * wide, 6.0 + index * 22
            head = index == 0 or place == 0
            shapes.append(_box(x, y, wide, 22, _FILLS[0] if head else "none"))
            shapes.append(worded(x + wide / 2, y + 15, cell, 10))
    return Drawing(12 + wide * len(rows[0]), 12.0 + 22 * len(rows), tuple(shapes), en, zh)


def grid100(shaded: int, en: str, zh: str) -> Drawing:
    """A square of 100 small squares of which the first ones are shaded."""
    shapes = tuple(
        _box(8 + (n % 10) * 10, 8 + (n // 10) * 10, 10, 10, _FILLS[0] if n < shaded else "none")
        for n in range(100)
    )
    return Drawing(116, 116, shapes, en, zh)
