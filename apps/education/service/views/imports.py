"""A file about to be read and what came of reading it: columns, mapping, rows taken and refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from zoneinfo import available_timezones

from apps.education.domain.intake.fields import ColumnMapping, Field
from apps.education.domain.intake.imported import Account, Preview
from apps.education.domain.intake.refused import Refused
from apps.education.service.importing import Report
from apps.shared.formats import ABSENT
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

FIELDS = {
    Field.STUDENT: mark("Student"),
    Field.NAME: mark("Student's name"),
    Field.GROUPS: mark("Groups (class, school)"),
    Field.ITEM: mark("Item"),
    Field.POINTS: mark("Knowledge points"),
    Field.CORRECT: mark("Right or wrong"),
    Field.SCORE: mark("Score"),
    Field.MAX_SCORE: mark("Full score"),
    Field.TIME: mark("Time"),
    Field.ZONE: mark("Time zone of the row"),
    Field.SECONDS: mark("Seconds taken"),
    Field.HINTS: mark("Hints asked"),
    Field.ATTEMPT: mark("Attempt"),
    Field.ACTIVITY: mark("Activity"),
    Field.RESPONSE: mark("Id of the response"),
    Field.ORDER: mark("Order"),
}
MAIN = (Field.STUDENT, Field.ITEM, Field.POINTS, Field.CORRECT, Field.TIME)
MORE = tuple(field for field in FIELDS if field not in MAIN)
SEPARATORS = {
    "": mark("one point in a cell"),
    ";": mark("several, split at ;"),
    ",": mark("several, split at ,"),
    "|": mark("several, split at |"),
    "~~": mark("several, split at ~~"),
    "_": mark("several, split at _"),
}
_CELL = 60
_SHOWN = 200


def sample_table(preview: Preview, mapping: ColumnMapping, t: Words) -> TableView:
    """The first rows, each column headed by what it is read as."""
    meant = {column: field for field, columns in mapping.columns.items() for column in columns}
    columns = tuple(
        TableColumn(name, t(FIELDS[meant[name]]) if name in meant else ABSENT, align="left")
        for name in preview.columns
    )
    rows = tuple(
        TableRow(str(place), tuple(TableCell(cell[:_CELL]) for cell in row))
        for place, row in enumerate(preview.rows, 1)
    )
    return TableView(t("First rows"), columns, rows, t("Row"))


def file_line(preview: Preview, t: Words) -> str:
    kinds = {"csv": t("table (CSV)"), "oneroster": t("OneRoster"), "xapi": t("xAPI statements")}
    parts = [kinds[preview.kind]]
    if preview.kind == "csv":
        parts += [t("encoding {name}", name=preview.encoding)]
        sign = {"\t": t("tab"), ",": t("comma"), ";": t("semicolon")}
        parts += [t("split at {sign}", sign=sign.get(preview.delimiter, preview.delimiter))]
    return " · ".join(parts)


def missing_line(mapping: ColumnMapping, t: Words) -> str:
    """What must still be named, or nothing."""
    names = [t(FIELDS[field]) for field in mapping.missing()]
    return t("Name the column of: {fields}.", fields=", ".join(names)) if names else ""


def chosen_mapping(
    proposed: ColumnMapping,
    chosen: dict[Field, Sequence[str]],
    *,
    separator: str,
    pass_percent: int | None,
) -> ColumnMapping:
    """The proposal with what the teacher chose in its place."""
    mapping = proposed
    for field, columns in chosen.items():
        mapping = mapping.with_columns(field, *columns)
    share = None if pass_percent is None else pass_percent / 100
    return replace(mapping, point_separator=separator or None, pass_share=share)


def needs_more(proposed: ColumnMapping) -> bool:
    """Whether the file is likely to need a column that is not among the main ones."""
    return bool(proposed.of(Field.SCORE)) or bool(proposed.missing())


def quarter(number: int) -> int:
    return number % 4


def separators(proposed: ColumnMapping) -> dict[str, str]:
    """Signs that may part several points of a cell, with what is told of each."""
    told = proposed.point_separator or ""
    return SEPARATORS if told in SEPARATORS else {**SEPARATORS, told: ""}


def pass_percent(proposed: ColumnMapping) -> int | None:
    return None if proposed.pass_share is None else round(100 * proposed.pass_share)


@cache
def zones() -> list[str]:
    return sorted(available_timezones())


def local_zone(told: str | None) -> str:
    """That of the reader's browser, where it is a known one."""
    return told if told in zones() else "UTC"


def report_title(report: Report, t: Words) -> str:
    taken = t.plural("{count} answer", "{count} answers", report.account.responses)
    refused = t.plural("{count} row refused", "{count} rows refused", report.account.refused)
    return t("Import of {name}: {taken}, {refused}", name=report.name, taken=taken, refused=refused)


def account_table(account: Account, t: Words) -> TableView:
    """Every row accounted for."""
    lines = (
        (t("Rows in the file"), account.rows, False),
        (t("Answers taken"), account.responses, False),
        (t("Refused"), account.refused, True),
        (t("Joined to another row's answer"), account.joined, False),
        (t("Blank"), account.blank, False),
        (t("Values left out of rows that were kept"), account.values_dropped, True),
        (t("Times without a zone, read in the course's"), account.without_zone, False),
        (t("Answers without a time"), account.without_time, False),
        (t("Answers without a point"), account.without_points, True),
    )
    rows = tuple(
        TableRow(label, (TableCell(f"{count:,}", tone="flag" if bad and count else "plain"),))
        for label, count, bad in lines
    )
    return TableView(t("Rows accounted for"), (TableColumn(t("Count")),), rows, t("What"))


def refused_table(refused: Sequence[Refused], t: Words) -> TableView:
    columns = (
        TableColumn(t("Column"), align="left"),
        TableColumn(t("What stood there"), align="left"),
        TableColumn(t("Why"), align="left"),
        TableColumn(t("Remedy"), align="left"),
    )
    rows = tuple(
        TableRow(
            t("line {line}", line=one.source.row),
            (
                TableCell(one.column or ABSENT),
                TableCell(one.culprit),
                TableCell(one.why.of(t.language), tone="plain" if one.kept else "flag"),
                TableCell(one.remedy.of(t.language)),
            ),
        )
        for one in refused[:_SHOWN]
    )
    return TableView(t("Refused rows and values"), columns, rows, t("Where"))


def refused_note(shown: int, t: Words) -> str:
    """Told where the table does not show all."""
    return "" if shown <= _SHOWN else t("The first {count} are shown.", count=_SHOWN)


def refused_csv(refused: Sequence[Refused], t: Words) -> str:
    """All of them; cells that a spreadsheet would run as a formula are disarmed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [t("File"), t("Line"), t("Column"), t("What stood there"), t("Why"), t("Remedy")]
    )
    for one in refused:
        told = (one.column, one.culprit, one.why.of(t.language), one.remedy.of(t.language))
        writer.writerow([one.source.file, one.source.row, *(_disarmed(cell) for cell in told)])
    return "\ufeff" + out.getvalue()


def _disarmed(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
