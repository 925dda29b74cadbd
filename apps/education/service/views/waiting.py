"""A class whose answers are being worked out: what was counted, and nothing that is judged."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.response import ResponseLog
from apps.education.service.classroom import Student
from apps.shared.formats import ABSENT, whole_percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words


def counted_table(log: ResponseLog, students: Sequence[Student], t: Words) -> TableView:
    columns = (TableColumn(t("Answers")), TableColumn(t("Right answers")))
    rows = tuple(_row(log, one, t) for one in sorted(students, key=_name))
    return TableView(t("Answers so far"), columns, rows, t("Student"))


def _row(log: ResponseLog, student: Student, t: Words) -> TableRow:
    rows = log.rows_of(student.id)
    right = int(log.correct[rows.start : rows.stop].sum())
    share = whole_percent(right / len(rows), t.language) if rows else ABSENT
    return TableRow(student.name, (TableCell(str(len(rows))), TableCell(share)))


def _name(student: Student) -> str:
    return student.name.casefold()
