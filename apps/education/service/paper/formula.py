"""Lays mathematics out in boxes: fractions, powers, roots, brackets.

Proportions follow the rules of Knuth, The TeXbook, appendix G, simplified.
"""

from __future__ import annotations

from itertools import pairwise

from apps.education.domain.mathtext.tex import (
    Barred,
    Fenced,
    Frac,
    Node,
    Root,
    Row,
    Script,
    Sign,
    Space,
    Upright,
)
from apps.education.service.paper.box import (
    Box,
    Face,
    Glyphs,
    Ruler,
    Stroke,
    beside,
    blank,
    glyphs,
)

_BINARY = frozenset("+−×÷·±")
_RELATIONS = frozenset("=<>≤≥≠≈→≅∼∈")
_OPENERS = frozenset("([{|")
_SCRIPT = 0.7
_FRACTION = 0.82
_SMALLEST = 6.0
_AXIS = 0.27
"""How far above the baseline fractions are centred, in sizes."""


def formula(ruler: Ruler, row: Row, size: float) -> Box:
    """The mathematics at that size of letters."""
    return _row(ruler, row, size)


def broken(row: Row) -> list[Row]:
    """The row cut before relations, where a line may be broken."""
    rows: list[list[Node]] = [[]]
    for part in row.parts:
        if isinstance(part, Sign) and part.text in _RELATIONS and rows[-1]:
            rows.append([])
        rows[-1].append(part)
    return [Row(tuple(parts)) for parts in rows]


def _row(ruler: Ruler, row: Row, size: float) -> Box:
    boxes: list[Box] = []
    before: Node | None = None
    for part in row.parts:
        gap = _gap(before, part) * size
        box = _node(ruler, part, size)
        boxes.append(beside([blank(gap), box, blank(gap)]) if gap else box)
        if isinstance(part, Sign) and part.text in ",;:":
            boxes.append(blank(0.2 * size))
        before = part
    return beside(boxes)


def _gap(before: Node | None, part: Node) -> float:
    """Air on both sides of a sign: relations have more, signs of a number none."""
    if not isinstance(part, Sign):
        return 0.0
    if part.text in _RELATIONS:
        return 0.26
    if part.text not in _BINARY:
        return 0.0
    if before is None:
        return 0.0
    if isinstance(before, Sign) and before.text in _BINARY | _RELATIONS | _OPENERS | {","}:
        return 0.0
    return 0.2


def _node(ruler: Ruler, node: Node, size: float) -> Box:
    match node:
        case Sign("□"):
            return _empty_box(size)
        case Sign(text):
            face = Face.SLANTED if text.isalpha() and text.isascii() else Face.PLAIN
            return glyphs(ruler, text, size, face)
        case Upright(text):
            return glyphs(ruler, text, size)
        case Space(width):
            return blank(width * size)
        case Row():
            return _row(ruler, node, size)
        case Frac(top, bottom):
            return _fraction(ruler, top, bottom, size)
        case Root(inside, degree):
            return _root(ruler, inside, degree, size)
        case Script(base, Row((Sign("°"),)), None):
            return beside([_node(ruler, base, size), glyphs(ruler, "°", size)])
        case Script():
            return _script(ruler, node, size)
        case Fenced(left, inside, right):
            return _fenced(ruler, left, inside, right, size)
        case Barred(inside):
            return _barred(_row(ruler, inside, size), size)


def _empty_box(size: float) -> Box:
    """A square to write into."""
    left, right, top, bottom = 0.08 * size, 1.18 * size, -0.9 * size, 0.2 * size
    line = max(0.6, 0.06 * size)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    marks = tuple(Stroke(*a, *b, line) for a, b in pairwise(corners))
    return Box(right + left, -top + line, bottom + line, marks)


def _fraction(ruler: Ruler, top: Row, bottom: Row, size: float) -> Box:
    small = max(_SMALLEST, size * _FRACTION)
    above, below = _row(ruler, top, small), _row(ruler, bottom, small)
    width = max(above.width, below.width) + 0.24 * size
    axis, air, line = -_AXIS * size, 0.16 * size, max(0.5, 0.05 * size)
    lift, drop = axis - air - above.down, axis + air + below.up
    marks = (
        *above.moved((width - above.width) / 2, lift),
        *below.moved((width - below.width) / 2, drop),
        Stroke(0.04 * size, axis, width - 0.04 * size, axis, line),
    )
    box = Box(width, above.up - lift, drop + below.down, marks)
    return beside([blank(0.06 * size), box, blank(0.06 * size)])


def _script(ruler: Ruler, node: Script, size: float) -> Box:
    base = _node(ruler, node.base, size)
    small = max(_SMALLEST, size * _SCRIPT)
    width, up, down, marks = base.width, base.up, base.down, [*base.marks]
    if node.above is not None:
        box = _row(ruler, node.above, small)
        lift = -max(0.36 * size, base.up - 0.4 * small)
        marks.extend(box.moved(base.width + 0.04 * size, lift))
        width = max(width, base.width + box.width + 0.08 * size)
        up = max(up, box.up - lift)
    if node.below is not None:
        box = _row(ruler, node.below, small)
        drop = max(0.18 * size, base.down)
        marks.extend(box.moved(base.width + 0.04 * size, drop))
        width = max(width, base.width + box.width + 0.08 * size)
        down = max(down, drop + box.down)
    return Box(width, up, down, tuple(marks))


def _root(ruler: Ruler, inside: Row, degree: Row | None, size: float) -> Box:
    body = _row(ruler, inside, size)
    line = max(0.5, 0.05 * size)
    top, bottom = -(body.up + 0.12 * size), body.down
    index = None if degree is None else _row(ruler, degree, max(_SMALLEST - 1, size * 0.55))
    start = 0.0 if index is None else max(0.0, index.width - 0.16 * size)
    knee, foot, rise = start + 0.12 * size, start + 0.3 * size, start + 0.55 * size
    middle = (top + bottom) / 2 + 0.1 * size
    marks = [
        Stroke(start, middle + 0.06 * size, knee, middle, line),
        Stroke(knee, middle, foot, bottom, line * 1.6),
        Stroke(foot, bottom, rise, top, line),
        Stroke(rise, top, rise + body.width + 0.12 * size, top, line),
        *body.moved(rise + 0.06 * size, 0),
    ]
    if index is not None:
        marks.extend(index.moved(0, middle - 0.14 * size))
    return Box(rise + body.width + 0.16 * size, -top + line, bottom, tuple(marks))


def _fenced(ruler: Ruler, left: str, inside: Row, right: str, size: float) -> Box:
    body = _row(ruler, inside, size)
    parts = [_fence(ruler, left, body, size), body, _fence(ruler, right, body, size)]
    return beside(parts)


def _fence(ruler: Ruler, sign: str, body: Box, size: float) -> Box:
    """A bracket scaled to the height of what it holds."""
    if sign == ".":
        return blank(0.0)
    high = body.up + body.down
    if sign == "|":
        bar = Stroke(0.15 * size, -body.up, 0.15 * size, body.down, max(0.5, 0.05 * size))
        return Box(0.3 * size, body.up, body.down, (bar,))
    scale = max(1.0, high / (0.98 * size))
    if scale < 1.12:
        return glyphs(ruler, sign, size)
    tall = size * scale
    centre = (body.down - body.up) / 2
    drop = centre + 0.27 * tall
    mark = Glyphs(0, drop, sign, tall, Face.PLAIN)
    return Box(ruler.width(sign, tall, Face.PLAIN), 0.74 * tall - drop, 0.22 * tall + drop, (mark,))


def _barred(body: Box, size: float) -> Box:
    height = body.up + 0.1 * size
    bar = Stroke(0, -height, body.width, -height, max(0.5, 0.05 * size))
    return Box(body.width, height + 0.05 * size, body.down, (*body.marks, bar))
