"""Cuts a document into passages that can be opened at their place.

`chunk.text == document.text[start:end]`, always: nothing is rewritten. A chunk never crosses a
page, does not cut a table row or a sentence unless it is longer than a chunk, and starts anew
under a heading. The headings above it are kept beside it as `context`: indexed, never quoted.
Knows nothing of files, models or indexes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.document import Document, Page, Span
from rag.evidence import Chunk
from rag.headings import Headings

WORDS = 150
"""English words in a chunk at most, figures counted in full."""

IDEOGRAPHS = 300
"""Chinese characters in a chunk at most."""

CONTEXT_KEYS = ("company", "form", "period")
"""What of the document's metadata stands in the context, in this order."""

_LINE = re.compile(r"[^\r\n]+")
_ENGLISH_END = re.compile(r"(?<=[.!?])[\"')\]”’]*\s+(?=[\"'(\[“‘]?[A-Z0-9])")
_CHINESE_END = re.compile(r"[。！？；!?;][”’」』）)]*")
_FIGURE = re.compile(r"[-(（]?[$¥€£]?\d[\d,.]*[)）%]?")
_SIZE = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")


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

    `meta` goes onto every chunk; of it company, form and period also stand in the context.
    Raises ValueError where `size` is below 10.
    """
    limit = size if size is not None else (IDEOGRAPHS if document.language == "zh" else WORDS)
    if limit < 10:
        raise ValueError(f"chunk size {limit} is too small to hold a sentence; give at least 10")
    pairs = tuple(sorted((str(key), str(value)) for key, value in meta.items() if value))
    about = " ".join(meta[key] for key in CONTEXT_KEYS if meta.get(key))
    headings = Headings(document.language)
    tables = _Tables(document)
    chunks: list[Chunk] = []
    for page in document.pages or (Page(0, 0, len(document.text)),):
        headings.turn_page()
        units = [
            part for unit in _units(document, page, tables) for part in _cut(unit, document, limit)
        ]
        for group in _packed(units, limit):
            headings.read([document.text[u.start : u.end] for u in group if u.heading])
            context = " | ".join(part for part in (about, *headings.path()) if part)
            chunks.append(_chunk(document, group, page, context, pairs))
    return chunks


def _chunk(
    document: Document,
    units: list[_Unit],
    page: Page,
    context: str,
    meta: tuple[tuple[str, str], ...],
) -> Chunk:
    start, end = units[0].start, units[-1].end
    span = Span(start, end, page.number or None)
    return Chunk(document.id, span, document.text[start:end], context, meta)


class _Tables:
    """Answers whether a place lies in a table of the document."""

    def __init__(self, document: Document) -> None:
        spans = sorted((table.span.start, table.span.end) for table in document.tables)
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def hold(self, offset: int) -> bool:
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]


def _units(document: Document, page: Page, tables: _Tables) -> Iterator[_Unit]:
    """Sentences, rows and headings of a page. Wrapped lines of prose are read as one."""
    headings = Headings(document.language)
    prose: tuple[int, int] | None = None
    for line in _LINE.finditer(document.text, page.start, page.end):
        text = line.group()
        if not text.strip():
            continue
        tabular = tables.hold(line.start()) or len(_FIGURE.findall(text)) >= 3
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
    return _Unit(start, max(start, end), len(_SIZE.findall(text)), heading, tabular)


def _cut(unit: _Unit, document: Document, limit: int) -> Iterator[_Unit]:
    """A unit longer than a chunk, cut between words; others as they are, empty ones dropped."""
    if unit.size <= limit:
        if unit.end > unit.start:
            yield unit
        return
    marks = list(_SIZE.finditer(document.text, unit.start, unit.end))
    for at in range(0, len(marks), limit):
        part = marks[at : at + limit]
        yield _Unit(part[0].start(), part[-1].end(), len(part), False, unit.tabular)


def _packed(units: list[_Unit], limit: int) -> Iterator[list[_Unit]]:
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
