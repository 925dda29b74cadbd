"""A clock with hands."""

from __future__ import annotations

import math

from apps.education.domain.drawing import Drawing, Ellipse, Label, Line, Shape
from apps.education.domain.figures.layout import INK, Told, picture


def clock(hour: int, minute: int, told: Told, radius: float = 54.0) -> Drawing:
    middle = radius + 6

    def at(turn: float, r: float) -> tuple[float, float]:
        angle = 2 * math.pi * turn
        return middle + r * math.sin(angle), middle - r * math.cos(angle)

    shapes: list[Shape] = [
        Ellipse(middle, middle, radius, radius, fill="#ffffff", stroke=INK, width=1.6)
    ]
    for i in range(60):
        deep = 5 if i % 5 == 0 else 2.5
        shapes.append(Line(*at(i / 60, radius), *at(i / 60, radius - deep), width=0.8))
    for h in range(1, 13):
        x, y = at(h / 12, radius - 13)
        shapes.append(Label(x, y + 3.5, str(h), radius / 5.6))
    shapes.append(Line(middle, middle, *at((hour % 12 + minute / 60) / 12, radius * 0.48), width=3))
    shapes.append(Line(middle, middle, *at(minute / 60, radius * 0.76), width=1.6))
    shapes.append(Ellipse(middle, middle, 2.5, 2.5, fill=INK))
    return picture(2 * middle, 2 * middle, shapes, told)
