"""What a school owes its students: a copy of everything, its deletion, and an end to keeping it.

Deleting reaches what was derived as well: those who keep models, reports or pictures of a course
are told, and forget. The log of deeds stays; it names no student.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Connection

from apps.education.domain.exchange.csv_out import responses_csv
from apps.education.domain.intake.log import subset
from apps.education.service.bank.shelf import bank_items
from apps.education.service.course_tables import (
    BANK,
    CHOICES,
    COURSES,
    DEEDS,
    GRAPHS,
    IMPORTS,
    ITEMS,
    NAMES,
    RESPONSES,
    SHEETS,
)
from apps.education.service.response_rows import prune_names
from apps.education.service.roster import Enrolled, scrub
from apps.education.service.store import CourseStore

Forget = Callable[[str, str | None], None]
"""Told a course, and the pseudonym of the student to be forgotten, or None for all of them."""

_OF_A_COURSE: Final = (BANK, SHEETS, CHOICES, GRAPHS, ITEMS, IMPORTS, RESPONSES, NAMES)


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept of one student."""

    enrolled: Enrolled
    responses: int
    choices: int
    sheets: int


@dataclass(frozen=True, slots=True)
class Due:
    """What the retention of a course would delete now."""

    course: str
    responses: int
    students: int


class Privacy:
    """`forget` are those who keep something derived of the answers; `belongings` delete what a
    course owns besides them, by its id."""

    def __init__(
        self,
        store: CourseStore,
        *,
        forget: Sequence[Forget] = (),
        belongings: Sequence[Callable[[str], None]] = (),
    ) -> None:
        self._store = store
        self._forget = tuple(forget)
        self._belongings = tuple(belongings)

    def kept(self, course: str) -> tuple[Kept, ...]:
        """Each student of the roster and how much is kept of him."""
        log = self._store.log(course)
        held = {student: len(log.rows_of(student)) for student in log.students}
        choices = self._counts(CHOICES, course)
        sheets = self._counts(SHEETS, course)
        return tuple(
            Kept(
                one,
                held.get(one.pseudonym, 0),
                choices.get(one.pseudonym, 0),
                sheets.get(one.pseudonym, 0),
            )
            for one in self._store.roster.enrolled(course)
        )

    def export_student(self, course: str, student: str, who: str) -> bytes:
        """A ZIP of everything that is kept of a student, readable without this software.

        Raises KeyError for a stranger.
        """
        enrolled, log = self._known(course, student), self._store.log(course)
        rows = log.rows_of(student)
        mine = subset(log, np.arange(rows.start, rows.stop))
        sheets = self._store.sheets_of(course, student)
        texts = {
            "student.json": _json(asdict(enrolled)),
            "responses.csv": responses_csv(mine),
            "teacher.json": _json(self._said(course, student)),
            "sheets.json": _json([asdict(sheet) for sheet in sheets]),
        }
        with self._store.engine.begin() as connection:
            self._store.note(connection, course, who, "export-student", "")
        return _zipped(texts)

    def export_course(self, course: str, who: str) -> bytes:
        """A ZIP of a whole course: the roster, all answers, the graph, the bank and what the
        teacher said."""
        log = self._store.log(course)
        enrolled = [asdict(one) for one in self._store.roster.enrolled(course)]
        texts = {
            "roster.json": _json(enrolled),
            "responses.csv": responses_csv(log),
            "graph.json": _json(asdict(self._store.graph(course))),
            "teacher.json": _json(self._said(course, None)),
            "bank.json": _json([asdict(one) for one in bank_items(self._store, course)]),
        }
        with self._store.engine.begin() as connection:
            self._store.note(connection, course, who, "export-course", "")
        return _zipped(texts)

    def delete_student(self, course: str, student: str, who: str) -> None:
        """Answers, sheets, what was said of him, and his name. Raises KeyError for a stranger."""
        self._known(course, student)
        for forget in self._forget:
            forget(course, student)
        with self._store.changing(course, who, "delete-student", "") as connection:
            name = (
                (NAMES.c.course == course) & (NAMES.c.kind == "student") & (NAMES.c.name == student)
            )
            number = select(NAMES.c.number).where(name).scalar_subquery()
            here = (RESPONSES.c.course == course) & (RESPONSES.c.student == number)
            connection.execute(delete(RESPONSES).where(here))
            prune_names(connection, course)
            for table in (CHOICES, SHEETS):
                mine = (table.c.course == course) & (table.c.student == student)
                connection.execute(delete(table).where(mine))
            # The same file may be imported again: without this its bytes would be taken as known.
            connection.execute(delete(IMPORTS).where(IMPORTS.c.course == course))
            _unname_deeds(connection, course)
        self._store.roster.forget_student(course, student)
        self._store.drop_logs(course)
        scrub(self._store.engine)

    def delete_course(self, course: str, who: str) -> None:
        """All of a course, its roster and the salt of its pseudonyms."""
        self._store.stamp(course)
        for forget in self._forget:
            forget(course, None)
        for delete_with in self._belongings:
            delete_with(course)
        with self._store.changing(course, who, "delete-course", "") as connection:
            for table in _OF_A_COURSE:
                connection.execute(delete(table).where(table.c.course == course))
            connection.execute(delete(COURSES).where(COURSES.c.id == course))
            _unname_deeds(connection, course)
        self._store.roster.forget_course(course)
        self._store.drop_logs(course)
        scrub(self._store.engine)

    def retention(self, course: str) -> int | None:
        """Days that answers are kept; None: until they are deleted by hand."""
        query = select(COURSES.c.retention_days).where(COURSES.c.id == course)
        self._store.stamp(course)
        with self._store.engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def set_retention(self, course: str, days: int | None, who: str) -> None:
        """Raises ValueError for less than a day."""
        if days is not None and days < 1:
            raise ValueError(f"{days} days cannot be kept; give 1 or more, or none for no end")
        with self._store.changing(course, who, "set-retention", str(days)) as connection:
            there = COURSES.c.id == course
            connection.execute(update(COURSES).where(there).values(retention_days=days))

    def due(self, course: str) -> Due:
        """What is older than the course keeps: by the time of the answer, else of its import."""
        days = self.retention(course)
        if days is None:
            return Due(course, 0, 0)
        with self._store.engine.connect() as connection:
            old = self._old(course, days)
            count = connection.execute(select(func.count()).where(old)).scalar_one()
            students = select(func.count(RESPONSES.c.student.distinct())).where(old)
            return Due(course, count, connection.execute(students).scalar_one())

    def sweep(self, who: str = "retention") -> tuple[Due, ...]:
        """Delete what is due in every course; students without any answer left go with them."""
        done: list[Due] = []
        for course in self._store.courses():
            due = self.due(course.id)
            days = self.retention(course.id)
            if due.responses and days is not None:
                self._delete_old(course.id, days, who)
                done.append(due)
        return tuple(done)

    def _delete_old(self, course: str, days: int, who: str) -> None:
        before = set(self._store.log(course).students)
        for forget in self._forget:
            forget(course, None)
        with self._store.changing(course, who, "retention", f"{days} days") as connection:
            connection.execute(delete(RESPONSES).where(self._old(course, days)))
            prune_names(connection, course)
        self._store.drop_logs(course)
        for student in before - set(self._store.log(course).students):
            if any(one.pseudonym == student for one in self._store.roster.enrolled(course)):
                self.delete_student(course, student, who)
        scrub(self._store.engine)

    def _old(self, course: str, days: int) -> Any:
        limit = int((self._store.now() - timedelta(days=days)).timestamp() * 1000)
        timed = RESPONSES.c.at > -(1 << 62)
        told = (timed & (RESPONSES.c.at < limit)) | (~timed & (RESPONSES.c.added < limit))
        return (RESPONSES.c.course == course) & told

    def _known(self, course: str, student: str) -> Enrolled:
        self._store.stamp(course)
        for one in self._store.roster.enrolled(course):
            if one.pseudonym == student:
                return one
        if student in self._store.log(course).students:
            return Enrolled(student, student, None)
        raise KeyError(f"no student {student!r} in course {course!r}")

    def _counts(self, table: Any, course: str) -> dict[str, int]:
        query = select(table.c.student, func.count()).where(table.c.course == course)
        with self._store.engine.connect() as connection:
            return dict(connection.execute(query.group_by(table.c.student)).all())

    def _said(self, course: str, student: str | None) -> list[dict[str, Any]]:
        """Everything that the teacher said, also what has ended."""
        query = select(CHOICES).where(CHOICES.c.course == course).order_by(CHOICES.c.number)
        if student is not None:
            query = query.where(CHOICES.c.student == student)
        with self._store.engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]


def _unname_deeds(connection: Connection, course: str) -> None:
    """Names of imported files may name a student: they go, that there was an import stays."""
    imports = (DEEDS.c.course == course) & (DEEDS.c.deed == "import")
    connection.execute(update(DEEDS).where(imports).values(about=""))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def _zipped(texts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in texts.items():
            archive.writestr(name, content)
    return packed.getvalue()
