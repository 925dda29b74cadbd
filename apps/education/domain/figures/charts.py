"""Tables, picture graphs, bar graphs, line plots and line graphs of small data."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Shape
from apps.education.domain.figures.counters import counter, tally
from apps.education.domain.figures.layout import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    Told,
    box,
    moved,
    picture,
    worded,
)
from apps.education.domain.words import Words


def table(
    cells: Sequence[Sequence[str | Words]], told: Told, wide: float = 70.0, *, head: bool = True
) -> Drawing:
    """Rows of texts in boxes; the first row is the head."""
    shapes: list[Shape] = []
    for r, line in enumerate(cells):
        for c, text in enumerate(line):
            shapes.append(
                box(6 + wide * c, 6 + 22 * r, wide, 22, "#eef2f7" if head and r == 0 else "none")
            )
            shapes.append(worded(6 + wide * (c + 0.5), 21 + 22 * r, text, 10))
    return picture(12 + wide * len(cells[0]), 12 + 22 * len(cells), shapes, told)


def tallies(rows: Sequence[tuple[str, int]], told: Told) -> Drawing:
    shapes: list[Shape] = []
    for r, (name, count) in enumerate(rows):
        y = 6 + 42 * r
        shapes += [box(6, y, 70, 42), box(76, y, 230, 42), Label(41, y + 25, name, 10)]
        shapes += [moved(s, 84, y + 2) for s in tally(count, told).shapes]
    return picture(312, 12 + 42 * len(rows), shapes, told)


def pictograph(rows: Sequence[tuple[str, int]], key: int, told: Told) -> Drawing:
    """One symbol stands for `key`; a half symbol for half of it."""
    shapes: list[Shape] = []
    most = max(count for _, count in rows) / key
    for r, (name, count) in enumerate(rows):
        y = 10 + 24 * r
        shapes.append(Label(40, y + 12, name, 10))
        shapes += [counter("dot", 92 + 22 * i, y + 8, ORANGE, 8) for i in range(count // key)]
        if 2 * (count % key) == key:
            shapes.append(_half(92 + 22 * (count // key), y + 8))
    y = 10 + 24 * len(rows)
    shapes += [Line(78, 4, 78, y), Line(78, y, 110 + 22 * most, y)]
    shapes += [counter("dot", 92, y + 16, ORANGE, 8), Label(118, y + 20, f"= {key}", 10)]
    return picture(max(150, 112 + 22 * most), y + 30, shapes, told)


def _half(x: float, y: float) -> Shape:
    from apps.education.domain.figures.fraction_parts import sector

    return sector(x, y, 8, 0.5, 1.0, ORANGE)


def bars(
    rows: Sequence[tuple[str, Sequence[int]]],
    step: int,
    told: Told,
    names: Sequence[str] = (),
    named: int = 1,
) -> Drawing:
    """Upright bars over a scale in steps of `step`, figures at every `named`-th line."""
    highest = max(max(values) for _, values in rows)
    lines = -(-highest // step) + 1
    tall, unit = 14.0 * lines, 14.0 / step
    shapes: list[Shape] = []
    bottom = 10 + tall
    each = max(len(values) for _, values in rows)
    wide = 50.0 if each == 1 else 64.0
    right = 40 + wide * len(rows)
    for i in range(lines + 1):
        y = bottom - 14 * i
        shapes.append(Line(36, y, right, y, stroke=GREY if i else INK, width=0.6 if i else 1.2))
        if i % named == 0:
            shapes.append(Label(20, y + 3, str(i * step), 9))
    shapes.append(Line(36, 8, 36, bottom, width=1.2))
    for c, (name, values) in enumerate(rows):
        left = 40 + wide * c
        for k, value in enumerate(values):
            thick = 28 if each == 1 else 22
            x = left + 8 + k * (thick + 2)
            colour = (BLUE, ORANGE)[k]
            shapes.append(box(x, bottom - value * unit, thick, value * unit, colour))
        shapes.append(Label(left + wide / 2 - 2, bottom + 13, name, 9))
    for k, name in enumerate(names):
        shapes.append(box(46 + 90 * k, bottom + 22, 10, 10, (BLUE, ORANGE)[k]))
        shapes.append(Label(84 + 90 * k, bottom + 31, name, 9))
    return picture(right + 8, bottom + (38 if names else 20), shapes, told)


def line_plot(values: Sequence[tuple[str, int]], told: Told, unit: str | Words) -> Drawing:
    """A cross for each value over its place: (label, how many)."""
    most = max(count for _, count in values)
    bottom, wide = 14.0 + 13 * most, 36.0
    shapes: list[Shape] = [Line(8, bottom, 16 + wide * len(values), bottom, width=1.2)]
    for i, (label, count) in enumerate(values):
        x = 12 + wide * (i + 0.5)
        shapes += [Line(x, bottom - 3, x, bottom + 3), Label(x, bottom + 15, label, 9)]
        for k in range(count):
            y = bottom - 10 - 13 * k
            shapes += [
                Line(x - 4, y - 4, x + 4, y + 4, BLUE, 1.5),
                Line(x - 4, y + 4, x + 4, y - 4, BLUE, 1.5),
            ]
    shapes.append(worded(12 + wide * len(values) / 2, bottom + 29, unit, 9))
    return picture(24 + wide * len(values), bottom + 34, shapes, told)


def line_graph(points: Sequence[tuple[str, int]], step: int, told: Told) -> Drawing:
    highest = max(v for _, v in points)
    lines = -(-highest // step) + 1
    bottom, wide = 10 + 16.0 * lines, 48.0
    right = 44 + wide * len(points)
    shapes: list[Shape] = []
    for i in range(lines + 1):
        y = bottom - 16 * i
        shapes.append(Line(36, y, right, y, stroke=GREY if i else INK, width=0.6 if i else 1.2))
        shapes.append(Label(20, y + 3, str(i * step), 9))
    places = [(44 + wide * (i + 0.5), bottom - 16 * v / step) for i, (_, v) in enumerate(points)]
    shapes.append(Curve(tuple(places), stroke=BLUE, width=1.6))
    shapes += [Ellipse(x, y, 3, 3, fill=BLUE) for x, y in places]
    shapes += [Label(x, bottom + 13, points[i][0], 9) for i, (x, _) in enumerate(places)]
    return picture(right + 8, bottom + 20, shapes, told)
