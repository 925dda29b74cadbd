"""Puts pictures beside or under one another. Knows nothing of what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon, Shape
from apps.education.domain.words import Words

Told = tuple[str, str]
"""What is to be seen, in English and Chinese."""

INK = "#1f2937"
BLUE = "#4c78a8"
ORANGE = "#e69f00"
PALE = "#dbe7f3"
GREY = "#9ca3af"


def worded(x: float, y: float, text: str | Words, size: float) -> Label:
    """A label with a text for each language, or one for both."""
    if isinstance(text, Words):
        return Label(x, y, text.en, size, text.zh)
    return Label(x, y, text, size)


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


def room(label: Label) -> tuple[float, float, float, float]:
    """About the left, top, right and bottom that the text takes."""
    wide = sum(1.0 if ord(c) > 0x2E80 else 0.56 for c in label.text) * label.size / 2
    return label.x - wide, label.y - label.size * 0.75, label.x + wide, label.y + label.size * 0.1


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def crosses(line: tuple[float, float, float, float], box: tuple[float, ...]) -> bool:
    """Whether a straight piece (x1, y1, x2, y2) meets a box. Source: Liang and Barsky (1984)."""
    x1, y1, x2, y2 = line
    near, far = 0.0, 1.0
    for step, space in (
        (x1 - x2, x1 - box[0]),
        (x2 - x1, box[2] - x1),
        (y1 - y2, y1 - box[1]),
        (y2 - y1, box[3] - y1),
    ):
        if step == 0:
            if space < 0:
                return False
        elif step < 0:
            near = max(near, space / step)
        else:
            far = min(far, space / step)
    return near <= far


def cropped(shapes: Sequence[Shape], told: Told, margin: float = 8.0) -> Drawing:
    """A picture just as large as what is drawn."""
    spots = [spot for shape in shapes for spot in _corners(shape)]
    left, top = min(x for x, _ in spots) - margin, min(y for _, y in spots) - margin
    right, bottom = max(x for x, _ in spots) + margin, max(y for _, y in spots) + margin
    return picture(right - left, bottom - top, [moved(s, -left, -top) for s in shapes], told)


def _corners(shape: Shape) -> Sequence[tuple[float, float]]:
    match shape:
        case Line(x1, y1, x2, y2):
            return ((x1, y1), (x2, y2))
        case Polygon(corners):
            return corners
        case Curve(through):
            return through
        case Ellipse(x, y, rx, ry):
            return ((x - rx, y - ry), (x + rx, y + ry))
        case Label():
            left, top, right, bottom = room(shape)
            return ((left, top), (right, bottom))
