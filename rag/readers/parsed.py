"""Reads reports that were parsed before: one JSON object a line, with page, type and content.

The form that the FinGLM collection gives A-share reports in: `text`, `页眉`, `页脚`
lines, and `excel` lines, each a table row as a list of cells. Tables that a page break cut are
joined. Also reads its JSON form: sections under keys, each item with `content_type` and `content`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.document import Cell, Document, Page, Span, Table, content_id, guess_language
from rag.readers.errors import UnreadableFile
from rag.readers.text import decoded

_FURNITURE = frozenset({"页眉", "页脚"})


@dataclass(frozen=True, slots=True)
class _Item:
    """One line of the parse; `cells` is None for text."""

    page: int
    kind: str
    text: str
    cells: tuple[str, ...] | None = None


@dataclass(slots=True)
class _Draft:
    """The document while it is written."""

    parts: list[str] = field(default_factory=list)
    at: int = 0
    pages: dict[int, list[int]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    page: int = 0
    width: int = 0

    def write(self, text: str, page: int) -> Span:
        span = Span(self.at, self.at + len(text), page or None)
        self.parts.append(text + "\n")
        self.at += len(text) + 1
        reach = self.pages.setdefault(page, [span.start, self.at])
        reach[1] = self.at
        return span

    def close_table(self) -> None:
        cells = tuple(cell for row in self.rows for cell in row)
        if cells:
            span = Span(cells[0].span.start, cells[-1].span.end, cells[0].span.page)
            self.tables.append(Table(span, cells))
        self.rows = []


def is_parsed(data: bytes) -> bool:
    """True for bytes that start like such a parse."""
    head = data[:4_096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if not head.startswith(b"{"):
        return False
    line = head.split(b"\n", 1)[0]
    return (b'"inside"' in line and b'"type"' in line) or b'"content_type"' in head


def read_parsed(data: bytes, name: str) -> Document:
    """The document of a parse. Raises UnreadableFile where a line is not what it should be."""
    text = decoded(data, name)
    items = list(_lines(text, name) if '"inside"' in text[:4_096] else _sections(text, name))
    draft = _Draft()
    for item in items:
        _add(draft, item)
    draft.close_table()
    whole = "".join(draft.parts)
    if not whole.strip():
        raise UnreadableFile(name, "no_text", "the parse holds no text", "parse the report again")
    pages = tuple(
        Page(number, start, end) for number, (start, end) in sorted(draft.pages.items()) if number
    )
    return Document(
        content_id(data), name, "text", whole, guess_language(whole), pages, tuple(draft.tables)
    )


def _lines(text: str, name: str) -> Iterator[_Item]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            kind, inside = str(found["type"]), found["inside"]
            page = int(found.get("page") or 0)
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(name, f"line {number}") from error
        yield _item(page, kind, inside, name, number)


def _sections(text: str, name: str) -> Iterator[_Item]:
    """Sections in the order of the file, each under its innermost title."""
    try:
        found = json.loads(text)
        entries = [entry for section in found.values() for entry in section]
    except (ValueError, AttributeError, TypeError) as error:
        raise _damaged(name, "the file") from error
    titles: list[str] = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or not {"content_type", "content"} <= entry.keys():
            raise _damaged(name, f"entry {number}")
        hierarchy = [str(title) for title in entry.get("title_hierarchy") or []]
        for depth, title in enumerate(hierarchy):
            if titles[: depth + 1] != hierarchy[: depth + 1]:
                yield _Item(0, "text", title)
        titles = hierarchy
        yield _item(0, str(entry["content_type"]), entry["content"], name, number)


def _item(page: int, kind: str, inside: object, name: str, number: int) -> _Item:
    if kind != "excel":
        return _Item(page, kind, " ".join(str(inside).split()))
    try:
        cells = ast.literal_eval(inside) if isinstance(inside, str) else inside
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise _damaged(name, f"line {number}") from error
    if not isinstance(cells, list):
        raise _damaged(name, f"line {number}")
    return _Item(page, kind, "", tuple(" ".join(str(cell or "").split()) for cell in cells))


def _damaged(name: str, where: str) -> UnreadableFile:
    return UnreadableFile(
        name, "truncated", f"{where} of the parse is damaged", "parse the report again"
    )


def _add(draft: _Draft, item: _Item) -> None:
    """Write one line; text between rows ends a table, running headers and footers do not."""
    if item.cells is not None:
        if draft.rows and _another(draft, item):
            draft.close_table()
        _add_row(draft, item.page, item.cells)
    elif item.text:
        if item.kind not in _FURNITURE:
            draft.close_table()
        draft.write(item.text, item.page)


def _another(draft: _Draft, item: _Item) -> bool:
    """True where a row is of another width than those before it on another page.

    Parses lay the columns of a table out anew on each page.
    """
    return item.page != draft.page and len(item.cells or ()) != draft.width


def _add_row(draft: _Draft, page: int, cells: tuple[str, ...]) -> None:
    number, at, row = len(draft.rows), draft.at, []
    for column, text in enumerate(cells):
        if text:
            row.append(Cell(number, column, 1, 1, text, Span(at, at + len(text), page or None)))
        at += len(text) + 1
    draft.write("\t".join(cells), page)
    draft.rows.append(row)
    draft.page, draft.width = page, len(cells)
