"""Number lines with ticks, labels, jumps and marked places; rulers and scales are among them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon, Shape
from apps.education.domain.figures.layout import (
    BLUE,
    INK,
    ORANGE,
    Told,
    box,
    overlap,
    picture,
    room,
)

_WIDE = 380.0


def line(
    low: float,
    high: float,
    step: float,
    labels: Mapping[float, str],
    told: Told,
    *,
    marks: Mapping[float, str] | None = None,
    jumps: Sequence[tuple[float, float, str]] = (),
    wide: float = _WIDE,
) -> Drawing:
    """Ticks every `step` from `low` to `high` and at each label.

    `marks` are arrows from above with their text, `jumps` arcs (from, to, text).
    """
    top = 40.0 if jumps else 30.0 if marks else 8.0

    def at(value: float) -> float:
        return 18 + (wide - 36) * (value - low) / (high - low)

    shapes: list[Shape] = [Line(6, top, wide - 6, top, width=1.2)]
    for i in range(round((high - low) / step) + 1):
        x = at(low + i * step)
        shapes.append(Line(x, top - 4, x, top + 4))
    shapes += [Line(at(v), top - 4, at(v), top + 4) for v in labels]
    named: list[Label] = []
    for value, text in sorted(labels.items()):
        label = Label(at(value), top + 17, text, 10)
        low_row = any(overlap(room(label), room(other)) for other in named[-1:])
        named.append(replace(label, y=top + 28) if low_row else label)
    shapes += named
    for value, text in (marks or {}).items():
        shapes += _arrow(at(value), top, text)
    for start, end, text in jumps:
        shapes += _jump(at(start), at(end), top, text)
    return picture(wide, max(label.y for label in named or (Label(0, top, ""),)) + 5, shapes, told)


def _arrow(x: float, y: float, text: str) -> list[Shape]:
    return [
        Line(x, y - 16, x, y - 6, stroke=ORANGE, width=1.6),
        Polygon(((x - 4, y - 9), (x + 4, y - 9), (x, y - 2)), fill=ORANGE, stroke=ORANGE),
        Label(x, y - 19, text, 11),
    ]


def _jump(x1: float, x2: float, y: float, text: str) -> list[Shape]:
    middle, half = (x1 + x2) / 2, (x2 - x1) / 2
    high = min(24.0, 8 + abs(half) * 0.5)
    turns = [math.pi * i / 16 for i in range(17)]
    through = tuple((middle - half * math.cos(t), y - high * math.sin(t)) for t in turns)
    side = 4 if x2 > x1 else -4
    tip = Polygon(((x2, y - 1), (x2 - side * 1.4, y - 6), (x2 + side * 0.4, y - 7)), BLUE, BLUE)
    shapes: list[Shape] = [Curve(through, stroke=BLUE, width=1.4), tip]
    return [*shapes, Label(middle, y - high - 3, text, 9)] if text else shapes


def every(low: int, high: int, step: int) -> dict[float, str]:
    return {float(v): str(v) for v in range(low, high + 1, step)}


def ruler(length: int, told: Told, unit: str, start: float, end: float, parts: int = 1) -> Drawing:
    """A ruler `length` units long with a bar above it from `start` to `end`."""
    scale = min(60.0, 360.0 / length)

    def at(value: float) -> float:
        return 14 + scale * value

    shapes: list[Shape] = [box(6, 26, scale * length + 16, 30, "#fdf6e3")]
    shapes.append(box(at(start), 8, at(end) - at(start), 12, BLUE))
    for i in range(length * parts + 1):
        whole, half = i % parts == 0, parts % 2 == 0 and i % (parts // 2 or 1) == 0
        deep = 11 if whole else 8 if half else 5
        shapes.append(Line(at(i / parts), 26, at(i / parts), 26 + deep))
    shapes += [Label(at(i), 50, str(i), 9) for i in range(length + 1)]
    shapes.append(Label(at(length) + 22, 50, unit, 9))
    return picture(at(length) + 40, 60, shapes, told)


def upright(
    low: int, high: int, step: int, labels: Sequence[int], level: float, told: Told, unit: str
) -> Drawing:
    """A jug or thermometer: filled to `level`, ticks every `step`, figures at `labels`."""
    tall, x = 150.0, 52.0

    def at(value: float) -> float:
        return 20 + tall * (1 - (value - low) / (high - low))

    shapes: list[Shape] = [
        box(x, at(level), 44, at(low) - at(level), "#9ecae1"),
        Curve(((x, 12), (x, at(low)), (x + 44, at(low)), (x + 44, 12)), INK, 1.4),
    ]
    shapes.extend(
        Line(x, at(low + i * step), x + 8, at(low + i * step))
        for i in range((high - low) // step + 1)
    )
    shapes += [Label(x - 18, at(v) + 3, str(v), 9) for v in labels]
    shapes.append(Label(x + 22, 9, unit, 9))
    return picture(x + 60, tall + 32, shapes, told)


def dial(high: int, step: int, named: int, value: float, told: Told, unit: str) -> Drawing:
    """A round scale from 0 to `high`, ticks every `step`, figures every `named`."""
    radius, middle = 62.0, 84.0

    def turn(v: float) -> float:
        return math.radians(-135 + 270 * v / high)

    def at(v: float, r: float) -> tuple[float, float]:
        return middle + r * math.sin(turn(v)), middle - r * math.cos(turn(v))

    shapes: list[Shape] = [Ellipse(middle, middle, 76, 76, fill="#ffffff", stroke=INK, width=1.4)]
    for i in range(high // step + 1):
        deep = 9 if i * step % named == 0 else 5
        shapes.append(Line(*at(i * step, radius + 10), *at(i * step, radius + 10 - deep)))
    for v in range(0, high + 1, named):
        x, y = at(v, radius - 10)
        shapes.append(Label(x, y + 3, str(v), 9))
    shapes += [Line(middle, middle, *at(value, radius - 20), stroke=ORANGE, width=2.2)]
    shapes += [Ellipse(middle, middle, 3, 3, fill=INK), Label(middle, middle + 40, unit, 10)]
    return picture(2 * middle, 2 * middle, shapes, told)
