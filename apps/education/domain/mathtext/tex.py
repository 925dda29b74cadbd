"""Reads the TeX that exercises use into a tree. Draws nothing; expands no macros.

Known: `\\frac`, `\\sqrt[n]{}`, powers, indices, `\\text{}`, `\\overline{}`, `\\left`, `\\right`,
and the signs in `SIGNS`. Anything else is refused, so that no exercise prints half-read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SIGNS = {
    r"\times": "×",
    r"\div": "÷",
    r"\cdot": "·",
    r"\pm": "±",
    r"\le": "≤",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\geq": "≥",
    r"\ne": "≠",
    r"\neq": "≠",
    r"\lt": "<",
    r"\gt": ">",
    r"\approx": "≈",
    r"\pi": "π",
    r"\theta": "θ",
    r"\alpha": "α",
    r"\beta": "β",
    r"\infty": "∞",
    r"\circ": "°",
    r"\degree": "°",
    r"\angle": "∠",
    r"\triangle": "△",
    r"\square": "□",
    r"\bigcirc": "○",
    r"\to": "→",
    r"\rightarrow": "→",
    r"\ldots": "…",
    r"\dots": "…",
    r"\cdots": "…",
    r"\%": "%",
    r"\$": "$",
    r"\{": "{",
    r"\}": "}",
    r"\#": "#",
    r"\&": "&",
    r"\_": "_",
    r"\mid": "|",
    r"\parallel": "∥",
    r"\perp": "⊥",
    r"\cong": "≅",
    r"\sim": "∼",
    r"\prime": "′",
    r"\in": "∈",
}
_SPACES = {r"\,": 0.17, r"\:": 0.22, r"\;": 0.28, r"\!": 0.0, r"\ ": 0.28, "~": 0.28}
_SPACES |= {r"\quad": 1.0, r"\qquad": 2.0}
_FENCES = "()[]|."
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_]|\s+|.", re.DOTALL)
_DEEPEST = 12


class UnknownTex(ValueError):
    """TeX that cannot be drawn: names the command and the text it stands in."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One character of mathematics; letters are slanted when drawn."""

    text: str


@dataclass(frozen=True, slots=True)
class Upright:
    """Words inside mathematics."""

    text: str


@dataclass(frozen=True, slots=True)
class Space:
    """In widths of the letter m."""

    width: float


@dataclass(frozen=True, slots=True)
class Row:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Frac:
    top: Row
    bottom: Row


@dataclass(frozen=True, slots=True)
class Root:
    inside: Row
    degree: Row | None


@dataclass(frozen=True, slots=True)
class Script:
    """What stands above or below the line after `base`."""

    base: Node
    above: Row | None
    below: Row | None


@dataclass(frozen=True, slots=True)
class Fenced:
    """Brackets as high as what they hold; `.` stands for none."""

    left: str
    inside: Row
    right: str


@dataclass(frozen=True, slots=True)
class Barred:
    inside: Row


Node = Sign | Upright | Space | Row | Frac | Root | Script | Fenced | Barred


def read_tex(text: str) -> Row:
    """Raises UnknownTex."""
    reader = _Reader(text)
    row = reader.row(until=None)
    reader.finish()
    return row


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = _TOKEN.findall(text)
        self.at = 0
        self.depth = 0

    def refuse(self, problem: str) -> UnknownTex:
        return UnknownTex(f"{self.text!r}: {problem}")

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> str:
        piece = self.peek()
        if piece is None:
            raise self.refuse("it ends too early")
        self.at += 1
        return piece

    def skip_blanks(self) -> None:
        while (piece := self.peek()) is not None and piece.isspace():
            self.at += 1

    def finish(self) -> None:
        if self.peek() is not None:
            raise self.refuse(f"{self.peek()!r} is not expected")

    def row(self, until: str | None) -> Row:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.refuse(f"nested more than {_DEEPEST} deep")
        parts: list[Node] = []
        while (piece := self.peek()) is not None and piece != until and piece != "}":
            if piece.isspace():
                self.at += 1
            elif piece in "^_":
                parts.append(self.script(parts.pop() if parts else Row(())))
            else:
                parts.append(self.atom())
        self.depth -= 1
        return Row(tuple(parts))

    def script(self, base: Node) -> Script:
        above = below = None
        while (piece := self.peek()) is not None and piece in "^_":
            self.at += 1
            if piece == "^" and above is None:
                above = self.argument()
            elif piece == "_" and below is None:
                below = self.argument()
            else:
                raise self.refuse(f"two {piece!r} after one another")
        return Script(base, above, below)

    def argument(self) -> Row:
        self.skip_blanks()
        if self.peek() == "{":
            return self.group()
        return Row((self.atom(),))

    def group(self) -> Row:
        if self.take() != "{":
            raise self.refuse("'{' is missing")
        row = self.row(until="}")
        if self.peek() != "}":
            raise self.refuse("'}' is missing")
        self.at += 1
        return row

    def words(self) -> str:
        if self.take() != "{":
            raise self.refuse("'{' is missing after \\text")
        found = ""
        while (piece := self.take()) != "}":
            if piece == "{":
                raise self.refuse("braces inside \\text")
            found += SIGNS.get(piece, " " if piece in _SPACES else piece)
        return found

    def atom(self) -> Node:
        piece = self.take()
        if piece == "{":
            self.at -= 1
            return self.group()
        if piece in _SPACES:
            return Space(_SPACES[piece])
        if piece in SIGNS:
            return Sign(SIGNS[piece])
        if piece.startswith("\\"):
            return self.command(piece)
        if piece == "'":
            return Sign("′")
        return Sign("−" if piece == "-" else piece)

    def command(self, piece: str) -> Node:
        match piece:
            case r"\frac" | r"\dfrac" | r"\tfrac":
                return Frac(self.argument(), self.argument())
            case r"\sqrt":
                return self.root()
            case r"\text" | r"\mathrm" | r"\textbf" | r"\mathbf":
                return Upright(self.words())
            case r"\overline" | r"\bar":
                return Barred(self.argument())
            case r"\left":
                return self.fenced()
            case r"\displaystyle" | r"\limits":
                return Row(())
            case _:
                raise self.refuse(f"{piece!r} is not known")

    def root(self) -> Root:
        degree = None
        self.skip_blanks()
        if self.peek() == "[":
            self.at += 1
            degree = self.row(until="]")
            if self.take() != "]":
                raise self.refuse("']' is missing")
        return Root(self.argument(), degree)

    def fence(self) -> str:
        self.skip_blanks()
        piece = self.take()
        plain = {r"\{": "{", r"\}": "}", r"\lvert": "|", r"\rvert": "|"}.get(piece, piece)
        if plain not in _FENCES + "{}":
            raise self.refuse(f"{piece!r} is no bracket")
        return plain

    def fenced(self) -> Fenced:
        left = self.fence()
        inside = self.row(until=r"\right")
        if self.peek() != r"\right":
            raise self.refuse("\\right is missing")
        self.at += 1
        return Fenced(left, inside, self.fence())
