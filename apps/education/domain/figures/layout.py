"""Puts pictures beside or under one another. Knows nothing of what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon, Shape

Told = tuple[str, str]
"""What is to be seen, in English and Chinese."""

INK = "#1f2937"
BLUE = "#4c78a8"
ORANGE = "#e69f00"
PALE = "#dbe7f3"
GREY = "#9ca3af"


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    match shape:
        case Line():
            return replace(
                shape, x1=shape.x1 + dx, y1=shape.y1 + dy, x2=shape.x2 + dx, y2=shape.y2 + dy
            )
        case Polygon():
            return replace(shape, corners=tuple((x + dx, y + dy) for x, y in shape.corners))
        case Curve():
            return replace(shape, through=tuple((x + dx, y + dy) for x, y in shape.through))
        case Ellipse() | Label():
            return replace(shape, x=shape.x + dx, y=shape.y + dy)


def box(x: float, y: float, width: float, height: float, fill: str = "none") -> Polygon:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Polygon(corners, fill=fill, stroke=INK)


def picture(width: float, height: float, shapes: Sequence[Shape], told: Told) -> Drawing:
    return Drawing(width, height, tuple(shapes), *told)


def beside(parts: Sequence[Drawing], told: Told, labels: Sequence[str] = ()) -> Drawing:
    """Left to right, bottoms level, each with its label below."""
    top, gap, room = max(p.height for p in parts), 18.0, 16.0 if labels else 0.0
    shapes: list[Shape] = []
    x = 4.0
    for i, part in enumerate(parts):
        shapes += [moved(s, x, top - part.height) for s in part.shapes]
        if labels:
            shapes.append(Label(x + part.width / 2, top + 13, labels[i], 11))
        x += part.width + gap
    return picture(x - gap + 4, top + room, shapes, told)


def stacked(parts: Sequence[Drawing], told: Told, labels: Sequence[str] = ()) -> Drawing:
    """Top to bottom, each with its label at the left."""
    left = 9.0 + 6 * max((len(label) for label in labels), default=0)
    shapes: list[Shape] = []
    y = 4.0
    for i, part in enumerate(parts):
        shapes += [moved(s, left, y) for s in part.shapes]
        if labels:
            shapes.append(Label(left / 2, y + part.height / 2 + 4, labels[i], 10))
        y += part.height + 8
    return picture(left + max(p.width for p in parts) + 4, y, shapes, told)
