"""Who the students are: the one place where pseudonyms meet names, in a file of its own.

A pseudonym is an HMAC (SHA-256, RFC 2104) of course and student under a random salt that never
leaves this file: without it the other data name nobody. Deleting a course's salt makes what copies
remain nameless for good.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import (
    Column,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.engine import Connection

from apps.education.domain.intake.imported import RosterEntry
from apps.shared.database import open_database

_METADATA: Final = MetaData()
_SALTS: Final = Table(
    "roster_salts",
    _METADATA,
    Column("course", String(40), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
)
_STUDENTS: Final = Table(
    "roster_students",
    _METADATA,
    Column("course", String(40), primary_key=True),
    Column("pseudonym", String(40), primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("name", Text),
)
_GROUPS: Final = Table(
    "roster_groups",
    _METADATA,
    Column("course", String(40), primary_key=True),
    Column("pseudonym", String(40), primary_key=True),
    Column("label", String(200), primary_key=True),
    Column("value", Text, nullable=False),
)
_TABLES: Final = (_GROUPS, _STUDENTS)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A student of a course. `source_id` is what the school's files call him."""

    pseudonym: str
    source_id: str
    name: str | None
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        return self.name or self.source_id


def open_roster(path: Path) -> Roster:
    """The roster in a file that its owner alone may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    path.chmod(0o600)
    return Roster(open_database(f"sqlite:///{path}"))


class Roster:
    """Safe to share among threads."""

    def __init__(self, engine: Engine) -> None:
        _METADATA.create_all(engine)
        self._engine = engine

    def pseudonyms(self, course: str, students: Iterable[str]) -> dict[str, str]:
        """The pseudonym of each student of a course: the same one whenever asked."""
        salt = self._salt(course)
        return {student: _pseudonym(salt, course, student) for student in students}

    def admit(self, course: str, entries: Iterable[RosterEntry]) -> dict[str, str]:
        """Keep who the students are; returns their pseudonyms. A later name replaces an earlier
        one, and what an entry leaves out stays."""
        known = {one.pseudonym: one for one in self.enrolled(course)}
        given = list(entries)
        pseudonyms = self.pseudonyms(course, (entry.student for entry in given))
        fresh = [
            _merged(known.get(pseudonyms[entry.student]), pseudonyms[entry.student], entry)
            for entry in given
        ]
        changed = [one for one in fresh if known.get(one.pseudonym) != one]
        if changed:
            with self._engine.begin() as connection:
                _put(connection, course, changed, known)
        return pseudonyms

    def enrolled(self, course: str) -> tuple[Enrolled, ...]:
        """The students of a course by name, then by the school's id."""
        groups: dict[str, dict[str, str]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(select(_GROUPS).where(_GROUPS.c.course == course)):
                groups.setdefault(row.pseudonym, {})[row.label] = row.value
            rows = connection.execute(select(_STUDENTS).where(_STUDENTS.c.course == course)).all()
        found = [
            Enrolled(row.pseudonym, row.source_id, row.name, groups.get(row.pseudonym, {}))
            for row in rows
        ]
        return tuple(sorted(found, key=lambda one: (one.shown.casefold(), one.source_id)))

    def forget_student(self, course: str, pseudonym: str) -> None:
        with self._engine.begin() as connection:
            _erase_safely(connection)
            for table in _TABLES:
                here = (table.c.course == course) & (table.c.pseudonym == pseudonym)
                connection.execute(delete(table).where(here))
        scrub(self._engine)

    def forget_course(self, course: str) -> None:
        with self._engine.begin() as connection:
            _erase_safely(connection)
            for table in (*_TABLES, _SALTS):
                connection.execute(delete(table).where(table.c.course == course))
        scrub(self._engine)

    def _salt(self, course: str) -> bytes:
        found = select(_SALTS.c.salt).where(_SALTS.c.course == course)
        with self._engine.begin() as connection:
            salt = connection.execute(found).scalar_one_or_none()
            if salt is None:
                salt = secrets.token_bytes(32)
                connection.execute(insert(_SALTS).values(course=course, salt=salt))
        return salt


def scrub(engine: Engine) -> None:
    """Take what was deleted out of the write-ahead log as well, where there is one."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _erase_safely(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete=ON"))


def _pseudonym(salt: bytes, course: str, student: str) -> str:
    told = f"{course}\0{student}".encode("utf-8", "surrogatepass")
    digest = hmac.new(salt, told, hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def _merged(known: Enrolled | None, pseudonym: str, entry: RosterEntry) -> Enrolled:
    if known is None:
        return Enrolled(pseudonym, entry.student, entry.name, dict(entry.groups))
    groups = {**known.groups, **entry.groups}
    return Enrolled(pseudonym, entry.student, entry.name or known.name, groups)


def _put(
    connection: Connection, course: str, changed: Sequence[Enrolled], known: Mapping[str, Enrolled]
) -> None:
    old = [{"of": one.pseudonym} for one in changed if one.pseudonym in known]
    if old:
        for table in _TABLES:
            here = (table.c.course == course) & (table.c.pseudonym == bindparam("of"))
            connection.execute(delete(table).where(here), old)
    people = [
        {"course": course, "pseudonym": one.pseudonym, "source_id": one.source_id, "name": one.name}
        for one in changed
    ]
    connection.execute(insert(_STUDENTS), people)
    groups = [
        {"course": course, "pseudonym": one.pseudonym, "label": label[:200], "value": value}
        for one in changed
        for label, value in one.groups.items()
    ]
    if groups:
        connection.execute(insert(_GROUPS), groups)
