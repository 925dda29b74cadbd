"""Named flat shapes and solids as a child meets them, in any turn and size."""

from __future__ import annotations

import itertools
import math

from apps.education.domain.drawing import Drawing, Ellipse, Line, Polygon, Shape
from apps.education.domain.figures.layout import BLUE, INK, PALE, Told, picture

_S3 = math.sqrt(3)
CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "triangle": ((0, -1), (0.9, 0.7), (-0.9, 0.7)),
    "right_triangle": ((-0.8, -0.9), (-0.8, 0.7), (0.9, 0.7)),
    "square": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "rectangle": ((-1.1, -0.6), (1.1, -0.6), (1.1, 0.6), (-1.1, 0.6)),
    "rhombus": ((0, -0.75), (1.1, 0), (0, 0.75), (-1.1, 0)),
    "parallelogram": ((-0.6, -0.6), (1.2, -0.6), (0.6, 0.6), (-1.2, 0.6)),
    "trapezoid": ((-0.5, -0.6), (0.6, -0.6), (1.1, 0.6), (-1.1, 0.6)),
    "kite": ((0, -0.7), (0.7, -0.15), (0, 1.1), (-0.7, -0.15)),
    "pentagon": tuple(
        (math.sin(2 * math.pi * i / 5), -math.cos(2 * math.pi * i / 5)) for i in range(5)
    ),
    "hexagon": tuple((math.sin(math.pi * i / 3), -math.cos(math.pi * i / 3)) for i in range(6)),
    "octagon": tuple(
        (math.sin(math.pi * (i + 0.5) / 4), -math.cos(math.pi * (i + 0.5) / 4)) for i in range(8)
    ),
    "equilateral": ((0, -1), (_S3 / 2, 0.5), (-_S3 / 2, 0.5)),
}


def shape(name: str, told: Told, size: float = 30.0, turn: float = 0.0) -> Drawing:
    """`turn` in degrees. `circle` and `oval` besides the polygons of `CORNERS`."""
    middle = size * 1.35
    if name in ("circle", "oval"):
        high = size if name == "circle" else size * 0.6
        return picture(
            2 * middle, 2 * middle, [Ellipse(middle, middle, size, high, PALE, BLUE, 1.4)], told
        )
    a = math.radians(turn)
    corners = tuple(
        (
            middle + size * (x * math.cos(a) - y * math.sin(a)),
            middle + size * (x * math.sin(a) + y * math.cos(a)),
        )
        for x, y in CORNERS[name]
    )
    return picture(2 * middle, 2 * middle, [Polygon(corners, PALE, BLUE, 1.4)], told)


def open_figure(told: Told, size: float = 30.0) -> Drawing:
    """Three sides that do not close."""
    m = size * 1.35
    lines = [
        Line(m - size, m + size * 0.7, m, m - size),
        Line(m, m - size, m + size, m + size * 0.4),
    ]
    lines.append(Line(m - size, m + size * 0.7, m + size * 0.6, m + size * 0.7))
    return picture(2 * m, 2 * m, lines, told)


def solid(name: str, told: Told) -> Drawing:
    """cube, box, sphere, cone, cylinder, pyramid (square base) or prism (triangular)."""
    m = 42.0
    if name == "sphere":
        shapes: list[Shape] = [
            Ellipse(m, m, 32, 32, PALE, INK, 1.2),
            Ellipse(m, m, 32, 9, "none", INK, 0.6),
        ]
    elif name == "cone":
        shapes = [
            Ellipse(m, 70, 28, 9, PALE, INK),
            Polygon(((m - 28, 70), (m, 10), (m + 28, 70)), PALE, INK),
        ]
    elif name == "cylinder":
        body = ((m - 24, 18), (m + 24, 18), (m + 24, 68), (m - 24, 68))
        shapes = [Ellipse(m, 68, 24, 8, PALE, INK), Polygon(body, PALE, PALE)]
        shapes += [
            Line(m - 24, 18, m - 24, 68),
            Line(m + 24, 18, m + 24, 68),
            Ellipse(m, 18, 24, 8, "#ffffff", INK),
        ]
    else:
        shapes = [Polygon(face, PALE, INK, 1.2) for face in _FACES[name]]
        shapes += [Line(*edge, stroke=INK, width=0.8, dashed=True) for edge in _HIDDEN[name]]
    return picture(2 * m, 2 * m, shapes, told)


def _box_faces(w: float, h: float, d: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    x, y = 8.0, 8 + d + (60 - h) / 2
    return (
        ((x, y), (x + w, y), (x + w, y + h), (x, y + h)),
        ((x, y), (x + d, y - d), (x + w + d, y - d), (x + w, y)),
        ((x + w, y), (x + w + d, y - d), (x + w + d, y + h - d), (x + w, y + h)),
    )


def _box_hidden(w: float, h: float, d: float) -> tuple[tuple[float, float, float, float], ...]:
    x, y = 8.0 + d, 8 + (60 - h) / 2
    low = y + h
    return ((x, y, x, low), (x, low, x + w, low), (x, low, x - d, low + d))


_FACES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "cube": _box_faces(46, 46, 18),
    "box": _box_faces(56, 30, 16),
    "pyramid": (
        ((10, 66), (52, 66), (40, 10)),
        ((52, 66), (74, 48), (40, 10)),
    ),
    "prism": (
        ((8, 68), (44, 68), (26, 32)),
        ((26, 32), (58, 14), (76, 50), (44, 68)),
    ),
}
_HIDDEN: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "cube": _box_hidden(46, 46, 18),
    "box": _box_hidden(56, 30, 16),
    "pyramid": ((10, 66, 32, 48), (32, 48, 74, 48), (32, 48, 40, 10)),
    "prism": ((8, 68, 40, 50), (40, 50, 76, 50), (40, 50, 58, 14)),
}
PARTS = {
    "cube": (6, 12, 8),
    "box": (6, 12, 8),
    "pyramid": (5, 8, 5),
    "prism": (5, 9, 6),
}
"""Faces, edges, corners."""


def rays(degrees: float, told: Told, turn: float = 0.0) -> Drawing:
    """An angle with its arc; `turn` directs its first side, degrees against the clock."""
    m, reach = 56.0, 48.0

    def at(angle: float, r: float) -> tuple[float, float]:
        return m + r * math.cos(math.radians(angle)), m - r * math.sin(math.radians(angle))

    shapes: list[Shape] = [
        Line(m, m, *at(turn, reach), width=1.6),
        Line(m, m, *at(turn + degrees, reach), width=1.6),
    ]
    steps = max(2, round(degrees / 6))
    arc = [at(turn + degrees * i / steps, 15) for i in range(steps + 1)]
    shapes += [Line(*a, *b, stroke=BLUE) for a, b in itertools.pairwise(arc)]
    return picture(2 * m, 2 * m, shapes, told)


def protractor(start: int, end: int, told: Told) -> Drawing:
    """A half-circle scale from 0 at the right to 180; rays at two of its marks."""
    from apps.education.domain.drawing import Curve, Label

    m, r = 150.0, 124.0

    def at(angle: float, radius: float) -> tuple[float, float]:
        return m + radius * math.cos(math.radians(angle)), 146 - radius * math.sin(
            math.radians(angle)
        )

    shapes: list[Shape] = [Curve(tuple(at(a, r) for a in range(0, 181, 3)), INK, 1.2)]
    shapes.append(Line(m - r, 146, m + r, 146, width=1.2))
    shapes.extend(
        Line(*at(a, r), *at(a, r - (9 if a % 10 == 0 else 5)), width=0.7) for a in range(0, 181, 5)
    )
    for a in range(0, 181, 20):
        x, y = at(a, r - 18)
        shapes.append(Label(x, y + (-3 if a in (0, 180) else 3), str(a), 8))
    shapes.extend(
        Line(*at(a, 0), *at(a, r + 14), stroke="#d55e00", width=1.8) for a in (start, end)
    )
    return picture(2 * m, 162, shapes, told)
