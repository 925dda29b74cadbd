"""Angles, crossing lines, triangles and polygons with labels, true to the degrees told."""

from __future__ import annotations

import math
from collections.abc import Sequence

from apps.education.domain.drawing import Curve, Drawing, Label, Line, Polygon, Shape
from apps.education.domain.figures.layout import cropped, crosses, overlap, room

_INK = "#1f4e79"


def _toward(x: float, y: float, degrees: float, length: float) -> tuple[float, float]:
    turn = math.radians(degrees)
    return x + length * math.cos(turn), y - length * math.sin(turn)


def _arc(x: float, y: float, start: float, end: float, radius: float) -> Curve:
    steps = max(3, int(abs(end - start) / 6))
    turns = [start + (end - start) * index / steps for index in range(steps + 1)]
    return Curve(tuple(_toward(x, y, turn, radius) for turn in turns), stroke=_INK)


def _within(
    x: float, y: float, start: float, size: float, near: float, text: str, shapes: Sequence[Shape]
) -> Label:
    """A label in the angle at (x, y), as near to the corner as it touches nothing drawn."""
    lines = [(s.x1, s.y1, s.x2, s.y2) for s in shapes if isinstance(s, Line)]
    taken = [room(s) for s in shapes if isinstance(s, Label)]
    tried: list[Label] = []
    for reach in range(round(near), 100, 3):
        for part in (0.5, 0.42, 0.58, 0.34, 0.66):
            left, top = _toward(x, y, start + size * part, reach)
            label = Label(left, top + 3, text, 9)
            box = room(label)
            tried.append(label)
            if not any(crosses(line, box) for line in lines) and not any(
                overlap(box, other) for other in taken
            ):
                return label
    return tried[0]


def rays(
    sizes: Sequence[float],
    labels: Sequence[str],
    en: str,
    zh: str,
    start: float = 0.0,
    letters: Sequence[str] = (),
) -> Drawing:
    """Rays from one point; between neighbours stand the angles `sizes` (degrees) with labels."""
    x, y, reach = 95.0, 90.0, 78.0
    turns = [start + sum(sizes[:index]) for index in range(len(sizes) + 1)]
    if abs(sum(sizes) - 360) < 1e-9:
        turns.pop()
    shapes: list[Shape] = [Line(x, y, *_toward(x, y, one, reach), width=1.3) for one in turns]
    for index, (size, label) in enumerate(zip(sizes, labels, strict=True)):
        turn = start + sum(sizes[:index])
        radius = 20.0 + 5 * (index % 2)
        if abs(size - 90) < 1e-9:
            near, far = _toward(x, y, turn, 12), _toward(x, y, turn + 90, 12)
            corner = (near[0] + far[0] - x, near[1] + far[1] - y)
            shapes.append(Curve((near, corner, far), stroke=_INK))
        else:
            shapes.append(_arc(x, y, turn, turn + size, radius))
        if label:
            shapes.append(_within(x, y, turn, size, radius + 13, label, shapes))
    for one, letter in zip(turns, letters, strict=False):
        left, top = _toward(x, y, one, reach + 9)
        shapes.append(Label(left, top + 3, letter, 9))
    return cropped(shapes, (en, zh))


def transversal(degrees: float, labels: Sequence[tuple[int, str]], en: str, zh: str) -> Drawing:
    """Two level parallel lines cut by a third at `degrees`.

    Places 1 to 4 are around the upper crossing (upper right, upper left, lower left, lower right),
    5 to 8 likewise around the lower one.
    """
    upper, lower = 50.0, 120.0
    shift = (lower - upper) / math.tan(math.radians(degrees))
    top_x, low_x = 110 + shift / 2, 110 - shift / 2
    shapes: list[Shape] = [
        Line(10, upper, 210, upper, width=1.3),
        Line(10, lower, 210, lower, width=1.3),
        Line(
            *_toward(low_x, lower, degrees + 180, 40),
            *_toward(top_x, upper, degrees, 40),
            width=1.3,
        ),
        Label(218, upper + 3, "m", 9),
        Label(218, lower + 3, "n", 9),
    ]
    starts = (0.0, degrees, 180.0, 180.0 + degrees)
    sizes = (degrees, 180 - degrees, degrees, 180 - degrees)
    for place, label in labels:
        x, y = (top_x, upper) if place <= 4 else (low_x, lower)
        index = (place - 1) % 4
        shapes.append(_arc(x, y, starts[index], starts[index] + sizes[index], 13))
        shapes.append(_within(x, y, starts[index], sizes[index], 25, label, shapes))
    return cropped(shapes, (en, zh))


def triangle(
    inner: tuple[float, float, float],
    angle_labels: Sequence[str],
    side_labels: Sequence[str],
    en: str,
    zh: str,
    *,
    right_angle: int | None = None,
    extended: str = "",
) -> Drawing:
    """A triangle with these angles: left, right, top. Sides: base, right, left.

    `extended` labels the angle outside the right corner, where the base goes on.
    """
    left_angle, right_corner, _ = inner
    base = 120.0
    turn_left, turn_right = math.radians(left_angle), math.radians(right_corner)
    side = base * math.sin(turn_right) / math.sin(turn_left + turn_right)
    apex_x, apex_y = side * math.cos(turn_left), -side * math.sin(turn_left)
    scale = min(1.0, 120.0 / max(-apex_y, 1.0))
    corners = [(0.0, 0.0), (base * scale, 0.0), (apex_x * scale, apex_y * scale)]
    low_x = min(x for x, _ in corners)
    high = min(y for _, y in corners)
    moved = [(x - low_x + 28, y - high + 22) for x, y in corners]
    shapes: list[Shape] = [Polygon(tuple(moved), stroke=_INK, width=1.5)]
    middle = (sum(x for x, _ in moved) / 3, sum(y for _, y in moved) / 3)
    for (x, y), label in zip(moved, angle_labels, strict=True):
        if label:
            away = math.hypot(middle[0] - x, middle[1] - y) or 1
            part = min(0.42, 24 / away)
            shapes.append(
                Label(x + (middle[0] - x) * part, y + (middle[1] - y) * part + 3, label, 8)
            )
    for first, second, label in zip((0, 1, 2), (1, 2, 0), side_labels, strict=True):
        (x1, y1), (x2, y2) = moved[first], moved[second]
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        away = math.hypot(x - middle[0], y - middle[1]) or 1
        shapes.append(
            Label(x + (x - middle[0]) / away * 13, y + (y - middle[1]) / away * 11 + 3, label, 9)
        )
    if right_angle is not None:
        shapes.append(_square_mark(moved, right_angle))
    width = max(x for x, _ in moved) + 28
    if extended:
        x, y = moved[1]
        shapes.append(Line(x, y, x + 60, y, width=1.5, stroke=_INK))
        shapes.append(_arc(x, y, 0, 180 - right_corner, 12))
        left, top = _toward(x, y, (180 - right_corner) / 2, 26)
        shapes.append(Label(left, top + 3, extended, 9))
        width += 50
    return Drawing(width, max(y for _, y in moved) + 22, tuple(shapes), en, zh)


def _square_mark(corners: Sequence[tuple[float, float]], index: int) -> Curve:
    x, y = corners[index]
    sides: list[tuple[float, float]] = []
    for other in (corners[index - 1], corners[(index + 1) % 3]):
        length = math.hypot(other[0] - x, other[1] - y) or 1
        sides.append(((other[0] - x) / length * 9, (other[1] - y) / length * 9))
    (ax, ay), (bx, by) = sides
    return Curve(((x + ax, y + ay), (x + ax + bx, y + ay + by), (x + bx, y + by)), stroke=_INK)


def shape(
    corners: Sequence[tuple[float, float]],
    labels: Sequence[tuple[float, float, str]],
    en: str,
    zh: str,
    dashed: Sequence[tuple[float, float, float, float]] = (),
    more: Sequence[Sequence[tuple[float, float]]] = (),
) -> Drawing:
    """Polygons in their own coordinates (y grows downwards), with labels and dashed lines."""
    shapes: list[Shape] = [Polygon(tuple(corners), stroke=_INK, width=1.5)]
    shapes += [Polygon(tuple(one), stroke=_INK, width=1.5) for one in more]
    shapes += [Line(*one, dashed=True, stroke=_INK) for one in dashed]
    shapes += [Label(x, y, text, 9) for x, y, text in labels]
    spots = [*corners, *(spot for one in more for spot in one)]
    width = max([x for x, _ in spots] + [x + 12 for x, _, _ in labels]) + 14
    height = max([y for _, y in spots] + [y for _, y, _ in labels]) + 12
    return Drawing(width, height, tuple(shapes), en, zh)
