"""Bars, circles and grids cut in equal parts, some of them shaded."""

from __future__ import annotations

import math

from apps.education.domain.drawing import Drawing, Line, Polygon, Shape
from apps.education.domain.figures.layout import BLUE, INK, Told, box, picture


def bar(parts: int, shaded: int, told: Told, wide: float = 240.0, second: int = 0) -> Drawing:
    part = wide / parts
    fills = [BLUE] * shaded + ["#e69f00"] * second + ["#ffffff"] * (parts - shaded - second)
    shapes = [box(6 + part * i, 6, part, 26, fills[i]) for i in range(parts)]
    return picture(wide + 12, 38, shapes, told)


def circle(parts: int, shaded: int, told: Told, radius: float = 34.0) -> Drawing:
    middle = radius + 4
    shapes: list[Shape] = [
        sector(
            middle, middle, radius, i / parts, (i + 1) / parts, BLUE if i < shaded else "#ffffff"
        )
        for i in range(parts)
    ]
    return picture(2 * middle, 2 * middle, shapes, told)


def sector(x: float, y: float, radius: float, start: float, end: float, fill: str) -> Polygon:
    """`start` and `end` in turns, clockwise from the top."""
    count = max(3, round((end - start) * 48))
    turns = [2 * math.pi * (start + (end - start) * i / count) for i in range(count + 1)]
    arc = [(x + radius * math.sin(t), y - radius * math.cos(t)) for t in turns]
    corners = arc if end - start >= 1 else [(x, y), *arc]
    return Polygon(tuple(corners), fill=fill, stroke=INK)


def circles(parts: int, shaded: int, told: Told) -> Drawing:
    """As many circles as `shaded` parts need, filled one after the other."""
    count = max(1, math.ceil(shaded / parts))
    shapes: list[Shape] = []
    for c in range(count):
        x = 34 + 72 * c
        for i in range(parts):
            fill = BLUE if c * parts + i < shaded else "#ffffff"
            shapes.append(sector(x, 34, 30, i / parts, (i + 1) / parts, fill))
    return picture(72 * count, 68, shapes, told)


def grid(across: int, down: int, shaded: int, told: Told, side: float = 16.0) -> Drawing:
    """Squares shaded column by column from the left."""
    shapes = [
        box(6 + side * c, 6 + side * r, side, side, "#9ecae1" if c * down + r < shaded else "none")
        for c in range(across)
        for r in range(down)
    ]
    return picture(12 + side * across, 12 + side * down, shapes, told)


def overlap(columns: int, rows: int, wide: int, high: int, told: Told) -> Drawing:
    """A square cut in columns and rows: `wide` columns light, `high` rows, their overlap dark."""
    side = 108.0
    w, h = side / columns, side / rows
    shapes: list[Shape] = []
    for c in range(columns):
        for r in range(rows):
            fill = BLUE if c < wide and r < high else "#dbe7f3" if c < wide else "#ffffff"
            shapes.append(box(6 + w * c, 6 + h * r, w, h, fill))
    return picture(side + 12, side + 12, shapes, told)


def uneven(parts: int, told: Told) -> Drawing:
    """A bar cut in parts of clearly different size."""
    wide, x = 120.0, 6.0
    sizes = [1.0 + 1.4 * ((i * 2 + 1) % 3) for i in range(parts)]
    if len(set(sizes)) == 1:
        sizes[-1] += 1.5
    shapes: list[Shape] = []
    for size in sizes:
        part = wide * size / sum(sizes)
        shapes.append(box(x, 6, part, 40))
        x += part
    return picture(wide + 12, 52, shapes, told)


def even(parts: int, told: Told) -> Drawing:
    wide = 120.0
    shapes: list[Shape] = [box(6, 6, wide, 40)]
    shapes += [Line(6 + wide * i / parts, 6, 6 + wide * i / parts, 46) for i in range(1, parts)]
    return picture(wide + 12, 52, shapes, told)
