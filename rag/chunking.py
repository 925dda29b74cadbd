"""Cuts a document into passages that can be opened at their place.

`chunk.text == document.text[start:end]`, always: nothing is rewritten. A chunk never crosses a
page, does not cut a table row or a sentence unless it is longer than a chunk, and starts anew
under a heading. The headings above it are kept beside it as `context`: indexed, never quoted.
Knows nothing of files, models or indexes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from rag.document import Box, Document, Page, Span
from rag.evidence import Chunk
from rag.headings import Headings
from rag.statements import printed_statements

WORDS = 150
"""English words in a chunk at most; figures count a third, so that statements stay together."""

IDEOGRAPHS = 300
"""Chinese characters in a chunk at most."""

CONTEXT_KEYS = ("company", "form", "period", "title")
"""What of the document's metadata stands in the context, in this order."""

STATEMENTS = "statements"
"""Key of a chunk's metadata: the financial statements that its page prints, joined by `|`."""

_LINE = re.compile(r"[^\r\n]+")
_ENGLISH_END = re.compile(r"(?<=[.!?])[\"')\]”’]*\s+(?=[\"'(\[“‘]?[A-Z0-9])")
_CHINESE_END = re.compile(r"[。！？；!?;][”’」』）)]*")
_FIGURE = re.compile(
    r"(?<!\S)(?:[(（][$¥€£]?\d[\d,.]*%?[)）]%?|[-$¥€£]*\d[\d,.]*%?|[$%—–-]+)(?!\S)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIZE = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]*[A-Za-z][^\s\u3400-\u9fff]*")
_PIECE = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """The least that is kept whole: a sentence, a table row or a heading line."""

    start: int
    end: int
    size: int
    heading: bool = False
    tabular: bool = False


def chunk(document: Document, *, meta: Mapping[str, str], size: int | None = None) -> list[Chunk]:
    """Passages of at most `size` words (ideographs in Chinese), in the order of the text.

    `meta` goes onto every chunk; of it company, form, period and title also stand in the context.
    Raises ValueError where `size` is below 10.
    """
    limit = size if size is not None else (IDEOGRAPHS if document.language == "zh" else WORDS)
    if limit < 10:
        raise ValueError(f"chunk size {limit} is too small to hold a sentence; give at least 10")
    about = " ".join(meta[key] for key in CONTEXT_KEYS if meta.get(key))
    headings = Headings(document.language)
    tables = _Tables(document)
    chunks: list[Chunk] = []
    for page in document.pages or (Page(0, 0, len(document.text)),):
        headings.turn_page()
        printed = printed_statements(document.text[page.start : page.end]) if page.number else ()
        for group in _packed(_units(document, page, tables, limit), limit):
            headings.read([document.text[u.start : u.end] for u in group if u.heading])
            context = " | ".join(part for part in (about, *headings.path()) if part)
            kinds = printed if page.number else tables.statements(group[0].start)
            box = tables.box(group[0].start, group[-1].end)
            span = Span(group[0].start, group[-1].end, page.number or None, box)
            text = document.text[span.start : span.end]
            chunks.append(Chunk(document.id, span, text, context, _pairs(meta, kinds)))
    return chunks


def passage(piece: Chunk) -> str:
    """What of a chunk a model of meaning reads: its context and text, rows without figures.

    A row of figures is dozens of meaningless tokens; what the row is called is what is asked for.
    """
    lines = (_without_figures(line) for line in piece.text.splitlines())
    return "\n".join(part for part in (piece.context, *lines) if part.strip())


def _without_figures(line: str) -> str:
    if not _is_row(line):
        return line
    kept = _FIGURE.sub(lambda found: found[0] if _YEAR.fullmatch(found[0]) else "", line)
    return " ".join(kept.split())


def _is_row(line: str) -> bool:
    """Whether a line is a row of figures: two or more, years aside, and a quarter of its words."""
    figures = sum(not _YEAR.fullmatch(found) for found in _FIGURE.findall(line))
    return figures >= 2 and figures * 4 >= len(line.split())


def _pairs(meta: Mapping[str, str], statements: Sequence[str]) -> tuple[tuple[str, str], ...]:
    told = {str(key): str(value) for key, value in meta.items() if value}
    if statements:
        told[STATEMENTS] = "|".join(statements)
    return tuple(sorted(told.items()))


class _Tables:
    """Answers whether a place lies in a table of the document, and what that table prints."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._tables = sorted(document.tables, key=lambda table: table.span.start)
        self._spans = [(table.span.start, table.span.end) for table in self._tables]
        self._starts = [start for start, _ in self._spans]

    def at(self, offset: int) -> tuple[int, int] | None:
        number = bisect_right(self._starts, offset) - 1
        held = number >= 0 and offset < self._spans[number][1]
        return self._spans[number] if held else None

    def box(self, start: int, end: int) -> Box | None:
        """Around the cells of a chunk that lies in one table; None elsewhere: words have no box."""
        number = bisect_right(self._starts, start) - 1
        if number < 0 or end > self._spans[number][1]:
            return None
        cells = self._tables[number].cells
        held = [c.span.box for c in cells if c.span.start < end and start < c.span.end]
        known = [box for box in held if box is not None]
        return reduce(Box.union, known) if known and len(known) == len(held) else None

    def statements(self, offset: int) -> tuple[str, ...]:
        span = self.at(offset)
        return printed_statements(self._text[slice(*span)]) if span else ()


def _units(document: Document, page: Page, tables: _Tables, limit: int) -> list[_Unit]:
    """Sentences, rows and headings of a page, none longer than a chunk, none empty."""
    found = _lines(document, page, tables)
    return [part for unit in found for part in _cut(unit, document, limit)]


def _lines(document: Document, page: Page, tables: _Tables) -> Iterator[_Unit]:
    """Units as they stand. Wrapped lines of prose are read as one and cut into sentences."""
    headings = Headings(document.language)
    prose: tuple[int, int] | None = None
    for line in _LINE.finditer(document.text, page.start, page.end):
        text = line.group()
        if not text.strip():
            continue
        tabular = tables.at(line.start()) is not None or _is_row(text)
        heading = not tabular and headings.is_heading(text)
        if not tabular and not heading:
            prose = (prose[0] if prose else line.start(), line.end())
            continue
        if prose:
            yield from _sentences(document, *prose)
            prose = None
        yield _unit(document, line.start(), line.end(), heading=heading, tabular=tabular)
    if prose:
        yield from _sentences(document, *prose)


def _sentences(document: Document, start: int, end: int) -> Iterator[_Unit]:
    ends = _CHINESE_END if document.language == "zh" else _ENGLISH_END
    at = start
    for found in ends.finditer(document.text, start, end):
        yield _unit(document, at, found.end())
        at = found.end()
    if at < end:
        yield _unit(document, at, end)


def _unit(
    document: Document, start: int, end: int, *, heading: bool = False, tabular: bool = False
) -> _Unit:
    text = document.text[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    size = max(len(_SIZE.findall(text)), len(_PIECE.findall(text)) // 3)
    return _Unit(start, max(start, end), size, heading, tabular)


def _cut(unit: _Unit, document: Document, limit: int) -> Iterator[_Unit]:
    """A unit longer than a chunk, cut between words; others as they are, empty ones dropped."""
    if unit.size <= limit:
        if unit.end > unit.start:
            yield unit
        return
    marks = list(_PIECE.finditer(document.text, unit.start, unit.end))
    for at in range(0, len(marks), limit):
        part = marks[at : at + limit]
        yield _Unit(part[0].start(), part[-1].end(), len(part), False, unit.tabular)


def _packed(units: Sequence[_Unit], limit: int) -> Iterator[list[_Unit]]:
    """Units put together up to `limit`; a heading opens a new chunk once a third is full."""
    group: list[_Unit] = []
    size = 0
    for unit in units:
        opens = unit.heading and size * 3 >= limit and not group[-1].heading
        if group and (opens or size + unit.size > limit):
            yield group
            group, size = [], 0
        group.append(unit)
        size += unit.size
    if group:
        yield group
