"""A picture of an exercise as plain shapes, drawn alike on the screen and on paper.

Units are points (1/72 inch), y grows downwards. `fill` and `stroke` are "none" or #rrggbb.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from apps.education.domain.words import Language


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str = "#000000"
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Polygon:
    corners: tuple[tuple[float, float], ...]
    fill: str = "none"
    stroke: str = "#000000"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Ellipse:
    x: float
    y: float
    rx: float
    ry: float
    fill: str = "none"
    stroke: str = "#000000"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through the given points, straight between them."""

    through: tuple[tuple[float, float], ...]
    stroke: str = "#000000"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """`x` is the middle of the text, `y` its baseline."""

    x: float
    y: float
    text: str
    size: float = 10.0
    zh: str | None = None
    """The Chinese text, where it differs."""


Shape = Line | Polygon | Ellipse | Curve | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """`told` says in words what is to be seen, for those who cannot see it; never the answer."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    told_en: str
    told_zh: str

    def of(self, language: Language) -> Drawing:
        """The same picture with the labels of this language."""
        if language != "zh" or not any(isinstance(s, Label) and s.zh for s in self.shapes):
            return self
        shapes = (
            replace(s, text=s.zh, zh=None) if isinstance(s, Label) and s.zh else s
            for s in self.shapes
        )
        return replace(self, shapes=tuple(shapes))
