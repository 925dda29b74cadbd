"""A drawing as SVG: text out of shapes, with what is to be seen told in words."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape

from apps.education.domain.drawing import Curve, Drawing, Ellipse, Label, Line, Polygon, Shape
from apps.shared.words import Language

_COLOUR = re.compile(r"none|#[0-9a-fA-F]{6}")


def drawing_svg(of: Drawing, language: Language, *, scale: float = 1.25) -> str:
    """Black on white on every theme, as on paper. Raises ValueError for a colour that is none."""
    told = escape(of.told_zh if language == "zh" else of.told_en)
    shapes = "".join(_shape(one) for one in of.of(language).shapes)
    width, height = of.width * scale, of.height * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{told}" '
        f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {of.width:g} {of.height:g}" '
        f'style="background:#ffffff;max-width:100%;border-radius:3px">{shapes}</svg>'
    )


def drawing_image(of: Drawing, language: Language) -> str:
    """The same as an HTML image: pages take no SVG that stands in the text itself."""
    told = escape(of.told_zh if language == "zh" else of.told_en)
    data = b64encode(drawing_svg(of, language).encode()).decode()
    return (
        f'<img alt="{told}" src="data:image/svg+xml;base64,{data}" '
        'style="max-width:100%;border-radius:3px">'
    )


def _shape(one: Shape) -> str:
    match one:
        case Line():
            dashes = ' stroke-dasharray="4 3"' if one.dashed else ""
            return (
                f'<line x1="{one.x1:g}" y1="{one.y1:g}" x2="{one.x2:g}" y2="{one.y2:g}" '
                f"{_stroke(one.stroke, one.width)}{dashes}/>"
            )
        case Polygon():
            return (
                f'<polygon points="{_points(one.corners)}" fill="{_colour(one.fill)}" '
                f"{_stroke(one.stroke, one.width)}/>"
            )
        case Ellipse():
            return (
                f'<ellipse cx="{one.x:g}" cy="{one.y:g}" rx="{one.rx:g}" ry="{one.ry:g}" '
                f'fill="{_colour(one.fill)}" {_stroke(one.stroke, one.width)}/>'
            )
        case Curve():
            return (
                f'<polyline points="{_points(one.through)}" fill="none" '
                f"{_stroke(one.stroke, one.width)}/>"
            )
        case Label():
            return (
                f'<text x="{one.x:g}" y="{one.y:g}" font-size="{one.size:g}" '
                f'text-anchor="middle" fill="#000000">{escape(one.text)}</text>'
            )


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in corners)


def _stroke(colour: str, width: float) -> str:
    return f'stroke="{_colour(colour)}" stroke-width="{width:g}"'


def _colour(name: str) -> str:
    if _COLOUR.fullmatch(name) is None:
        raise ValueError(f"{name!r} is no colour of a drawing; give none or #rrggbb")
    return name
