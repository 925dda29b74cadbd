"""Reads results out of a OneRoster CSV archive, version 1.1 or 1.2.

One response per result: a line item is the item, its category the activity, its learning
objectives (or those of the result) the knowledge points. Source: 1EdTech OneRoster 1.2 CSV
binding, sections 4 (rostering) and 5 (gradebook).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import BinaryIO, Final

from apps.education.domain.intake import values
from apps.education.domain.intake.csv_reader import column_names
from apps.education.domain.intake.csv_rows import EARLIEST, Read
from apps.education.domain.intake.fields import ColumnMapping
from apps.education.domain.intake.gathered import Gathered
from apps.education.domain.intake.imported import Preview
from apps.education.domain.intake.points import known_of
from apps.education.domain.intake.proposal import PASS_SHARE
from apps.education.domain.intake.refused import Reason, Refused
from apps.education.domain.intake.times import NotATime, TimeReader, time_reader
from apps.education.domain.intake.values import Unreadable
from apps.education.domain.response import Response, RowSource
from apps.education.domain.words import Words
from rag.readers.errors import UnreadableFile

_LARGEST: Final = 4 << 30
_RATIO: Final = 200
_RATIO_FROM: Final = 50 << 20
_ENTRIES: Final = 1_000
_SHOWN: Final = 20
_GRADED: Final = ("fully graded", "fullygraded", "graded", "")
_STATUSES: Final = {
    "exempt": Reason.EXEMPT,
    "not submitted": Reason.NOT_SUBMITTED,
    "submitted": Reason.NOT_GRADED,
    "partially graded": Reason.NOT_GRADED,
}


@dataclass(frozen=True, slots=True)
class _LineItem:
    title: str
    least: float
    most: float | None
    activity: str | None
    class_id: str


@dataclass(slots=True)
class _Tables:
    """What the other files of the archive say about results."""

    line_items: dict[str, _LineItem] = field(default_factory=dict)
    item_points: dict[str, list[str]] = field(default_factory=dict)
    result_points: dict[str, list[str]] = field(default_factory=dict)


def preview(file: BinaryIO, name: str) -> Preview:
    """The first results. Raises UnreadableFile where the archive holds none or is not one."""
    with _archive(file, name) as archive:
        rows = _rows(archive, "results.csv")
        header = next(rows, None)
        if header is None:
            raise UnreadableFile(
                name,
                "wrong_type",
                "the archive holds no results.csv",
                "export the gradebook of OneRoster (results.csv and lineItems.csv) as well",
            )
        columns = column_names(header[1])
        shown: list[tuple[str, ...]] = []
        for _, cells in rows:
            even = [*map(values.clean, cells), *[""] * len(columns)]
            shown.append(tuple(even[: len(columns)]))
            if len(shown) == _SHOWN:
                break
    told = Words(
        f"Scores count as right from {PASS_SHARE:.0%} of the line item's maximum.",
        f"得分达到该项满分的 {PASS_SHARE:.0%} 起算作答对。",
    )
    mapping = ColumnMapping(pass_share=PASS_SHARE, encoding="utf-8-sig")
    return Preview("oneroster", columns, tuple(shown), "utf-8-sig", ",", mapping, (told,))


def read_oneroster(
    file: BinaryIO,
    name: str,
    mapping: ColumnMapping,
    *,
    time_zone: tzinfo,
    now: datetime,
    gathered: Gathered,
    known_points: Mapping[str, str] | None = None,
    heard: Callable[[int], None] | None = None,
) -> Iterator[Read]:
    """A stream of responses and refused results; people and classes go to `gathered`."""
    share = PASS_SHARE if mapping.pass_share is None else mapping.pass_share
    correct = values.Correctness(share)
    time = time_reader(time_zone, day_first=None)
    with _archive(file, name) as archive:
        tables = _tables(archive)
        _gather_people(archive, gathered)
        entry = _entry(archive, "results.csv")
        size = file.seek(0, io.SEEK_END) if entry is None else max(1, entry.file_size)
        whole = file.seek(0, io.SEEK_END)
        source = f"{name}/results.csv"
        reader = _Results(source, tables, correct, time, now, gathered, known_points)
        for number, (line, row) in enumerate(_dicts(archive, "results.csv")):
            if heard is not None and number % 2_000 == 0:
                heard(min(whole, number * 100 * whole // size))
            gathered.rows += 1
            yield from reader.read(RowSource(source, line), row)


class _Results:
    def __init__(
        self,
        file: str,
        tables: _Tables,
        correct: values.Correctness,
        time: TimeReader,
        now: datetime,
        gathered: Gathered,
        known: Mapping[str, str] | None,
    ) -> None:
        self._file = file
        self._tables = tables
        self._correct = correct
        self._time = time
        self._latest = now + timedelta(days=2)
        self._gathered = gathered
        self._known = known

    def read(self, source: RowSource, row: Mapping[str, str]) -> Iterator[Read]:
        student, item = row.get("studentSourcedId", ""), row.get("lineItemSourcedId", "")
        for name, reason, column in (
            (student, Reason.NO_STUDENT, "studentSourcedId"),
            (item, Reason.NO_ITEM, "lineItemSourcedId"),
        ):
            if not name:
                yield Refused(source, reason, "", column)
                return
            if len(name) > values.NAME_CHARACTERS:
                yield Refused(source, Reason.LONG_CELL, name, column)
                return
        state = _refused_state(row)
        if state is not None:
            yield Refused(source, state[0], state[1], state[2])
            return
        line_item = self._tables.line_items.get(item)
        if line_item is None:
            yield Refused(source, Reason.NO_LINE_ITEM, item, "lineItemSourcedId")
            return
        yield from self._graded(source, row, student, item, line_item)

    def _graded(
        self,
        source: RowSource,
        row: Mapping[str, str],
        student: str,
        item: str,
        line_item: _LineItem,
    ) -> Iterator[Read]:
        score = row.get("score", "")
        try:
            correct = self._correct.score(_above(score, line_item.least), _span(line_item))
            at = self._when(row.get("scoreDate", ""))
        except Unreadable as unreadable:
            told = unreadable.reason in (Reason.NOT_TIME, Reason.TIME_BEFORE, Reason.TIME_AFTER)
            column = "scoreDate" if told else "score"
            yield Refused(source, unreadable.reason, row.get(column, ""), column)
            return
        own = self._tables.result_points.get(row.get("sourcedId", ""))
        points = tuple(dict.fromkeys(own or self._tables.item_points.get(item, ())))
        strangers: list[str] = []
        if self._known is not None:
            points, strangers = known_of(points, self._known)
        if strangers and not points:
            culprit = ", ".join(strangers)
            yield Refused(source, Reason.ONLY_UNKNOWN_POINTS, culprit, "learningObjectiveId")
            return
        self._gathered.item_names.setdefault(item, line_item.title)
        yield Response(
            student,
            item,
            points,
            correct,
            source,
            at=at,
            activity=line_item.activity,
            id=row.get("sourcedId") or None,
        )
        for stranger in strangers:
            yield Refused(source, Reason.UNKNOWN_POINT, stranger, "learningObjectiveId", kept=True)

    def _when(self, text: str) -> datetime | None:
        if not text:
            return None
        try:
            at, zoned = self._time(text)
        except NotATime as problem:
            raise Unreadable(Reason.NOT_TIME) from problem
        if at < EARLIEST:
            raise Unreadable(Reason.TIME_BEFORE)
        if at > self._latest:
            raise Unreadable(Reason.TIME_AFTER)
        self._gathered.without_zone += not zoned
        return at


def _refused_state(row: Mapping[str, str]) -> tuple[Reason, str, str] | None:
    """What speaks against a result before its score is looked at: reason, culprit, column."""
    if row.get("status", "").lower() == "tobedeleted":
        return Reason.DELETED, row["status"], "status"
    status = row.get("scoreStatus", "").lower()
    reason = _STATUSES.get(status)
    if reason is not None:
        return reason, row.get("scoreStatus", ""), "scoreStatus"
    if not row.get("score"):
        return Reason.NOT_GRADED, row.get("textScore", ""), "score"
    return None


def _above(score: str, least: float) -> str:
    value = values.number(score)
    return score if value is None or not least else str(value - least)


def _span(line_item: _LineItem) -> float | None:
    return None if line_item.most is None else line_item.most - line_item.least


def _tables(archive: zipfile.ZipFile) -> _Tables:
    tables = _Tables()
    categories = {
        row.get("sourcedId", ""): row.get("title", "")
        for _, row in _dicts(archive, "categories.csv")
    }
    for _, row in _dicts(archive, "lineItems.csv"):
        if row.get("status", "").lower() == "tobedeleted":
            continue
        tables.line_items[row.get("sourcedId", "")] = _LineItem(
            title=row.get("title", "")[: values.NAME_CHARACTERS],
            least=values.number(row.get("resultValueMin", "")) or 0.0,
            most=values.number(row.get("resultValueMax", "")),
            activity=categories.get(row.get("categorySourcedId", "")) or None,
            class_id=row.get("classSourcedId", ""),
        )
    for entry, key, target in (
        ("lineItemLearningObjectiveIds.csv", "lineItemSourcedId", tables.item_points),
        ("resultLearningObjectiveIds.csv", "resultSourcedId", tables.result_points),
    ):
        for _, row in _dicts(archive, entry):
            objective = row.get("learningObjectiveId", "")
            if objective and len(objective) <= values.NAME_CHARACTERS:
                target.setdefault(row.get(key, ""), []).append(objective)
    return tables


def _gather_people(archive: zipfile.ZipFile, gathered: Gathered) -> None:
    """Students with their names, classes and grades; other people are left out."""
    classes = {
        row.get("sourcedId", ""): row.get("title", "") for _, row in _dicts(archive, "classes.csv")
    }
    homes: dict[str, str] = {}
    for _, row in _dicts(archive, "enrollments.csv"):
        if row.get("role", "").lower() == "student" and row.get("status") != "tobedeleted":
            title = classes.get(row.get("classSourcedId", ""), "")
            homes.setdefault(row.get("userSourcedId", ""), title)
    roles = {
        row.get("userSourcedId", "")
        for _, row in _dicts(archive, "roles.csv")
        if row.get("role", "").lower() == "student"
    }
    sexes = {
        row.get("sourcedId") or row.get("userSourcedId", ""): row.get("sex", "")
        for _, row in _dicts(archive, "demographics.csv")
    }
    for _, row in _dicts(archive, "users.csv"):
        id = row.get("sourcedId", "")
        student = row.get("role", "").lower() == "student" or id in roles or id in homes
        if not student or not id or row.get("status", "").lower() == "tobedeleted":
            continue
        name = " ".join(part for part in (row.get("givenName"), row.get("familyName")) if part)
        groups = {
            "class": homes.get(id, ""),
            "grade": row.get("grades", ""),
            "sex": sexes.get(id, ""),
        }
        gathered.person(id, name[: values.NAME_CHARACTERS] or None, groups)


def _dicts(archive: zipfile.ZipFile, entry: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column) of each row that is not blank."""
    rows = _rows(archive, entry)
    header = next(rows, None)
    if header is None:
        return
    columns = [values.clean(cell) for cell in header[1]]
    for line, cells in rows:
        if any(map(str.strip, cells)):
            yield line, dict(zip(columns, map(values.clean, cells), strict=False))


def _rows(archive: zipfile.ZipFile, entry: str) -> Iterator[tuple[int, list[str]]]:
    info = _entry(archive, entry)
    if info is None:
        return
    with archive.open(info) as raw:
        reader = csv.reader(io.TextIOWrapper(raw, "utf-8-sig", errors="replace", newline=""))
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1


def _entry(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    """The archive's file of this name, also where it lies in a folder."""
    for info in archive.infolist():
        if info.filename.rsplit("/", 1)[-1].lower() == name.lower():
            return info
    return None


def _archive(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """Raises UnreadableFile for what is no archive, is locked, or grows without bound."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as problem:
        raise UnreadableFile(
            name, "truncated", f"it is a damaged archive ({problem})", "export it again"
        ) from problem
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(
            name, "encrypted", "it is protected by a password", "export it without a password"
        )
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _ENTRIES or unpacked > _LARGEST or unpacked > max(_RATIO_FROM, _RATIO * size):
        raise UnreadableFile(
            name,
            "bomb",
            f"it holds {len(entries):,} files that unpack to {unpacked / 1e6:,.0f} MB",
            "export it anew from the program that it came from",
        )
    return archive
