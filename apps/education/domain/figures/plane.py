"""Coordinate grids with points, lines, polygons and curves. One unit is one square of the grid.

Knows nothing of exercises: it is told what to draw and how to say it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon, Shape
from apps.education.domain.figures.layout import crosses, overlap, room

_GREY = "#b5b5b5"
_INK = "#1f4e79"
_SECOND = "#b3541e"
_LABEL = 8.0

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """Whole numbers from `low_x` to `high_x` and `low_y` to `high_y`; `step` units per square."""

    low_x: int
    high_x: int
    low_y: int
    high_y: int
    square: float = 14.0
    step_x: int = 1
    step_y: int = 1

    def at(self, x: float, y: float) -> Spot:
        return (
            16 + (x - self.low_x) / self.step_x * self.square,
            12 + (self.high_y - y) / self.step_y * self.square,
        )

    @property
    def size(self) -> tuple[float, float]:
        right, bottom = self.at(self.high_x, self.low_y)
        return right + 14, bottom + 14


def square_grid(reach: int = 6, square: float = 13.0) -> Grid:
    return Grid(-reach, reach, -reach, reach, square)


def first_quadrant(high_x: int, high_y: int, step_x: int = 1, step_y: int = 1) -> Grid:
    return Grid(0, high_x, 0, high_y, 18.0, step_x, step_y)


def _frame(grid: Grid) -> list[Shape]:
    shapes: list[Shape] = []
    for x in range(grid.low_x, grid.high_x + 1, grid.step_x):
        top, bottom = grid.at(x, grid.high_y), grid.at(x, grid.low_y)
        shapes.append(Line(*top, *bottom, stroke=_GREY, width=0.5))
    for y in range(grid.low_y, grid.high_y + 1, grid.step_y):
        left, right = grid.at(grid.low_x, y), grid.at(grid.high_x, y)
        shapes.append(Line(*left, *right, stroke=_GREY, width=0.5))
    across, up = max(grid.low_x, 0), max(grid.low_y, 0)
    shapes.append(Line(*grid.at(grid.low_x, up), *grid.at(grid.high_x, up), width=1.2))
    shapes.append(Line(*grid.at(across, grid.low_y), *grid.at(across, grid.high_y), width=1.2))
    shapes += _numbers(grid, across, up)
    return shapes


def _numbers(grid: Grid, across: int, up: int) -> list[Shape]:
    shapes: list[Shape] = []
    every_x = grid.step_x * (2 if (grid.high_x - grid.low_x) // grid.step_x > 8 else 1)
    every_y = grid.step_y * (2 if (grid.high_y - grid.low_y) // grid.step_y > 8 else 1)
    for x in range(grid.low_x, grid.high_x + 1):
        if x % every_x == 0 and x != 0:
            left, base = grid.at(x, up)
            shapes.append(Label(left, base + 9, str(x).replace("-", "−"), _LABEL))
    for y in range(grid.low_y, grid.high_y + 1):
        if y % every_y == 0 and y != 0:
            left, base = grid.at(across, y)
            shapes.append(Label(left - 8.5, base + 3, str(y).replace("-", "−"), _LABEL))
    right, base = grid.at(grid.high_x, up)
    shapes.append(Label(right + 8, base + 3, "x", 9))
    left, top = grid.at(across, grid.high_y)
    shapes.append(Label(left + 8, top - 3, "y", 9))
    return shapes


def _picture(
    grid: Grid,
    shapes: Sequence[Shape],
    en: str,
    zh: str,
    spots: Sequence[tuple[float, float, str]] = (),
) -> Drawing:
    width, height = grid.size
    under = [*_frame(grid), *shapes]
    return Drawing(width, height, (*under, *_dots(grid, spots, under)), en, zh)


def dots(grid: Grid, spots: Sequence[tuple[float, float, str]], en: str, zh: str) -> Drawing:
    """Points, each with its letter."""
    return _picture(grid, (), en, zh, spots)


_PLACES = ((7, -4), (-7, -4), (7, 12), (-7, 12), (0, -6), (0, 14), (11, 3), (-11, 3))


def _dots(
    grid: Grid, spots: Sequence[tuple[float, float, str]], under: Sequence[Shape]
) -> list[Shape]:
    """The points, each letter where it covers the least of what is drawn."""
    places = [grid.at(x, y) for x, y, _ in spots]
    shapes: list[Shape] = [Ellipse(x, y, 2.6, 2.6, fill=_INK, stroke=_INK) for x, y in places]
    dots = [(x - 3, y - 3, x + 3, y + 3) for x, y in places]
    letters = [room(s) for s in under if isinstance(s, Label)]
    pieces = [piece for shape in under for piece in _pieces(shape)]

    def covered(label: Label) -> int:
        box = room(label)
        return (
            4 * sum(overlap(box, other) for other in (*letters, *dots))
            + 3 * any(crosses(piece, box) for piece in pieces)
            + 5 * (box[0] < 0 or box[1] < 0 or box[2] > grid.size[0] or box[3] > grid.size[1])
        )

    for (left, top), (_, _, letter) in zip(places, spots, strict=True):
        if letter:
            tried = [Label(left + dx, top + dy, letter, 9) for dx, dy in _PLACES]
            best = min(tried, key=covered)
            letters.append(room(best))
            shapes.append(best)
    return shapes


def _pieces(shape: Shape) -> list[tuple[float, float, float, float]]:
    """The straight pieces of lines that a letter should not lie on; those of the grid may."""
    match shape:
        case Line() if shape.stroke != _GREY:
            return [(shape.x1, shape.y1, shape.x2, shape.y2)]
        case Curve(through):
            ends = through
        case Polygon(corners):
            ends = (*corners, corners[0])
        case _:
            return []
    return [(*a, *b) for a, b in itertools.pairwise(ends)]


def polygon(
    grid: Grid, figures: Sequence[Sequence[tuple[float, float, str]]], en: str, zh: str
) -> Drawing:
    """Closed figures; the second one is drawn in another colour."""
    shapes: list[Shape] = []
    for index, corners in enumerate(figures):
        ink = (_INK, _SECOND)[index % 2]
        shapes.append(Polygon(tuple(grid.at(x, y) for x, y, _ in corners), stroke=ink, width=1.6))
    return _picture(grid, shapes, en, zh, [corner for corners in figures for corner in corners])


def straight(
    grid: Grid,
    lines: Sequence[tuple[Fraction | int, Fraction | int]],
    en: str,
    zh: str,
    spots: Sequence[tuple[float, float, str]] = (),
) -> Drawing:
    """Lines y = slope x + intercept, cut at the edge of the grid."""
    shapes: list[Shape] = []
    for index, (slope, intercept) in enumerate(lines):
        shapes += _curve(grid, _line(slope, intercept), (_INK, _SECOND)[index % 2])
    return _picture(grid, shapes, en, zh, spots)


def _line(slope: Fraction | int, intercept: Fraction | int) -> Callable[[float], float]:
    return lambda x: float(slope) * x + float(intercept)


def curve(
    grid: Grid,
    functions: Sequence[Callable[[float], float]],
    en: str,
    zh: str,
    spots: Sequence[tuple[float, float, str]] = (),
) -> Drawing:
    """Graphs of functions, cut at the edge of the grid."""
    shapes: list[Shape] = []
    for index, function in enumerate(functions):
        shapes += _curve(grid, function, (_INK, _SECOND)[index % 2])
    return _picture(grid, shapes, en, zh, spots)


def _curve(grid: Grid, function: Callable[[float], float], ink: str) -> list[Shape]:
    pieces: list[list[Spot]] = [[]]
    steps = 240
    for index in range(steps + 1):
        x = grid.low_x + (grid.high_x - grid.low_x) * index / steps
        y = function(x)
        if grid.low_y <= y <= grid.high_y:
            pieces[-1].append(grid.at(x, y))
        elif pieces[-1]:
            pieces.append([])
    return [Curve(tuple(piece), stroke=ink, width=1.8) for piece in pieces if len(piece) > 1]


def joined(grid: Grid, spots: Sequence[Spot], en: str, zh: str, marked: bool = True) -> Drawing:
    """A broken line through the spots, as of a journey."""
    shapes: list[Shape] = [Curve(tuple(grid.at(x, y) for x, y in spots), stroke=_INK, width=1.8)]
    dotted = [(x, y, "") for x, y in spots] if marked else []
    return _picture(grid, shapes, en, zh, dotted)


def scatter(
    grid: Grid,
    spots: Sequence[Spot],
    en: str,
    zh: str,
    line: tuple[Fraction | int, Fraction | int] | None = None,
) -> Drawing:
    shapes = [] if line is None else _curve(grid, _line(*line), _SECOND)
    return _picture(grid, shapes, en, zh, [(x, y, "") for x, y in spots])
