"""Writes the papers of made-up patients: notes as text or Word, laboratory tables as CSV.

The same words give the same bytes, whenever they are written.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Sequence

_EPOCH = (2026, 1, 1, 0, 0, 0)
_FULL = 82
"""Columns from which a line of the source counts as full."""
MARK_EN = "SYNTHETIC DEMO RECORD – invented patient, not a real person"
MARK_ZH = "合成演示病历——虚构患者，非真实人物"


def text_note(body: str, mark: str) -> bytes:
    """A note as UTF-8 text, headed by the mark."""
    return f"{mark}\n\n{_unwrapped(body)}\n".encode()


def word_note(body: str, mark: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    """A note as a Word document, its table at the end."""
    import docx

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = mark
    for line in _unwrapped(body).split("\n"):
        document.add_paragraph(line)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return _dated(out.getvalue())


def _unwrapped(body: str) -> str:
    """A paragraph a line: a line of the source that is full runs on into the next."""
    lines: list[str] = []
    full = False
    for line in body.strip().split("\n"):
        if full and line:
            lines[-1] += line if _width(lines[-1][-1]) == 2 else f" {line}"
        else:
            lines.append(line)
        full = _width(line) >= _FULL
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _dated(data: bytes) -> bytes:
    """The same archive with fixed dates, so that its bytes do not depend on the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(entry))
    return out.getvalue()


def table(heading: Sequence[str], columns: str, rows: str) -> bytes:
    """A laboratory's CSV: lines of heading, the columns, and a row a line."""
    lines = [*heading, columns, *rows.strip().split("\n")]
    return ("\n".join(line.strip() for line in lines) + "\n").encode("utf-8-sig")
