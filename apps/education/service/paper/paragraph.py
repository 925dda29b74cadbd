"""Breaks a text with mathematics into lines of a given width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.education.domain.mathtext.pieces import Break, Maths, Words, pieces
from apps.education.domain.mathtext.tex import Row, Sign
from apps.education.service.paper.box import Box, Face, Glyphs, Ruler, beside, blank, glyphs
from apps.education.service.paper.formula import broken, formula

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef□"
_WORD = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+|\s+")
_EMPTY = Row((Sign("□"),))
"""A square to write into, in words as in mathematics."""
_NOT_FIRST = frozenset("，。、；：？！）》”’…,.;:?!)]}%")
_MOST_BLANKS = 8
"""Blanks in a row are kept, as between choices, but not without end."""
_LEADING = 1.42
"""Height of a line of plain text, in sizes."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Something unbreakable; `space` may vanish at the end of a line; `joined` clings to what
    stands before it."""

    box: Box
    space: bool = False
    joined: bool = False


def paragraph(
    ruler: Ruler,
    text: str,
    width: float,
    size: float,
    *,
    colour: str = "#111111",
    bold: bool = False,
) -> tuple[Box, ...]:
    """Lines, each a box at least as high as a line of plain text. Raises UnknownTex, NoFont."""
    lines: list[Box] = []
    for part in _split(ruler, text, size, bold=bold):
        lines.extend(_filled(part, width, size))
    return tuple(_coloured(line, colour) for line in lines)


def _split(ruler: Ruler, text: str, size: float, *, bold: bool) -> list[list[_Run]]:
    parts: list[list[_Run]] = [[]]
    for piece in pieces(text):
        match piece:
            case Break():
                parts.append([])
            case Words(words, marked):
                face = Face.BOLD if bold or marked else Face.PLAIN
                parts[-1].extend(_words(ruler, words, size, face))
            case Maths(row):
                boxes = [formula(ruler, one, size) for one in broken(row)]
                parts[-1].extend(_Run(box) for box in boxes)
    return parts


def _words(ruler: Ruler, text: str, size: float, face: Face) -> Iterator[_Run]:
    for word in _WORD.findall(text):
        if word.isspace():
            count = min(len(word), _MOST_BLANKS)
            yield _Run(blank(count * ruler.width(" ", size, face)), space=True)
        else:
            is_blank = word == "□"
            box = formula(ruler, _EMPTY, size) if is_blank else glyphs(ruler, word, size, face)
            yield _Run(box, joined=word[0] in _NOT_FIRST)


def _filled(runs: list[_Run], width: float, size: float) -> list[Box]:
    """Greedy lines; what is wider than a whole line is shrunk to fit."""
    lines: list[list[_Run]] = [[]]
    used = 0.0
    for at, run in enumerate(runs):
        clinging = runs[at + 1].box.width if at + 1 < len(runs) and runs[at + 1].joined else 0.0
        over = used + run.box.width + (0.0 if run.joined else clinging) > width
        if over and lines[-1] and not run.space and not run.joined:
            lines.append([])
            used = 0.0
        if run.space and not lines[-1]:
            continue
        lines[-1].append(run)
        used += run.box.width
    return [_line([run.box for run in line], width, size) for line in lines]


def _line(boxes: list[Box], width: float, size: float) -> Box:
    box = beside(boxes)
    if box.width > width:
        box = _shrunk(box, width / box.width)
    air = (_LEADING - 1) * size / 2
    return Box(
        box.width, max(box.up, 0.78 * size) + air, max(box.down, 0.22 * size) + air, box.marks
    )


def _shrunk(box: Box, by: float) -> Box:
    marks = []
    for mark in box.marks:
        if isinstance(mark, Glyphs):
            marks.append(replace(mark, x=mark.x * by, y=mark.y * by, size=mark.size * by))
        else:
            marks.append(
                replace(mark, x1=mark.x1 * by, y1=mark.y1 * by, x2=mark.x2 * by, y2=mark.y2 * by)
            )
    return Box(box.width * by, box.up * by, box.down * by, tuple(marks))


def _coloured(box: Box, colour: str) -> Box:
    return replace(box, marks=tuple(replace(mark, colour=colour) for mark in box.marks))
