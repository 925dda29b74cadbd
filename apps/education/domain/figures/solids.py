"""Boxes, prisms, cylinders, cones, balls, pyramids, circles and nets, with their measures."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.drawing import Drawing, Ellipse, Label, Line, Polygon, Shape

_INK = "#1f4e79"


def box(length: str, depth: str, height: str, en: str, zh: str, *, wide: float = 90) -> Drawing:
    """A rectangular prism: `length` below, `depth` at the slanted edge, `height` at the right."""
    tall, slant = 60.0, 26.0
    x, y = 20.0, 14.0 + slant
    shapes: list[Shape] = [
        Polygon(((x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)), stroke=_INK),
        Polygon(
            ((x, y), (x + slant, y - slant), (x + wide + slant, y - slant), (x + wide, y)),
            stroke=_INK,
        ),
        Polygon(
            (
                (x + wide, y),
                (x + wide + slant, y - slant),
                (x + wide + slant, y + tall - slant),
                (x + wide, y + tall),
            ),
            stroke=_INK,
        ),
        Label(x + wide / 2, y + tall + 13, length, 9),
        Line(x + slant, y - slant, x + slant, y + tall - slant, stroke=_INK, dashed=True),
        Line(x + slant, y + tall - slant, x, y + tall, stroke=_INK, dashed=True),
        Line(
            x + slant,
            y + tall - slant,
            x + wide + slant,
            y + tall - slant,
            stroke=_INK,
            dashed=True,
        ),
        Label(x + wide + slant / 2 + 9 + 2.5 * len(depth), y + tall - slant / 2 + 9, depth, 9),
        Label(x + wide + slant + 7 + 2.5 * len(height), y + tall / 2 - slant + 3, height, 9),
    ]
    return Drawing(x + wide + slant + 44, y + tall + 20, tuple(shapes), en, zh)


def triangular_prism(base: str, height: str, length: str, en: str, zh: str) -> Drawing:
    """A prism with a triangle in front: `base` below, `height` inside, `length` slanted."""
    front = ((20.0, 90.0), (90.0, 90.0), (50.0, 34.0))
    move = (70.0, -18.0)
    back = tuple((x + move[0], y + move[1]) for x, y in front)
    shapes: list[Shape] = [
        Polygon(front, stroke=_INK),
        Line(*front[1], *back[1], stroke=_INK),
        Line(*front[2], *back[2], stroke=_INK),
        Line(*back[1], *back[2], stroke=_INK),
        Line(*front[0], *back[0], stroke=_INK, dashed=True),
        Line(*back[0], *back[1], stroke=_INK, dashed=True),
        Line(*back[0], *back[2], stroke=_INK, dashed=True),
        Line(50, 34, 50, 90, dashed=True),
        Label(55, 103, base, 9),
        Label(62, 72, height, 9),
        Label(136, 96, length, 9),
    ]
    return Drawing(196, 112, tuple(shapes), en, zh)


def cylinder(radius: str, height: str, en: str, zh: str) -> Drawing:
    shapes: list[Shape] = [
        Ellipse(70, 26, 42, 16, stroke=_INK),
        Ellipse(70, 100, 42, 16, stroke=_INK),
        Line(28, 26, 28, 100, stroke=_INK),
        Line(112, 26, 112, 100, stroke=_INK),
        Line(70, 26, 112, 26, dashed=True),
        Label(87, 23, radius, 9),
        Label(130, 66, height, 9),
    ]
    return Drawing(160, 126, tuple(shapes), en, zh)


def cone(radius: str, height: str, en: str, zh: str, slant: str = "") -> Drawing:
    shapes: list[Shape] = [
        Ellipse(70, 100, 44, 17, stroke=_INK),
        Line(26, 100, 70, 18, stroke=_INK),
        Line(114, 100, 70, 18, stroke=_INK),
        Line(70, 18, 70, 100, dashed=True),
        Line(70, 100, 114, 100, dashed=True),
        Label(88, 97, radius, 9),
    ]
    if height:
        shapes.append(Label(58, 72, height, 9))
    if slant:
        shapes.append(Label(108, 54, slant, 9))
    return Drawing(150, 128, tuple(shapes), en, zh)


def ball(radius: str, en: str, zh: str) -> Drawing:
    shapes: list[Shape] = [
        Ellipse(60, 60, 48, 48, stroke=_INK),
        Ellipse(60, 60, 48, 13, stroke=_INK, width=0.6),
        Line(60, 60, 108, 60, dashed=True),
        Label(84, 56, radius, 9),
    ]
    return Drawing(120, 120, tuple(shapes), en, zh)


def pyramid(base: str, height: str, en: str, zh: str, slant: str = "") -> Drawing:
    """A pyramid on a square."""
    corners = ((16.0, 92.0), (96.0, 92.0), (132.0, 68.0), (52.0, 68.0))
    apex = (74.0, 14.0)
    shapes: list[Shape] = [
        Line(*corners[0], *corners[1], stroke=_INK),
        Line(*corners[1], *corners[2], stroke=_INK),
        Line(*corners[2], *corners[3], stroke=_INK, dashed=True),
        Line(*corners[3], *corners[0], stroke=_INK, dashed=True),
        *(Line(*apex, *corner, stroke=_INK, dashed=i == 3) for i, corner in enumerate(corners)),
        Label(56, 105, base, 9),
        Label(128, 88, base, 9),
    ]
    if height:
        shapes += [Line(*apex, 74, 80, dashed=True), Label(62, 80, height, 9)]
    if slant:
        shapes += [Line(*apex, 56, 92, dashed=True), Label(69, 86, slant, 9)]
    return Drawing(150, 112, tuple(shapes), en, zh)


def circle(label: str, en: str, zh: str, *, across: bool = False, part: str = "whole") -> Drawing:
    """A circle with its radius, or its diameter if `across`; `part`: whole, half or quarter."""
    x, y, r = 62.0, 62.0, 50.0
    if part == "whole":
        shapes: list[Shape] = [
            Ellipse(x, y, r, r, stroke=_INK, width=1.5),
            Line(x - r if across else x, y, x + r, y),
            Ellipse(x, y, 1.6, 1.6, fill="#000000"),
            Label(x if across else x + r / 2, y - 4, label, 9),
        ]
        return Drawing(124, 124, tuple(shapes), en, zh)
    return _sector(label, en, zh, half=part == "half", across=across)


def _sector(label: str, en: str, zh: str, *, half: bool, across: bool) -> Drawing:
    from math import cos, pi, sin

    x, y, r = (62.0, 66.0, 50.0) if half else (16.0, 92.0, 78.0)
    end = pi if half else pi / 2
    arc = [(x + r * cos(end * i / 30), y - r * sin(end * i / 30)) for i in range(31)]
    corners = tuple(arc) if half else (*arc, (x, y))
    shapes: tuple[Shape, ...] = (
        Polygon(corners, stroke=_INK, width=1.5),
        Label(x if across or half else x + r / 2, y + 12, label, 9),
    )
    return Drawing(124 if half else 112, y + 22, shapes, en, zh)


def net(
    faces: Sequence[tuple[float, float, float, float]],
    labels: Sequence[tuple[float, float, str]],
    en: str,
    zh: str,
    flaps: Sequence[Sequence[tuple[float, float]]] = (),
) -> Drawing:
    """Rectangles (left, top, width, height) and further polygons that fold into a solid."""
    shapes: list[Shape] = [
        Polygon(((x, y), (x + w, y), (x + w, y + h), (x, y + h)), stroke=_INK)
        for x, y, w, h in faces
    ]
    shapes += [Polygon(tuple(flap), stroke=_INK) for flap in flaps]
    shapes += [Label(x, y, text, 9) for x, y, text in labels]
    spots = [(x + w, y + h) for x, y, w, h in faces] + [spot for flap in flaps for spot in flap]
    return Drawing(
        max(x for x, _ in spots) + 24, max(y for _, y in spots) + 18, tuple(shapes), en, zh
    )
