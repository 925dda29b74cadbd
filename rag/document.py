"""The vocabulary of retrieval: documents, the places inside them, and tables found there.

Values only. Knows nothing of files, indexes or models. Every place is a half-open character
range of `Document.text`, so any quotation can be checked again: `document.text[start:end]`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

MediaType = Literal["pdf", "html", "text", "sheet"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in PDF points (1/72 inch), origin at the top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document: characters, and where there is a page its number and box."""

    start: int
    end: int
    page: int | None = None
    box: Box | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end} is not a range of characters")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its 1-based number, its characters in the document, its size in points."""

    number: int
    start: int
    end: int
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without blanks, with its box on the page (layout of a PDF page)."""

    start: int
    end: int
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell. `row` and `column` count from 0 in the expanded grid."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table in document order; `cells` are sorted by row, then column, empty ones left out."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with pages and tables, identified by the hash of the bytes it was read from."""

    id: str
    name: str
    media_type: MediaType
    text: str
    language: Literal["en", "zh"]
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = field(default=(), repr=False)

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def page_at(self, offset: int) -> Page | None:
        """The page that holds the character at `offset`, or None where there are no pages."""
        low, high = 0, len(self.pages)
        while low < high:
            middle = (low + high) // 2
            if self.pages[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        if low < len(self.pages) and self.pages[low].start <= offset:
            return self.pages[low]
        return None


def content_id(data: bytes) -> str:
    """The first 16 hexadecimal digits of SHA-256: the id of a document by its bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def guess_language(text: str) -> Literal["en", "zh"]:
    """Chinese where at least a tenth of the letters of the first 20,000 are CJK ideographs."""
    letters = [c for c in text[:20_000] if c.isalpha()]
    ideographs = sum("\u4e00" <= c <= "\u9fff" for c in letters)
    return "zh" if letters and ideographs * 10 >= len(letters) else "en"
