"""The growing text of a document: collapses blanks, keeps one gap between pieces, counts offsets.

Knows nothing of elements; whoever writes says what lies between.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NONE, SPACE, TAB, LINE, PARAGRAPH = range(5)
_GAPS = ("", " ", "\t", "\n", "\n\n")
_OPENING = frozenset("$€£¥(")
_CLOSING = frozenset(")%")
_DROPPED = {ord(c): None for c in "\u200b\u200c\u200d\u2060\ufeff\u00ad"}


@dataclass(slots=True)
class PlacedTable:
    """A table by offsets; a cell is (row, column, row span, column span, start, end)."""

    start: int
    end: int
    cells: list[tuple[int, int, int, int, int, int]]


@dataclass(slots=True)
class Flow:
    """Text written so far. `length` counts written characters; a pending gap is not among them."""

    length: int = 0
    gap: int = NONE
    indent: int = 0
    breaks: list[int] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _page_pending: bool = False

    def text(self) -> str:
        return "".join(self._pieces)

    def since(self, start: int) -> str:
        """The text from an offset on."""
        parts: list[str] = []
        length = self.length
        for piece in reversed(self._pieces):
            if length <= start:
                break
            parts.append(piece)
            length -= len(piece)
        return "".join(reversed(parts))[max(0, start - length) :]

    def separate(self, gap: int) -> None:
        """Ask for at least this gap before the next text."""
        if gap > self.gap:
            self.gap = gap

    def break_page(self) -> None:
        """The next text starts a new page."""
        self._page_pending = True
        self.separate(LINE)

    def write(self, text: str) -> int | None:
        """Add text with its blanks collapsed; its first offset, or None where it is all blank."""
        if not text.isascii():
            text = text.translate(_DROPPED)
        words = text.split()
        if not words:
            if text:
                self.separate(SPACE)
            return None
        if text[0].isspace():
            self.separate(SPACE)
        start = self._append(" ".join(words))
        self.gap = SPACE if text[-1].isspace() else NONE
        return start

    def write_lines(self, text: str) -> int | None:
        """Add preformatted text, line breaks and blanks kept."""
        lines = text.translate(_DROPPED).expandtabs().strip("\r\n")
        if not lines.strip():
            self.separate(LINE if "\n" in text else SPACE)
            return None
        start = self._append(lines)
        self.gap = LINE if text.endswith("\n") else NONE
        return start

    def _append(self, text: str) -> int:
        before = self._before(text)
        if before:
            self._pieces.append(before)
            self.length += len(before)
        if self._page_pending:
            self.breaks.append(self.length)
            self._page_pending = False
        start = self.length
        self._pieces.append(text)
        self.length += len(text)
        self.indent = 0
        return start

    def _before(self, text: str) -> str:
        """The gap, closed between a currency sign or bracket and the figure it belongs to."""
        if not self._pieces:
            return " " * self.indent
        if self.gap == TAB and (self._pieces[-1][-1:] in _OPENING or text[:1] in _CLOSING):
            return ""
        gap = _GAPS[self.gap]
        return gap + " " * self.indent if self.gap >= LINE else gap
