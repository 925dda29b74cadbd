"""Number lines through zero, with marked points, jumps and solution sets."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Shape

_INK = "#1f4e79"
_GAP = 18.0


def _base(low: int, high: int, gap: float, y: float, every: int, parts: int) -> list[Shape]:
    end = 16 + (high - low) * gap
    shapes: list[Shape] = [Line(6, y, end + 10, y, width=1.2)]
    shapes += [
        Line(end + 10, y, end + 5, y - 3, width=1.2),
        Line(end + 10, y, end + 5, y + 3, width=1.2),
        Line(6, y, 11, y - 3, width=1.2),
        Line(6, y, 11, y + 3, width=1.2),
    ]
    for tick in range((high - low) * parts + 1):
        x = 16 + tick * gap / parts
        tall = 5 if tick % parts == 0 else 3
        shapes.append(Line(x, y - tall, x, y + tall, width=0.9))
        number = low + tick // parts
        if tick % parts == 0 and number % every == 0:
            shapes.append(Label(x, y + 16, str(number).replace("-", "−"), 8))
    return shapes


def marks(
    low: int,
    high: int,
    spots: Sequence[tuple[float, str]],
    en: str,
    zh: str,
    *,
    parts: int = 1,
    every: int = 1,
) -> Drawing:
    """Points with letters; `parts` ticks from one whole number to the next."""
    gap = _GAP if parts == 1 else _GAP * 2.2
    shapes = _base(low, high, gap, 30, every, parts)
    for place, letter in spots:
        x = 16 + (place - low) * gap
        shapes.append(Ellipse(x, 30, 3, 3, fill=_INK, stroke=_INK))
        shapes.append(Label(x, 20, letter, 10))
    return Drawing(16 + (high - low) * gap + 20, 52, tuple(shapes), en, zh)


def jump(low: int, high: int, hops: Sequence[tuple[int, int]], en: str, zh: str) -> Drawing:
    """Arrows above the line, each from one number to another."""
    shapes = _base(low, high, _GAP, 52, 1, 1)
    for index, (start, end) in enumerate(hops):
        left, right = 16 + (start - low) * _GAP, 16 + (end - low) * _GAP
        top = 40 - 14 * index
        turn = 4 if end > start else -4
        shapes += [
            Curve(((left, 46), (left, top), (right, top), (right, 46)), stroke=_INK, width=1.4),
            Line(right, 46, right - abs(turn), 41, stroke=_INK, width=1.4),
            Line(right, 46, right + abs(turn), 41, stroke=_INK, width=1.4),
        ]
    return Drawing(16 + (high - low) * _GAP + 20, 74, tuple(shapes), en, zh)


def solution(
    low: int,
    high: int,
    ends: Sequence[tuple[int, bool, int]],
    en: str,
    zh: str,
    between: bool = False,
) -> Drawing:
    """Rays from (number, whether it belongs, direction -1 or 1), or the piece between two ends."""
    shapes = _base(low, high, _GAP, 30, 1, 1)
    places = [16 + (number - low) * _GAP for number, _, _ in ends]
    if between:
        shapes.append(Line(places[0], 30, places[1], 30, stroke=_INK, width=3.2))
    for place, (_, belongs, direction) in zip(places, ends, strict=True):
        if not between:
            far = 16 + (high - low) * _GAP + 6 if direction > 0 else 10.0
            shapes.append(Line(place, 30, far, 30, stroke=_INK, width=3.2))
        shapes.append(
            Ellipse(place, 30, 4, 4, fill=_INK if belongs else "#ffffff", stroke=_INK, width=1.6)
        )
    return Drawing(16 + (high - low) * _GAP + 20, 52, tuple(shapes), en, zh)
