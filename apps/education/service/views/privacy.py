"""What is kept of whom, and who did what, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.service.privacy import Due, Kept
from apps.education.service.store import Deed
from apps.education.service.views.evidence import exact_moment
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

DEEDS = {
    "create": mark("course made"),
    "rename": mark("course renamed"),
    "import": mark("answers imported"),
    "save-graph": mark("points changed"),
    "assign-points": mark("points of an item changed"),
    "make-sheets": mark("sheets made"),
    "override": mark("said otherwise"),
    "pin": mark("point pinned"),
    "skip": mark("point skipped"),
    "link": mark("exercises linked"),
    "export-student": mark("a student's data exported"),
    "export-course": mark("the course exported"),
    "delete-student": mark("a student deleted"),
    "delete-course": mark("the course deleted"),
    "set-retention": mark("retention changed"),
    "retention": mark("old answers deleted"),
}


def kept_table(kept: Sequence[Kept], t: Words) -> TableView:
    columns = (
        TableColumn(t("Answers")),
        TableColumn(t("What you said")),
        TableColumn(t("Sheets")),
        TableColumn(t("Groups"), align="left"),
        TableColumn(t("Pseudonym"), align="left"),
    )
    rows = tuple(
        TableRow(
            one.enrolled.shown,
            (
                TableCell(f"{one.responses:,}"),
                TableCell(str(one.choices)),
                TableCell(str(one.sheets)),
                TableCell(", ".join(one.enrolled.groups.values())),
                TableCell(one.enrolled.pseudonym, tone="muted"),
            ),
            ref=one.enrolled.pseudonym,
        )
        for one in kept
    )
    return TableView(t("What is kept of whom"), columns, rows, t("Student"))


def deeds_table(deeds: Sequence[Deed], t: Words) -> TableView:
    columns = (
        TableColumn(t("What"), align="left"),
        TableColumn(t("Who"), align="left"),
    )
    rows = tuple(
        TableRow(
            exact_moment(one.at, t.language),
            (
                TableCell(t(DEEDS[one.deed]) if one.deed in DEEDS else one.deed, note=one.about),
                TableCell(one.who),
            ),
        )
        for one in deeds
    )
    return TableView(t("Who did what"), columns, rows, t("When"))


def due_line(due: Due, t: Words) -> str:
    if not due.responses:
        return t("Nothing is old enough to be deleted yet.")
    answers = t.plural("{count} answer", "{count} answers", due.responses)
    students = t.plural("{count} student", "{count} students", due.students)
    return t("Due now: {answers} of {students}.", answers=answers, students=students)
