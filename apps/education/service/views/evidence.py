"""The responses behind a figure, as a table whose rows open at the file and line they came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from html import escape

from babel.dates import format_date, format_datetime

from apps.education.domain.response import Response, ResponseLog
from apps.education.service.classroom import Classroom
from apps.shared.formats import ABSENT, number
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView, Tone
from apps.shared.words import Language, Words

_LOCALES: dict[Language, str] = {"en": "en_US", "zh": "zh_CN"}
_ROW = "row"
_SEPARATOR = "~"
_VERSION = 8
_AROUND = 3


def moment(at: datetime | None, language: Language) -> str:
    """A day, as the reader's country writes it."""
    return ABSENT if at is None else format_date(at, "medium", locale=_LOCALES[language])


def exact_moment(at: datetime | None, language: Language) -> str:
    if at is None:
        return ABSENT
    return f"{format_datetime(at, 'medium', locale=_LOCALES[language])} UTC"


def row_ref(log: ResponseLog, i: int) -> str:
    return f"{_ROW}{_SEPARATOR}{log.version[:_VERSION]}{_SEPARATOR}{i}"


def read_row(ref: str, log: ResponseLog) -> int | None:
    """The position that a reference names, or None: of another version of the log, or no row."""
    kind, _, rest = ref.partition(_SEPARATOR)
    version, _, position = rest.partition(_SEPARATOR)
    if kind != _ROW or version != log.version[:_VERSION] or not position.isdecimal():
        return None
    return i if (i := int(position)) < len(log) else None


def evidence_table(room: Classroom, rows: Sequence[int], t: Words) -> TableView:
    """The newest first; each row opens."""
    log = room.log
    columns = (
        TableColumn(t("Answer"), align="left"),
        TableColumn(t("Item"), align="left"),
    )
    found = tuple(_row(log, i, t) for i in sorted(rows, reverse=True))
    return TableView(t("Answers behind it"), columns, found, t("Date"))


def _row(log: ResponseLog, i: int, t: Words) -> TableRow:
    one = log.response(i)
    return TableRow(
        moment(one.at, t.language),
        (
            TableCell(t("right") if one.correct else t("wrong"), tone=_tone(one)),
            TableCell(one.item),
        ),
        note=place(one, t),
        ref=row_ref(log, i),
    )


def _tone(one: Response) -> Tone:
    return "good" if one.correct else "flag"


def place(one: Response, t: Words) -> str:
    return t("{file}, line {line}", file=one.source.file, line=one.source.row)


def response_details(room: Classroom, i: int, t: Words) -> tuple[tuple[str, str], ...]:
    """All that is known of one response, as labels and values."""
    one = room.log.response(i)
    names = ", ".join(room.point(point).name.of(t.language) for point in one.points)
    return (
        (t("Where"), place(one, t)),
        (t("Student"), room.student(one.student).name),
        (t("Item"), one.item),
        (t("Points"), names),
        (t("Answer"), t("right") if one.correct else t("wrong")),
        (t("Time"), exact_moment(one.at, t.language)),
        (t("Seconds"), ABSENT if one.seconds is None else _number(one.seconds, t)),
        (t("Hints"), ABSENT if one.hints is None else str(one.hints)),
        (t("Attempt"), ABSENT if one.attempt is None else str(one.attempt)),
        (t("Activity"), one.activity or ABSENT),
    )


def details_html(room: Classroom, i: int, t: Words) -> str:
    """The details as a list of terms, with every text of the upload escaped."""
    lines = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in response_details(room, i, t)
    )
    return f'<dl class="cs-details">{lines}</dl>'


def _number(value: float, t: Words) -> str:
    return number(Decimal(str(round(value, 1))), t.language)


def around_table(room: Classroom, i: int, t: Words) -> TableView:
    """The lines before and after it in the same file that belong to the same student."""
    log = room.log
    rows = log.rows_of(log.students[log.student[i]])
    near = [j for j in range(i - _AROUND, i + _AROUND + 1) if j in rows]
    columns = (
        TableColumn(t("Line")),
        TableColumn(t("Answer"), align="left"),
        TableColumn(t("Item"), align="left"),
    )
    return TableView(
        t("Before and after"),
        columns,
        tuple(_near(log, j, t, here=j == i) for j in near),
        t("Date"),
    )


def _near(log: ResponseLog, j: int, t: Words, *, here: bool) -> TableRow:
    one = log.response(j)
    return TableRow(
        moment(one.at, t.language),
        (
            TableCell(str(one.source.row), tone="plain" if here else "muted"),
            TableCell(t("right") if one.correct else t("wrong"), tone=_tone(one)),
            TableCell(one.item),
        ),
        kind="total" if here else "line",
        ref=row_ref(log, j),
    )
