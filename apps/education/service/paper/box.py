"""Boxes: how wide and high something is, and the marks it is drawn with. All in points.

The origin of a box is on its left edge, on the baseline; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol


class Face(StrEnum):
    PLAIN = "plain"
    BOLD = "bold"
    SLANTED = "slanted"


@dataclass(frozen=True, slots=True)
class Glyphs:
    x: float
    y: float
    text: str
    size: float
    face: Face
    colour: str = "#111111"


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: str = "#111111"


Mark = Glyphs | Stroke


class Ruler(Protocol):
    def width(self, text: str, size: float, face: Face) -> float:
        """How wide the text is drawn, in points. Raises NoFont."""
        ...


@dataclass(frozen=True, slots=True)
class Box:
    """`up` above the baseline, `down` below it."""

    width: float
    up: float
    down: float
    marks: tuple[Mark, ...] = ()

    def moved(self, dx: float, dy: float) -> tuple[Mark, ...]:
        return tuple(moved(mark, dx, dy) for mark in self.marks)


def moved(mark: Mark, dx: float, dy: float) -> Mark:
    if isinstance(mark, Glyphs):
        return replace(mark, x=mark.x + dx, y=mark.y + dy)
    return replace(mark, x1=mark.x1 + dx, y1=mark.y1 + dy, x2=mark.x2 + dx, y2=mark.y2 + dy)


def beside(boxes: Sequence[Box]) -> Box:
    """One after another on one baseline."""
    x, marks = 0.0, []
    for box in boxes:
        marks.extend(box.moved(x, 0))
        x += box.width
    up = max((box.up for box in boxes), default=0.0)
    down = max((box.down for box in boxes), default=0.0)
    return Box(x, up, down, tuple(marks))


def blank(width: float) -> Box:
    return Box(width, 0.0, 0.0)


def glyphs(ruler: Ruler, text: str, size: float, face: Face = Face.PLAIN) -> Box:
    marks = (Glyphs(0, 0, text, size, face),)
    return Box(ruler.width(text, size, face), 0.74 * size, 0.22 * size, marks)
