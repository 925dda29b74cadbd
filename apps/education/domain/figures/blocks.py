"""Place-value blocks, area models, strips of parts, unit squares and unit cubes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from apps.education.domain.drawing import Drawing, Label, Line, Polygon, Shape
from apps.education.domain.figures.layout import BLUE, INK, PALE, Told, box, cropped, picture

_U = 6.0


def place_blocks(number: int, told: Told) -> Drawing:
    """Thousands as cubes, hundreds as squares, tens as bars, ones as small squares."""
    thousands, hundreds = number // 1000, number // 100 % 10
    tens, ones = number // 10 % 10, number % 10
    shapes: list[Shape] = []
    x = 6.0
    for _ in range(thousands):
        shapes += _thousand(x, 12)
        x += 10 * _U + 22
    for i in range(hundreds):
        shapes += _grid(x + (i % 3) * 66, 12 + (i // 3) * 66, 10, 10)
    x += 66 * min(hundreds, 3) + (8 if hundreds else 0)
    for i in range(tens):
        shapes += _grid(x + 11 * i, 12, 1, 10)
    x += 11 * tens + (8 if tens else 0)
    for i in range(ones):
        shapes.append(box(x + 9 * (i // 5), 12 + 12 * (i % 5), _U + 1, _U + 1, PALE))
    x += 20 if ones else 0
    rows = max(1, -(-hundreds // 3))
    return picture(x + 6, 20 + 66 * rows, shapes, told)


def _grid(x: float, y: float, across: int, down: int) -> list[Shape]:
    shapes: list[Shape] = [box(x, y, across * _U, down * _U, PALE)]
    shapes += [Line(x + i * _U, y, x + i * _U, y + down * _U, width=0.4) for i in range(1, across)]
    shapes += [Line(x, y + i * _U, x + across * _U, y + i * _U, width=0.4) for i in range(1, down)]
    return shapes


def _thousand(x: float, y: float) -> list[Shape]:
    side, lean = 10 * _U, 12.0
    top = ((x, y), (x + lean, y - lean), (x + side + lean, y - lean), (x + side, y))
    right = ((x + side, y), (x + side + lean, y - lean), (x + side + lean, y + side - lean))
    return [
        *_grid(x, y, 10, 10),
        Polygon(top, fill=PALE, stroke=INK),
        Polygon((*right, (x + side, y + side)), fill=PALE, stroke=INK),
    ]


def area_model(
    across: Sequence[tuple[str, float]],
    down: Sequence[tuple[str, float]],
    inside: Sequence[Sequence[str]],
    told: Told,
) -> Drawing:
    """A rectangle cut in columns and rows, each (label, size), with texts inside."""
    shapes: list[Shape] = []
    y = 22.0
    for r, (label, high) in enumerate(down):
        x = 46.0
        shapes.append(Label(24, y + high / 2 + 4, label, 10))
        for c, (name, wide) in enumerate(across):
            shapes.append(box(x, y, wide, high, PALE if (r + c) % 2 else "none"))
            shapes.append(Label(x + wide / 2, y + high / 2 + 4, inside[r][c], 10))
            if r == 0:
                shapes.append(Label(x + wide / 2, 16, name, 10))
            x += wide
        y += high
    return picture(54 + sum(w for _, w in across), y + 8, shapes, told)


def strip(parts: Sequence[tuple[str, float]], told: Told, above: str = "") -> Drawing:
    """One bar cut in parts (text, share of the whole), with a text over a brace of the whole."""
    wide, x, y = 300.0, 8.0, 26.0 if above else 6.0
    total = sum(share for _, share in parts)
    shapes: list[Shape] = []
    if above:
        shapes += [Line(8, 20, 308, 20), Line(8, 20, 8, 24), Line(308, 20, 308, 24)]
        shapes.append(Label(158, 14, above, 10))
    for text, share in parts:
        part = wide * share / total
        shapes += [box(x, y, part, 24, PALE), Label(x + part / 2, y + 16, text, 10)]
        x += part
    return picture(316, y + 32, shapes, told)


Cell = tuple[int, int]


def squares(
    cells: Iterable[Cell],
    across: int,
    down: int,
    told: Told,
    *,
    side: float = 18.0,
    halves: Iterable[Cell] = (),
    grid: bool = True,
) -> Drawing:
    """Shaded unit squares (column, row) on a grid; `halves` are shaded below their diagonal."""
    shapes: list[Shape] = [box(6 + side * c, 6 + side * r, side, side, "#9ecae1") for c, r in cells]
    for c, r in halves:
        x, y = 6 + side * c, 6 + side * r
        shapes.append(
            Polygon(((x, y), (x + side, y + side), (x, y + side)), fill="#9ecae1", stroke=INK)
        )
    if grid:
        shapes.extend(
            Line(6 + side * i, 6, 6 + side * i, 6 + side * down, width=0.5)
            for i in range(across + 1)
        )
        shapes.extend(
            Line(6, 6 + side * i, 6 + side * across, 6 + side * i, width=0.5)
            for i in range(down + 1)
        )
    return picture(12 + side * across, 12 + side * down, shapes, told)


def figure(
    corners: Sequence[tuple[float, float]],
    labels: Sequence[tuple[float, float, str]],
    told: Told,
    scale: float = 1.0,
    lines: Sequence[tuple[float, float, float, float]] = (),
) -> Drawing:
    """A polygon with lengths written beside its sides; measured in the units of the labels."""
    pad = 34.0
    shapes: list[Shape] = [
        Polygon(tuple((pad + x * scale, pad + y * scale) for x, y in corners), PALE, BLUE, 1.4)
    ]
    shapes += [
        Line(pad + a * scale, pad + b * scale, pad + c * scale, pad + d * scale, BLUE, 1.0, True)
        for a, b, c, d in lines
    ]
    shapes += [Label(pad + x * scale, pad + y * scale + 4, text, 10) for x, y, text in labels]
    return cropped(shapes, told)


def cubes(across: int, deep: int, high: int, told: Told) -> Drawing:
    """A box of unit cubes, front, top and right side seen."""
    s, lean = 16.0, 8.0
    x0, y0 = 8.0, 8.0 + lean * deep
    shapes: list[Shape] = []
    for c in range(across):
        shapes.extend(box(x0 + s * c, y0 + s * r, s, s, PALE) for r in range(high))
    for d in range(deep):
        for c in range(across):
            x, y = x0 + s * c + lean * d, y0 - lean * d
            top = ((x, y), (x + lean, y - lean), (x + lean + s, y - lean), (x + s, y))
            shapes.append(Polygon(top, fill="#f3f7fb", stroke=INK))
        for r in range(high):
            x, y = x0 + s * across + lean * d, y0 + s * r - lean * d
            side = ((x, y), (x + lean, y - lean), (x + lean, y - lean + s), (x, y + s))
            shapes.append(Polygon(side, fill="#b9cfe6", stroke=INK))
    return picture(16 + s * across + lean * deep, 16 + s * high + lean * deep, shapes, told)
