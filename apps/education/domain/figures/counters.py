"""Counters in rows, heaps, ten frames, circles and on dice; tally marks; part-part-whole."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from apps.education.domain.drawing import Drawing, Ellipse, Label, Line, Polygon, Shape
from apps.education.domain.figures.layout import BLUE, GREY, INK, ORANGE, Told, box, picture

_STEP = 20.0
KINDS = ("dot", "square", "triangle", "diamond")


def counter(kind: str, x: float, y: float, colour: str, size: float = 7.0) -> Shape:
    """One counter around its middle. Raises KeyError for an unknown kind."""
    s = size
    corners = {
        "square": ((-s, -s), (s, -s), (s, s), (-s, s)),
        "triangle": ((0, -s), (s, s), (-s, s)),
        "diamond": ((0, -s), (s, 0), (0, s), (-s, 0)),
    }
    if kind == "dot":
        return Ellipse(x, y, s, s, fill=colour, stroke=INK)
    return Polygon(tuple((x + a, y + b) for a, b in corners[kind]), fill=colour, stroke=INK)


def cross(x: float, y: float, size: float = 8.0) -> list[Shape]:
    return [
        Line(x - size, y - size, x + size, y + size, width=1.6),
        Line(x - size, y + size, x + size, y - size, width=1.6),
    ]


def row(
    count: int, told: Told, kind: str = "dot", crossed: int = 0, second: int = 0, per_row: int = 10
) -> Drawing:
    """`crossed` of the counters, the last ones, are struck out; `second` more in another colour."""
    shapes: list[Shape] = []
    for i in range(count + second):
        x, y = 14 + _STEP * (i % per_row), 14 + _STEP * (i // per_row)
        shapes.append(counter(kind, x, y, BLUE if i < count else ORANGE))
        if count + second - crossed <= i:
            shapes += cross(x, y)
    rows = math.ceil(max(count + second, 1) / per_row)
    return picture(
        8 + _STEP * min(per_row, max(count + second, 1)) + 4, 8 + _STEP * rows, shapes, told
    )


def rows(across: int, down: int, told: Told, kind: str = "dot") -> Drawing:
    return row(across * down, told, kind, per_row=across)


def heap(parts: Sequence[tuple[str, str, int]], rng: random.Random, told: Told) -> Drawing:
    """Scattered counters of each (kind, colour, count), none touching another."""
    total = sum(count for _, _, count in parts)
    across = max(3, math.ceil(math.sqrt(total * 2)))
    down = math.ceil(total / across) + 1
    cells = rng.sample([(c, r) for c in range(across) for r in range(down)], total)
    shapes: list[Shape] = []
    which = [(kind, colour) for kind, colour, count in parts for _ in range(count)]
    for (c, r), (kind, colour) in zip(cells, which, strict=True):
        x, y = 16 + 25 * c + rng.uniform(-4, 4), 16 + 25 * r + rng.uniform(-4, 4)
        shapes.append(counter(kind, x, y, colour))
    return picture(8 + 25 * across, 8 + 25 * down, shapes, told)


def circle(count: int, told: Told, kind: str = "dot") -> Drawing:
    radius = max(28.0, count * 4.0)
    middle = radius + 12
    turns = [2 * math.pi * i / count for i in range(count)]
    shapes = [
        counter(kind, middle + radius * math.sin(t), middle - radius * math.cos(t), BLUE)
        for t in turns
    ]
    return picture(2 * middle, 2 * middle, shapes, told)


def ten_frames(
    count: int, told: Told, second: int = 0, crossed: int = 0, frames: int = 0
) -> Drawing:
    """Frames of two rows of five, filled row by row; `second` counters in another colour."""
    total = count + second
    needed = max(1, math.ceil(total / 10), frames)
    shapes: list[Shape] = []
    for i in range(needed * 10):
        x = 6 + 22 * (i % 5) + 124 * (i // 10)
        y = 6 + 22 * (i % 10 // 5)
        shapes.append(box(x, y, 22, 22))
        if i < total:
            shapes.append(counter("dot", x + 11, y + 11, BLUE if i < count else ORANGE))
        if total - crossed <= i < total:
            shapes += cross(x + 11, y + 11)
    return picture(124 * needed - 2, 56, shapes, told)


_PIPS = {
    1: ((0, 0),),
    2: ((-1, -1), (1, 1)),
    3: ((-1, -1), (0, 0), (1, 1)),
    4: ((-1, -1), (1, -1), (-1, 1), (1, 1)),
    5: ((-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)),
    6: ((-1, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (1, 1)),
}


def dice(faces: Sequence[int], told: Told) -> Drawing:
    shapes: list[Shape] = []
    for i, face in enumerate(faces):
        x, y = 28 + 56 * i, 28
        shapes.append(box(x - 22, y - 22, 44, 44))
        shapes += [Ellipse(x + 12 * a, y + 12 * b, 4, 4, fill=INK) for a, b in _PIPS[face]]
    return picture(56 * len(faces), 56, shapes, told)


def tally(count: int, told: Told) -> Drawing:
    shapes: list[Shape] = []
    for i in range(count):
        group, place = divmod(i, 5)
        x = 8 + 46 * group
        if place == 4:
            shapes.append(Line(x - 4, 30, x + 28, 8, width=1.6))
        else:
            shapes.append(Line(x + 8 * place, 6, x + 8 * place, 32, width=1.6))
    return picture(max(20, 46 * math.ceil(count / 5)), 38, shapes, told)


def queue(count: int, marked: int, told: Told) -> Drawing:
    """`count` figures in a line, the first at the left beside a flag; number `marked` is filled."""
    shapes: list[Shape] = [
        Line(12, 8, 12, 44, width=1.5),
        Polygon(((12, 8), (28, 13), (12, 18)), fill=ORANGE, stroke=INK),
    ]
    for i in range(1, count + 1):
        x, fill = 20 + 24 * i, BLUE if i == marked else "#ffffff"
        shapes += [
            Ellipse(x, 16, 6, 6, fill=fill, stroke=INK),
            Polygon(((x, 22), (x + 8, 44), (x - 8, 44)), fill=fill, stroke=INK),
        ]
    return picture(40 + 24 * count, 50, shapes, told)


def bond(whole: str, left: str, right: str, told: Told) -> Drawing:
    """Whole above, two parts below, joined by lines."""
    shapes: list[Shape] = [Line(70, 24, 32, 74, stroke=GREY), Line(70, 24, 108, 74, stroke=GREY)]
    for x, y, text in ((70, 24, whole), (32, 76, left), (108, 76, right)):
        shapes += [Ellipse(x, y, 18, 18, fill="#ffffff", stroke=INK), Label(x, y + 4, text, 12)]
    return picture(140, 100, shapes, told)


def groups(count: int, each: int, told: Told, kind: str = "dot") -> Drawing:
    """`count` rings with `each` counters inside."""
    across = 2 if each <= 4 else 3
    down = math.ceil(each / across)
    wide, high = 18 * across + 14, 18 * down + 14
    shapes: list[Shape] = []
    per_line = max(1, min(count, int(420 // (wide + 8))))
    for g in range(count):
        x, y = 4 + (wide + 8) * (g % per_line), 4 + (high + 8) * (g // per_line)
        shapes.append(
            Ellipse(x + wide / 2, y + high / 2, wide / 2 + 2, high / 2 + 2, stroke=GREY, width=1.2)
        )
        for i in range(each):
            cx = x + 16 + 18 * (i % across)
            shapes.append(counter(kind, cx, y + 16 + 18 * (i // across), BLUE, 6))
    lines = math.ceil(count / per_line)
    return picture(8 + (wide + 8) * per_line, 10 + (high + 8) * lines, shapes, told)
