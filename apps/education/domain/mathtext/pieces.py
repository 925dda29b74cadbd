"""Cuts the text of an exercise into plain, bold and mathematical pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.education.domain.mathtext.tex import Row, UnknownTex, read_tex

_PIECE = re.compile(r"(?<!\\)\$(?P<tex>(?:\\.|[^$\\])*)\$|\*\*(?P<mark>)|(?P<line>\n)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Maths:
    row: Row
    tex: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A new line."""


Piece = Words | Maths | Break


def pieces(text: str) -> tuple[Piece, ...]:
    """Raises UnknownTex, also for a dollar sign that stands alone."""
    found: list[Piece] = []
    at, bold = 0, False
    for match in _PIECE.finditer(text):
        _add_words(found, text[at : match.start()], bold)
        at = match.end()
        if match["tex"] is not None:
            found.append(Maths(read_tex(match["tex"]), match["tex"], bold))
        elif match["line"] is not None:
            found.append(Break())
        else:
            bold = not bold
    _add_words(found, text[at:], bold)
    if bold:
        raise UnknownTex(f"{text!r}: a ** stands alone")
    return tuple(found)


def _add_words(found: list[Piece], text: str, bold: bool) -> None:
    if re.search(r"(?<!\\)\$", text):
        raise UnknownTex(f"{text!r}: a $ stands alone; write \\$ for the currency")
    if text:
        found.append(Words(text.replace(r"\$", "$"), bold))
