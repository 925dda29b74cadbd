"""Reads spreadsheets (XLSX, CSV) into a `Document`: a page and a table a sheet, a span a cell.

Formulas are never evaluated: the values that the spreadsheet stored are read. Zip bombs are
refused before anything is unpacked. Knows nothing of statements.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from rag.document import Cell, Document, Page, Span, Table, content_id, guess_language
from rag.readers.errors import UnreadableFile
from rag.readers.text import decoded

_MAX_CELLS = 500_000
_MAX_COLUMNS = 512
_MAX_UNPACKED = 200 * 2**20
_MAX_PARTS = 2_000
_MAX_RATIO = 200
_RATIO_FROM = 2**20
_CELL_CHARACTERS = 2_000
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(data: bytes) -> bool:
    """True for the magic bytes of a zip archive, or of an old or encrypted Office file."""
    return data.startswith((_ZIP, _OLE))


def is_delimited(data: bytes, name: str) -> bool:
    """True where the text's lines split into as many fields, or the name says CSV."""
    if name.lower().endswith((".csv", ".tsv")):
        return True
    head = data[:20_000].decode("utf-8", errors="replace")
    lines = [line for line in head.splitlines()[:-1] if line.strip()][:30]
    for mark in (",", "\t", ";"):
        counts = [line.count(mark) for line in lines]
        if len(counts) >= 3 and min(counts) >= 1 and len(set(counts)) == 1:
            return True
    return False


def read_workbook(data: bytes, name: str) -> Document:
    """The document of an XLSX file, its visible sheets as pages.

    Raises UnreadableFile: encrypted, old, damaged, too large, a bomb, or without stored values.
    """
    _admit(data, name)
    draft = _Draft(name)
    try:
        _fill(draft, data)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        ParseError,
    ) as problem:
        if isinstance(problem, UnreadableFile):
            raise
        if _declares_entities(problem):
            raise _bomb(name, "an XML part declares entities") from problem
        raise _damaged(name) from problem
    if not draft.tables:
        raise UnreadableFile(
            name, "no_text", "no visible sheet holds a stored value",
            "open it in a spreadsheet program, let it calculate, and save it again",
        )  # fmt: skip
    return draft.document(data)


def _fill(draft: _Draft, data: bytes) -> None:
    """Write every visible sheet into the draft."""
    book = load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=False
    )
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                draft.sheet(sheet.title, ([_shown(c) for c in row] for row in sheet.iter_rows()))
    finally:
        book.close()


def _declares_entities(problem: BaseException | None) -> bool:
    """Whether the XML reader's refusal of entities lies under a problem."""
    while problem is not None:
        if isinstance(problem, DefusedXmlException):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def read_delimited(data: bytes, name: str) -> Document:
    """The document of a CSV or TSV file, in any of the encodings in use.

    Raises UnreadableFile where it is empty, too large, or not text.
    """
    text = decoded(data, name)
    first, _, rest = text.partition("\n")
    mark = first.strip().lower().removeprefix("sep=") if first.lower().startswith("sep=") else ""
    body = rest if mark else text
    draft = _Draft(name)
    try:
        draft.sheet("", csv.reader(io.StringIO(body), delimiter=mark[:1] or _delimiter(body)))
    except csv.Error as problem:
        raise UnreadableFile(
            name, "truncated", f"line is no CSV ({problem})", "export the table again as CSV"
        ) from problem
    if not draft.tables:
        raise UnreadableFile(name, "empty", "the table is empty", "export the table again")
    return draft.document(data)


@dataclass(slots=True)
class _Draft:
    """A document while it is written, sheet by sheet."""

    name: str
    parts: list[str] = field(default_factory=list)
    at: int = 0
    cells_read: int = 0
    pages: list[Page] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def sheet(self, title: str, rows: Iterable[Sequence[str]]) -> None:
        """Add one sheet; blank ones leave no trace."""
        start, number, cells = self.at, len(self.pages) + 1, []
        if title:
            self._write(title + "\n")
        for index, row in enumerate(rows):
            cells += self._row(index, row, number)
        if not cells:
            self.at = start
            del self.parts[len(self.parts) - bool(title) :]
            return
        self._write("\n")
        span = Span(cells[0].span.start, cells[-1].span.end, number)
        self.pages.append(Page(number, start, self.at))
        self.tables.append(Table(span, tuple(cells)))

    def _row(self, index: int, row: Sequence[str], page: int) -> list[Cell]:
        self.cells_read += len(row)
        if self.cells_read > _MAX_CELLS or len(row) > _MAX_COLUMNS:
            raise UnreadableFile(
                self.name, "too_large", f"it has more than {_MAX_CELLS:,} cells or "
                f"{_MAX_COLUMNS} columns", "keep the sheets with the statements and save again",
            )  # fmt: skip
        found: list[Cell] = []
        for column, value in enumerate(row):
            text = " ".join(value.split())[:_CELL_CHARACTERS]
            if not text:
                continue
            if found:
                self._write("\t")
            span = Span(self.at, self.at + len(text), page)
            self._write(text)
            found.append(Cell(index, column, 1, 1, text, span))
        if found:
            self._write("\n")
        return found

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    def document(self, data: bytes) -> Document:
        text = "".join(self.parts)
        return Document(
            content_id(data), self.name, "sheet", text, guess_language(text),
            tuple(self.pages), tuple(self.tables),
        )  # fmt: skip


def _admit(data: bytes, name: str) -> None:
    """Refuse what is encrypted, old, damaged or a bomb, by the archive's own directory."""
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        if encrypted:
            raise UnreadableFile(
                name, "encrypted", "the workbook is protected by a password",
                "save it without a password",
            )  # fmt: skip
        raise UnreadableFile(
            name, "wrong_type", "the workbook is in the old binary format", "save it as .xlsx"
        )
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise _damaged(name) from problem
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableFile(
            name, "wrong_type", "the archive is no XLSX workbook", "upload the workbook itself"
        )
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or unpacked > _MAX_UNPACKED:
        raise _bomb(name, f"it would unpack to {unpacked // 2**20} MB in {len(parts)} parts")
    for part in parts:
        if part.file_size > _RATIO_FROM and part.file_size > _MAX_RATIO * part.compress_size:
            raise _bomb(name, f"{part.filename!r} is packed {_MAX_RATIO} times over")


def _bomb(name: str, problem: str) -> UnreadableFile:
    return UnreadableFile(
        name, "bomb", problem, "copy the statements into a new workbook and save it"
    )


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        name, "truncated", "the workbook is damaged", "open it in a spreadsheet program and save it"
    )


def _shown(cell: object) -> str:
    """A cell's stored value as text: numbers exact, percentages with their sign, dates as ISO."""
    value = getattr(cell, "value", None)
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date():
            return value.isoformat()
        case int() | float():
            return _number(value, str(getattr(cell, "number_format", "") or ""))
    return str(value)


def _number(value: float, number_format: str) -> str:
    """Floats by their shortest form, which is what was typed or stored."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return ""
    if "%" in number_format:
        return f"{(exact * 100).normalize():f}%"
    return f"{exact.normalize():f}"


def _delimiter(text: str) -> str:
    """The mark that splits the first lines most evenly: comma, tab, semicolon or bar."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [len(fields) for fields in _split(lines, mark)]
        return sum(c > 1 for c in counts), -len(set(counts))

    return max((",", "\t", ";", "|"), key=evenness)


def _split(lines: list[str], mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=mark)
    except csv.Error:
        return
