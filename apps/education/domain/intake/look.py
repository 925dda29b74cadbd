"""A look at the beginning of a file: what it is, how it is written, what its columns may mean."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import BinaryIO, Final

from apps.education.domain.intake import oneroster, values, xapi
from apps.education.domain.intake.csv_reader import column_names
from apps.education.domain.intake.encoding import delimiter_of, encoding_of, peek
from apps.education.domain.intake.fields import ColumnMapping
from apps.education.domain.intake.imported import Kind, Preview
from apps.education.domain.intake.proposal import doubts, propose
from apps.education.domain.intake.records import Records
from apps.education.domain.words import Words
from rag.readers.errors import UnreadableFile

SHOWN_ROWS: Final = 20
_SAMPLED_ROWS: Final = 500
_JSON_START: Final = re.compile(r'\s*(?:\[\s*(?:[{\]]|$)|\{\s*(?:["}]|$))')


def preview(file: BinaryIO, name: str, mapping: ColumnMapping | None = None) -> Preview:
    """A look at a file's beginning with a proposed mapping; an earlier choice of encoding,
    delimiter and header in `mapping` is kept. Raises UnreadableFile."""
    kind = kind_of(file, name)
    if kind == "oneroster":
        return oneroster.preview(file, name)
    if kind == "xapi":
        return xapi.preview(file, name, encoding_of(file))
    given = mapping or ColumnMapping()
    encoding = given.encoding or encoding_of(file)
    text = _peek(file, name, encoding)
    delimiter = given.delimiter or delimiter_of(text)
    rows = _sample(text, encoding, delimiter)
    if not rows:
        raise UnreadableFile(name, "empty", "there is no row in it", "pick another file")
    header, body = (rows[0], rows[1:]) if given.header else ([""] * len(rows[0]), rows)
    columns = column_names(header)
    even = [[*row, *[""] * (len(columns) - len(row))][: len(columns)] for row in body]
    proposed = propose(columns, even)
    settled = replace(proposed, header=given.header, encoding=encoding, delimiter=delimiter)
    problems = [*_shape(columns, given.header, body), *doubts(settled, columns, even)]
    shown = tuple(tuple(map(values.clean, row)) for row in even[:SHOWN_ROWS])
    return Preview("csv", columns, shown, encoding, delimiter, settled, tuple(problems))


def kind_of(file: BinaryIO, name: str) -> Kind:
    """By the first bytes. Raises UnreadableFile for what is neither text nor a ZIP archive."""
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if not start:
        raise UnreadableFile(name, "empty", "it has no bytes", "pick another file")
    if start.startswith(b"PK"):
        return "oneroster"
    for magic, what in _FOREIGN:
        if start.startswith(magic):
            raise UnreadableFile(name, "wrong_type", f"it is {what}", _REMEDY)
    text = peek(file, encoding_of(file), 4096).removeprefix("\ufeff")
    return "xapi" if _JSON_START.match(text) else "csv"


_REMEDY: Final = "give a CSV file, a OneRoster archive (ZIP) or xAPI statements (JSON)"
_FOREIGN: Final = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "a workbook of before 2007; save it as CSV"),
    (b"\x1f\x8b", "a gzip archive; unpack it"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def _sample(text: str, encoding: str, delimiter: str) -> list[list[str]]:
    file = io.BytesIO(text.encode("utf-8", "surrogatepass"))
    rows: list[list[str]] = []
    for _, cells in Records(file, "utf-8", delimiter):
        if cells is not None and any(map(str.strip, cells)):
            rows.append(cells)
        if len(rows) > _SAMPLED_ROWS:
            break
    return rows


def _peek(file: BinaryIO, name: str, encoding: str) -> str:
    try:
        text = peek(file, encoding).removeprefix("\ufeff")
    except LookupError as problem:
        raise ValueError(f"{encoding!r} is not an encoding; choose utf-8 or gb18030") from problem
    control = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\v\f\r")
    if control * 100 > len(text):
        raise UnreadableFile(name, "wrong_type", "its bytes are not text", _REMEDY)
    if not text.strip():
        raise UnreadableFile(name, "empty", "there is nothing in it", "pick another file")
    return text


def _shape(columns: tuple[str, ...], header: bool, body: list[list[str]]) -> list[Words]:
    told: list[Words] = []
    if header and sum(values.number(name) is not None for name in columns) * 2 > len(columns):
        told.append(
            Words(
                "The first row looks like data: say so if the file has no header.",
                "第一行看起来是数据：如果文件没有表头，请注明。",
            )
        )
    if not body:
        told.append(Words("There are no rows below the header.", "表头下面没有任何行。"))
    if len(columns) == 1:
        told.append(
            Words(
                "Only one column was found: choose another delimiter.",
                "只识别出一列：请选择其他分隔符。",
            )
        )
    return told
