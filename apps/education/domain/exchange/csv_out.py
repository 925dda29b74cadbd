"""CSV that is safe to open in a spreadsheet: no cell of it is taken for a formula.

A cell that begins as a formula would is given an apostrophe in front (OWASP, CSV injection).
Numbers stay numbers. The file begins with a byte-order mark where a spreadsheet would otherwise
misread Chinese.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from apps.education.domain.response import Response, ResponseLog

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_HIDDEN: Final = re.compile("[\0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
RESPONSE_COLUMNS: Final = (
    "student", "item", "knowledge_points", "correct", "time", "seconds", "hints", "attempt",
    "activity", "file", "row",
)  # fmt: skip

Cell = str | int | float | bool | None


def guarded(cell: Cell) -> str:
    """The cell as text. Absent is empty; a text that begins as a formula gets an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float):
        return repr(cell) if isinstance(cell, int) else f"{cell:.6g}"
    text = _HIDDEN.sub("", cell)
    bare = text.lstrip(" \u00a0\u3000")
    if bare.startswith(_STARTS) and not _NUMBER.fullmatch(bare):
        return f"'{text}"
    return text


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, mark: bool = True) -> str:
    """A table as CSV (RFC 4180). Raises ValueError where a row has another width."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(column) for column in columns])
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise ValueError(f"row {number} has {len(row)} cells, the table {len(columns)} columns")
        writer.writerow([guarded(cell) for cell in row])
    return ("\ufeff" if mark else "") + out.getvalue()


def responses_csv(log: ResponseLog, names: Mapping[str, str] | None = None) -> str:
    """Every answer of a log; `names` writes names in place of pseudonyms. It reads back as a log
    of the same answers."""
    rows = (_row(log.response(i), names or {}) for i in range(len(log)))
    return table_csv(RESPONSE_COLUMNS, rows)


def _row(response: Response, names: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        names.get(response.student, response.student),
        response.item,
        ";".join(response.points),
        response.correct,
        None if response.at is None else response.at.isoformat(),
        response.seconds,
        response.hints,
        response.attempt,
        response.activity,
        response.source.file,
        response.source.row,
    )
