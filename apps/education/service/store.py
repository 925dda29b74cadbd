"""The courses of one installation: answers, graphs, what the teacher said, and sheets made.

Students are pseudonyms here; the roster, which knows their names, lies in a file of its own. Each
change says who made it and when. Knows no page, no model and no file format.
"""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.engine import Connection

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.response import ResponseLog
from apps.education.domain.sheet import Sheet
from apps.education.domain.weakness import Verdict
from apps.education.domain.words import Words
from apps.education.service.choices import Choice, add, end, standing
from apps.education.service.classroom import Override, Pair, Student
from apps.education.service.course_items import (
    Item,
    assign_points,
    assigned_points,
    every_item,
    title_items,
)
from apps.education.service.course_tables import (
    COURSE_METADATA,
    COURSES,
    DEEDS,
    GRAPHS,
    IMPORTS,
    RESPONSES,
    SHEETS,
)
from apps.education.service.response_rows import (
    Appended,
    insert_part,
    load_rows,
    plan_append,
)
from apps.education.service.roster import Roster
from apps.education.service.shelf import Course, Wanting, Wish

_KEPT_LOGS: Final = 4
_OVERRIDE: Final = "override"
_LINK: Final = "link"
_GRAPH: Final = TypeAdapter(KnowledgeGraph)
_SHEET: Final = TypeAdapter(Sheet)


@dataclass(frozen=True, slots=True)
class GraphVersion:
    number: int
    who: str
    at: datetime
    graph: KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Deed:
    at: datetime
    who: str
    deed: str
    about: str


def utc_now() -> datetime:
    return datetime.now(UTC)


class CourseStore:
    """Safe among threads and processes that share one database. Answers as a `Shelf` does: every
    method raises KeyError for a course that is not there."""

    def __init__(
        self, engine: Engine, roster: Roster, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        COURSE_METADATA.create_all(engine)
        self.engine = engine
        self.roster = roster
        self.now = now
        self._logs: OrderedDict[tuple[str, int], ResponseLog] = OrderedDict()
        self._lock = threading.Lock()

    # Courses

    def create(
        self, title: str, *, who: str, time_zone: str = "UTC", synthetic: bool = False
    ) -> str:
        """The id of a new course."""
        id = uuid.uuid4().hex[:16]
        row = {
            "id": id,
            "title": title.strip()[:200] or id,
            "time_zone": time_zone,
            "synthetic": synthetic,
            "created_at": self.now().isoformat(),
            "revision": 0,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(COURSES).values(row))
            self.note(connection, id, who, "create", "")
        return id

    def courses(self) -> tuple[Course, ...]:
        counted = select(RESPONSES.c.course, func.count()).group_by(RESPONSES.c.course)
        with self.engine.connect() as connection:
            counts = dict(connection.execute(counted).all())
            rows = connection.execute(select(COURSES).order_by(COURSES.c.created_at)).all()
        return tuple(
            Course(row.id, row.title, row.synthetic, counts.get(row.id, 0)) for row in rows
        )

    def rename(self, course: str, title: str, who: str) -> None:
        with self.changing(course, who, "rename", "") as connection:
            there = COURSES.c.id == course
            connection.execute(update(COURSES).where(there).values(title=title.strip()[:200]))

    def stamp(self, course: str) -> str:
        with self.engine.connect() as connection:
            return f"{course}.{self._course(connection, course).revision}"

    def time_zone(self, course: str) -> str:
        with self.engine.connect() as connection:
            return self._course(connection, course).time_zone

    # Answers

    def append(
        self,
        course: str,
        log: ResponseLog,
        *,
        who: str,
        name: str = "",
        digest: str = "",
        item_names: Mapping[str, str] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Appended:
        """Add responses of pseudonyms. What is there already stays, however often it comes; what
        was graded anew or has other points is corrected. Bytes of a known `digest` add nothing.

        Many responses go in piece by piece, so that nobody else waits to write; where that breaks
        off, the same import again adds the rest.
        """
        told = progress or _silent
        told(0.0)
        with self.changing(course, who, "import", name) as connection:
            if digest and self._imported(connection, course, digest):
                return Appended(0, len(log), 0)
            added_ms = int(self.now().timestamp() * 1000)
            plan = plan_append(connection, course, log, added_ms=added_ms)
            title_items(connection, course, item_names or {})
            parts = plan.parts()
            if len(parts) <= 1:
                for part in parts:
                    insert_part(connection, plan, part)
                self._note_import(connection, course, who, name, digest, plan.done)
                return plan.done
        for number, part in enumerate(parts):
            told(number / len(parts))
            with self.engine.begin() as connection:
                insert_part(connection, plan, part)
        with self.engine.begin() as connection:
            _raise_revision(connection, course)
            self._note_import(connection, course, who, name, digest, plan.done)
        return plan.done

    def log(self, course: str) -> ResponseLog:
        """All answers of a course. Kept in memory until something changes."""
        with self.engine.connect() as connection:
            key = (course, self._course(connection, course).revision)
            with self._lock:
                if key in self._logs:
                    self._logs.move_to_end(key)
                    return self._logs[key]
            log = load_rows(connection, course, assigned_points(connection, course))
        with self._lock:
            for stale in [one for one in self._logs if one[0] == course]:
                del self._logs[stale]
            self._logs[key] = log
            while len(self._logs) > _KEPT_LOGS:
                self._logs.popitem(last=False)
        return log

    # Items

    def items(self, course: str) -> tuple[Item, ...]:
        """Every item that was answered or titled, by id."""
        log = self.log(course)
        with self.engine.connect() as connection:
            return every_item(connection, course, log)

    def assign(self, course: str, item: str, points: Sequence[str] | None, who: str) -> None:
        """Say what an item exercises, whatever the files said; None takes it back."""
        with self.changing(course, who, "assign-points", item[:80]) as connection:
            assign_points(connection, course, item, points)

    # Graph

    def graph(self, course: str) -> KnowledgeGraph:
        """The last that was saved; before that, the points of the answers without prerequisites."""
        with self.engine.connect() as connection:
            known = self._course(connection, course)
            here = GRAPHS.c.course == course
            row = connection.execute(
                select(GRAPHS).where(here).order_by(GRAPHS.c.number.desc()).limit(1)
            ).one_or_none()
        if row is None:
            points = {id: Point(id, Words(id, id)) for id in self.log(course).points}
            return KnowledgeGraph(known.title, points, {}, "0")
        return replace(_GRAPH.validate_json(row.content), version=str(row.number))

    def save_graph(self, course: str, graph: KnowledgeGraph, who: str) -> None:
        """Keep a new version; earlier ones stay."""
        with self.changing(course, who, "save-graph", graph.name[:80]) as connection:
            here = GRAPHS.c.course == course
            last = connection.execute(select(func.max(GRAPHS.c.number)).where(here)).scalar()
            row = {
                "course": course,
                "number": (last or 0) + 1,
                "content": _GRAPH.dump_json(graph).decode(),
                "who": who,
                "at": self.now().isoformat(),
            }
            connection.execute(insert(GRAPHS).values(row))

    def graph_versions(self, course: str) -> tuple[GraphVersion, ...]:
        """The latest first."""
        query = select(GRAPHS).where(GRAPHS.c.course == course).order_by(GRAPHS.c.number.desc())
        with self.engine.connect() as connection:
            self._course(connection, course)
            rows = connection.execute(query).all()
        return tuple(
            GraphVersion(
                row.number,
                row.who,
                datetime.fromisoformat(row.at),
                replace(_GRAPH.validate_json(row.content), version=str(row.number)),
            )
            for row in rows
        )

    # Students and what the teacher says of them

    def students(self, course: str) -> tuple[Student, ...]:
        """Those of the roster, by name, then any whose answers are here without an entry in it."""
        log = self.log(course)
        enrolled = self.roster.enrolled(course)
        known = {one.pseudonym for one in enrolled}
        named = [Student(one.pseudonym, one.shown, one.groups) for one in enrolled]
        return (*named, *(Student(id, id) for id in log.students if id not in known))

    def overrides(self, course: str) -> dict[Pair, Override]:
        return {
            (row.student, row.point): Override(
                Verdict(row.value), row.reason, row.who, datetime.fromisoformat(row.at)
            )
            for row in self._choices(course, [_OVERRIDE])
        }

    def override(self, course: str, pair: Pair, said: Override) -> None:
        """Raises ValueError without a reason: a verdict against the figures has to say why."""
        if not said.reason.strip():
            raise ValueError("an override needs a reason; write in a few words why")
        made = Choice(_OVERRIDE, *pair, str(said.verdict), said.reason, said.who, said.when)
        self._choose(course, [_OVERRIDE], made)

    def take_back(self, course: str, pair: Pair, who: str) -> None:
        self._end_choice(course, [_OVERRIDE], pair, who)

    def wishes(self, course: str, student: str) -> tuple[Wish, ...]:
        return tuple(
            Wish(row.point, Wanting(row.kind), row.who, datetime.fromisoformat(row.at))
            for row in self._choices(course, list(Wanting))
            if row.student == student
        )

    def wish(self, course: str, student: str, wish: Wish) -> None:
        made = Choice(str(wish.kind), student, wish.point, "", "", wish.who, wish.when)
        self._choose(course, list(Wanting), made)

    def unwish(self, course: str, student: str, point: str, who: str) -> None:
        self._end_choice(course, list(Wanting), (student, point), who)

    def links(self, course: str) -> dict[str, str]:
        return {row.point: row.value for row in self._choices(course, [_LINK])}

    def link(self, course: str, point: str, bundled: str | None, who: str) -> None:
        if bundled is None:
            self._end_choice(course, [_LINK], ("", point), who)
        else:
            made = Choice(_LINK, "", point, bundled, "", who, self.now())
            self._choose(course, [_LINK], made)

    # Sheets

    def sheets(self, course: str) -> tuple[Sheet, ...]:
        """Those made last, with the names that the roster gives today."""
        here = SHEETS.c.course == course
        last = select(func.max(SHEETS.c.batch)).where(here).scalar_subquery()
        return self._sheets(course, SHEETS.c.batch == last)

    def sheets_of(self, course: str, student: str) -> tuple[Sheet, ...]:
        """All sheets of one student, the first made first."""
        return self._sheets(course, SHEETS.c.student == student)

    def keep_sheets(self, course: str, sheets: Sequence[Sheet]) -> None:
        """Names are not kept here: the roster has them."""
        with self.changing(course, "", "make-sheets", f"{len(sheets)} sheets") as connection:
            here = SHEETS.c.course == course
            last = connection.execute(select(func.max(SHEETS.c.batch)).where(here)).scalar() or 0
            for place, sheet in enumerate(sheets):
                connection.execute(delete(SHEETS).where(here, SHEETS.c.id == sheet.id))
                row = {
                    "course": course,
                    "id": sheet.id,
                    "student": sheet.student,
                    "batch": last + 1,
                    "place": place,
                    "content": _SHEET.dump_json(replace(sheet, name="")).decode(),
                }
                connection.execute(insert(SHEETS).values(row))

    # Deeds, and what the privacy desk needs

    def deeds(self, course: str | None = None, limit: int = 200) -> tuple[Deed, ...]:
        """Who did what, the latest first."""
        query = select(DEEDS).order_by(DEEDS.c.number.desc()).limit(limit)
        if course is not None:
            query = query.where(DEEDS.c.course == course)
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Deed(datetime.fromisoformat(row.at), row.who, row.deed, row.about) for row in rows
        )

    @contextmanager
    def changing(self, course: str, who: str, deed: str, about: str) -> Iterator[Connection]:
        """A transaction that changes what a course shows: another stamp, and a deed noted."""
        with self.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text("PRAGMA secure_delete=ON"))
            _raise_revision(connection, course)
            yield connection
            self.note(connection, course, who, deed, about)

    def note(self, connection: Connection, course: str, who: str, deed: str, about: str) -> None:
        row = {"course": course, "at": self.now().isoformat(), "who": who, "deed": deed}
        connection.execute(insert(DEEDS).values(row | {"about": about}))

    def drop_logs(self, course: str) -> None:
        """Let go of the logs kept in memory."""
        with self._lock:
            for stale in [one for one in self._logs if one[0] == course]:
                del self._logs[stale]

    # Within

    def _course(self, connection: Connection, course: str) -> Any:
        row = connection.execute(select(COURSES).where(COURSES.c.id == course)).one_or_none()
        if row is None:
            raise _no_course(course)
        return row

    def _note_import(
        self,
        connection: Connection,
        course: str,
        who: str,
        name: str,
        digest: str,
        done: Appended,
    ) -> None:
        if digest:
            row = {"course": course, "digest": digest, "name": name[:200], "who": who}
            row |= {"at": self.now().isoformat()}
            counts = {"added": done.added, "known": done.known, "changed": done.changed}
            connection.execute(insert(IMPORTS).values(row | counts))

    def _imported(self, connection: Connection, course: str, digest: str) -> bool:
        here = (IMPORTS.c.course == course) & (IMPORTS.c.digest == digest)
        return connection.execute(select(IMPORTS.c.digest).where(here)).first() is not None

    def _choices(self, course: str, kinds: Sequence[str]) -> Sequence[Any]:
        with self.engine.connect() as connection:
            self._course(connection, course)
            return standing(connection, course, kinds)

    def _choose(self, course: str, instead_of: Sequence[str], choice: Choice) -> None:
        deed, about = choice.kind, choice.point[:80]
        with self.changing(course, choice.who, deed, about) as connection:
            ended = (course, instead_of, (choice.student, choice.point), choice.who)
            end(connection, *ended, at=choice.at)
            add(connection, course, choice)

    def _end_choice(self, course: str, kinds: Sequence[str], pair: Pair, who: str) -> None:
        with self.changing(course, who, f"end-{kinds[0]}", pair[1][:80]) as connection:
            end(connection, course, kinds, pair, who, at=self.now())

    def _sheets(self, course: str, which: Any) -> tuple[Sheet, ...]:
        here = SHEETS.c.course == course
        query = select(SHEETS.c.content).where(here, which)
        with self.engine.connect() as connection:
            self._course(connection, course)
            ordered = query.order_by(SHEETS.c.batch, SHEETS.c.place)
            found = [_SHEET.validate_json(one) for one in connection.execute(ordered).scalars()]
        names = {one.pseudonym: one.shown for one in self.roster.enrolled(course)}
        return tuple(replace(one, name=names.get(one.student, one.student)) for one in found)


def _raise_revision(connection: Connection, course: str) -> None:
    there = COURSES.c.id == course
    raised = update(COURSES).where(there).values(revision=COURSES.c.revision + 1)
    if connection.execute(raised).rowcount == 0:
        raise _no_course(course)


def _no_course(course: str) -> KeyError:
    return KeyError(f"no course {course!r}; it may have been deleted")


def _silent(done: float) -> None:
    """Nobody asked how far it is."""
