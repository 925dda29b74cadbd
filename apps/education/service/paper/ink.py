"""Draws marks and pictures into a PDF, and measures text for whoever lays it out.

Latin letters and common signs use the fonts that every PDF reader has; other characters need an
installed font (`apps.shared.fonts`). Measures are points; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TextMode

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon, Shape
from apps.education.service.paper.box import Face, Glyphs, Mark, Stroke
from apps.shared.fonts import chinese_font

_SYMBOLS = {
    "−": "-", "≤": "\xa3", "≥": "\xb3", "≠": "\xb9", "≈": "\xbb", "∞": "\xa5", "π": "p", "θ": "q",
    "α": "a", "β": "b", "∠": "\xd0", "→": "\xae", "⊥": "^", "≅": "@", "∼": "~", "′": "\xa2",
    "∈": "\xce", "√": "\xd6",
}  # fmt: skip
_LATIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_STYLES = {Face.PLAIN: "", Face.BOLD: "B", Face.SLANTED: "I"}
_TEXT = "text"


class Ink:
    """One PDF while it is written. Raises NoFont where a text needs a font that is missing."""

    def __init__(self, width: float, height: float, *, font: Path | None = None) -> None:
        self.pdf = FPDF(unit="pt", format=(width, height))
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margins(0, 0)
        self._font = font
        self._has_font = False
        self.width = lru_cache(maxsize=20_000)(self._width)

    def page(self) -> None:
        self.pdf.add_page()

    def bytes(self) -> bytes:
        return bytes(self.pdf.output())

    def _width(self, text: str, size: float, face: Face) -> float:
        """How wide the text is drawn."""
        total = 0.0
        for family, part in _runs(text):
            self._use(family, size, face)
            total += self.pdf.get_string_width(part)
        return total

    def marks(self, marks: Sequence[Mark], x: float, y: float) -> None:
        for mark in marks:
            if isinstance(mark, Glyphs):
                self.text(mark.text, x + mark.x, y + mark.y, mark.size, mark.face, mark.colour)
            else:
                self._stroke(mark, x, y)

    def text(
        self, text: str, x: float, y: float, size: float, face: Face, colour: str = "#111111"
    ) -> None:
        """`y` is the baseline."""
        self.pdf.set_text_color(*_rgb(colour))
        for family, part in _runs(text):
            self._use(family, size, face)
            thick = family == _TEXT and face is Face.BOLD
            if thick:
                self.pdf.set_draw_color(*_rgb(colour))
                self.pdf.set_line_width(size / 32)
            with self.pdf.local_context(text_mode=TextMode.FILL_STROKE if thick else TextMode.FILL):
                self.pdf.text(x, y, part)
            x += self.pdf.get_string_width(part)

    def _use(self, family: str, size: float, face: Face) -> None:
        if family == _TEXT and not self._has_font:
            self.pdf.add_font(_TEXT, "", self._font or chinese_font())
            self._has_font = True
        style = _STYLES[face] if family == "helvetica" else ""
        self.pdf.set_font(family, style, size)

    def _stroke(self, mark: Stroke, x: float, y: float) -> None:
        self.pdf.set_draw_color(*_rgb(mark.colour))
        self.pdf.set_line_width(mark.width)
        self.pdf.line(x + mark.x1, y + mark.y1, x + mark.x2, y + mark.y2)

    def picture(self, drawing: Drawing, x: float, y: float, scale: float = 1.0) -> None:
        """`x`, `y` is its upper left corner."""
        for shape in drawing.shapes:
            self._shape(shape, x, y, scale)

    def _shape(self, shape: Shape, x: float, y: float, scale: float) -> None:
        if isinstance(shape, Label):
            size = shape.size * scale
            half = self.width(shape.text, size, Face.PLAIN) / 2
            self.text(shape.text, x + shape.x * scale - half, y + shape.y * scale, size, Face.PLAIN)
            return
        style = self._pen(shape, scale)
        if style is None:
            return
        match shape:
            case Line(x1, y1, x2, y2):
                self.pdf.line(x + x1 * scale, y + y1 * scale, x + x2 * scale, y + y2 * scale)
            case Polygon(corners):
                points = [(x + cx * scale, y + cy * scale) for cx, cy in corners]
                self.pdf.polygon(points, style=style)
            case Curve(through):
                points = [(x + cx * scale, y + cy * scale) for cx, cy in through]
                if len(points) > 1:
                    self.pdf.polyline(points, style="D")
            case Ellipse(cx, cy, rx, ry):
                left, top = x + (cx - rx) * scale, y + (cy - ry) * scale
                self.pdf.ellipse(left, top, 2 * rx * scale, 2 * ry * scale, style=style)
        self.pdf.set_dash_pattern()

    def _pen(self, shape: Line | Polygon | Curve | Ellipse, scale: float) -> str | None:
        """Set colours and width; None where there is nothing to draw."""
        fill = shape.fill if isinstance(shape, Polygon | Ellipse) else "none"
        style = ("D" if shape.stroke != "none" else "") + ("F" if fill != "none" else "")
        if shape.stroke != "none":
            self.pdf.set_draw_color(*_rgb(shape.stroke))
            self.pdf.set_line_width(shape.width * scale)
        if fill != "none":
            self.pdf.set_fill_color(*_rgb(fill))
        if isinstance(shape, Line) and shape.dashed:
            self.pdf.set_dash_pattern(dash=3 * scale, gap=2 * scale)
        return style or None


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Parts of one font: helvetica, symbol or the installed one, as that font writes them."""
    for family, signs in groupby(text.replace("…", "..."), key=_family):
        part = "".join(signs)
        if family == "helvetica":
            yield family, part.translate(_LATIN)
        elif family == "symbol":
            yield family, "".join(_SYMBOLS[sign] for sign in part)
        else:
            yield family, part


def _family(sign: str) -> str:
    if sign in _SYMBOLS:
        return "symbol"
    plain = sign.translate(_LATIN)
    is_latin = plain.isprintable() and ord(plain) < 256
    return "helvetica" if is_latin else _TEXT


def _rgb(colour: str) -> tuple[int, int, int]:
    """#rrggbb. Raises ValueError for anything else."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"colour {colour!r}: write it as #rrggbb")
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
