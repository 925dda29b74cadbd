"""A course keeps its answers once however often they come, and what the teacher said, with when."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.intake.files import read_file
from apps.education.domain.intake.imported import Imported
from apps.education.domain.intake.log import log_of
from apps.education.domain.response import Response, ResponseLog, RowSource
from apps.education.domain.sheet import Sheet
from apps.education.domain.weakness import Verdict
from apps.education.domain.words import Words
from apps.education.service import response_rows
from apps.education.service.classroom import Override
from apps.education.service.enrolment import Enrolment
from apps.education.service.importing import Destination
from apps.education.service.response_rows import keys_of
from apps.education.service.roster import open_roster
from apps.education.service.shelf import Wanting, Wish
from apps.education.service.store import CourseStore
from apps.shared.database import open_database

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HEAD = "student,name,item,skill,correct,time\n"
FIRST = "u1,Ann,i1,add,1,2026-03-01 10:00\nu1,Ann,i2,add;carry,0,2026-03-01 10:01\n"
SECOND = "u2,<b>Bob</b>,i1,add,0,2026-03-02 10:00\n"


class Moving:
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def store(tmp_path: Path) -> CourseStore:
    engine = open_database(f"sqlite:///{tmp_path / 'courses.db'}")
    return CourseStore(engine, open_roster(tmp_path / "roster.db"), now=Moving())


@pytest.fixture
def take_in(store: CourseStore) -> Callable[..., str]:
    def take(text: str, course: str | None = None) -> str:
        imported = imported_of(text)
        return Enrolment(store)(imported, Destination(course, "Maths", "UTC"), "teacher")

    return take


def imported_of(text: str, name: str = "f.csv") -> Imported:
    return read_file(name, io.BytesIO((HEAD + text).encode()), now=NOW)


def told(log: ResponseLog) -> list[tuple[str, tuple[str, ...], bool, datetime | None, int]]:
    every = [log.response(i) for i in range(len(log))]
    return sorted((one.item, one.points, one.correct, one.at, one.source.row) for one in every)


def test_what_goes_in_comes_out(store: CourseStore, take_in: Callable[..., str]):
    course = take_in(FIRST + SECOND)
    assert told(store.log(course)) == told(imported_of(FIRST + SECOND).log)
    assert [one.name for one in store.students(course)] == ["<b>Bob</b>", "Ann"]
    assert [one.responses for one in store.courses()] == [3]


def test_every_column_survives(store: CourseStore):
    course = store.create("Maths", who="t")
    full = Response(
        "p1", "i", ("a", "b"), True, RowSource("f.csv", 2), NOW, 12.5, 0, 1, "quiz", order=5
    )
    bare = Response("p2", "j", (), False, RowSource("f.csv", 3))
    store.append(course, log_of([full, bare]), who="t")
    log = store.log(course)
    assert [log.response(i) for i in range(2)] == [full, bare]
    assert log.version == store.log(course).version


def test_students_are_pseudonyms_in_the_course(
    store: CourseStore, take_in: Callable[..., str], tmp_path: Path
):
    course = take_in(FIRST + SECOND)
    held = (tmp_path / "courses.db").read_bytes() + (tmp_path / "courses.db-wal").read_bytes()
    assert b"Ann" not in held
    assert b"u1" not in held
    assert (tmp_path / "roster.db").stat().st_mode & 0o077 == 0
    assert all(len(student) == 16 for student in store.log(course).students)


def test_the_same_bytes_add_nothing(store: CourseStore, take_in: Callable[..., str]):
    course = take_in(FIRST)
    before = store.log(course).version
    take_in(FIRST, course)
    assert store.log(course).version == before


def test_a_longer_file_adds_what_is_new_and_corrects_what_was_graded_anew(
    store: CourseStore, take_in: Callable[..., str]
):
    course = take_in(FIRST)
    again = FIRST.replace("add;carry,0", "add;carry,1") + SECOND
    done = Enrolment(store).add(imported_of(again, "renamed.csv"), course, "t")
    assert (done.added, done.known, done.changed) == (1, 1, 1)
    assert told(store.log(course))[2][2] is True
    assert [one.name for one in store.students(course)] == ["<b>Bob</b>", "Ann"]


def test_two_tries_in_one_moment_stay_two(store: CourseStore):
    course = store.create("Maths", who="t")
    rows = [
        Response("p", "i", ("a",), correct, RowSource("f", n), NOW)
        for n, correct in enumerate((True, False))
    ]
    for _ in range(2):
        store.append(course, log_of(rows), who="t")
    assert list(store.log(course).correct) == [True, False]


def test_untimed_answers_of_two_files_are_not_taken_for_one(store: CourseStore):
    course = store.create("Maths", who="t")
    for file in ("monday.csv", "tuesday.csv", "tuesday.csv"):
        store.append(
            course, log_of([Response("p", "i", ("a",), True, RowSource(file, 2))]), who="t"
        )
    assert len(store.log(course)) == 2


def test_a_response_with_an_id_is_the_same_at_another_time(store: CourseStore):
    course = store.create("Maths", who="t")
    for hour, correct in ((1, False), (2, True)):
        at = NOW + timedelta(hours=hour)
        one = Response("p", "i", ("a",), correct, RowSource("f", 2), at, id="r1")
        store.append(course, log_of([one]), who="t")
    assert list(store.log(course).correct) == [True]


def test_keys_do_not_collide():
    rows = [
        Response(f"p{n % 50}", f"i{n % 70}", (), True, RowSource("f", n), NOW + timedelta(days=n))
        for n in range(5_000)
    ]
    keys = keys_of(log_of(rows))
    assert len(set(keys.tolist())) == len(rows)
    assert keys.min() >= 0


def test_the_stamp_moves_with_every_change(store: CourseStore, take_in: Callable[..., str]):
    course = take_in(FIRST)
    stamps = [store.stamp(course)]
    store.assign(course, "i1", ["other"], "t")
    stamps.append(store.stamp(course))
    store.save_graph(course, store.graph(course), "t")
    stamps.append(store.stamp(course))
    assert len(set(stamps)) == 3
    assert store.log(course) is store.log(course)


def test_assigned_points_replace_those_of_the_file(store: CourseStore, take_in: Callable[..., str]):
    course = take_in(FIRST)
    store.assign(course, "i2", ["subtract"], "t")
    assert {row[0]: row[1] for row in told(store.log(course))} == {
        "i1": ("add",), "i2": ("subtract",)
    }  # fmt: skip
    assert [(one.id, one.points, one.assigned) for one in store.items(course)] == [
        ("i1", ("add",), False),
        ("i2", ("subtract",), True),
    ]
    store.assign(course, "i2", None, "t")
    assert told(store.log(course))[1][1] == ("add", "carry")


def test_graphs_have_versions(store: CourseStore, take_in: Callable[..., str]):
    course = take_in(FIRST)
    assert set(store.graph(course).points) == {"add", "carry"}
    points = {"add": Point("add", Words("Add", "加"), "Sums", 1, "1.OA.C.6")}
    for needs in ({}, {"add": ("carry",)}):
        store.save_graph(course, KnowledgeGraph("mine", points, needs), "t")
    found = store.graph(course)
    assert (found.version, found.points, dict(found.needs)) == ("2", points, {"add": ("carry",)})
    assert [one.number for one in store.graph_versions(course)] == [2, 1]


def test_what_the_teacher_says_counts_until_it_is_taken_back(
    store: CourseStore, take_in: Callable[..., str]
):
    course = take_in(FIRST)
    pair = (store.students(course)[0].id, "add")
    said = [Override(verdict, "saw it", "t", NOW) for verdict in (Verdict.WEAK, Verdict.SECURE)]
    for one in said:
        store.override(course, pair, one)
    assert store.overrides(course) == {pair: said[1]}
    store.take_back(course, pair, "t")
    assert store.overrides(course) == {}
    assert "override" in [one.deed for one in store.deeds(course)]


def test_an_override_needs_a_reason(store: CourseStore, take_in: Callable[..., str]):
    course = take_in(FIRST)
    with pytest.raises(ValueError, match="reason"):
        store.override(course, ("p", "add"), Override(Verdict.WEAK, "  ", "t", NOW))


def test_a_later_wish_takes_the_place_of_an_earlier_one(
    store: CourseStore, take_in: Callable[..., str]
):
    course = take_in(FIRST)
    for kind in (Wanting.PIN, Wanting.SKIP):
        store.wish(course, "p", Wish("add", kind, "t", NOW))
    store.wish(course, "other", Wish("add", Wanting.PIN, "t", NOW))
    assert store.wishes(course, "p") == (Wish("add", Wanting.SKIP, "t", NOW),)
    store.unwish(course, "p", "add", "t")
    assert store.wishes(course, "p") == ()
    assert len(store.wishes(course, "other")) == 1


def test_links(store: CourseStore, take_in: Callable[..., str]):
    course = take_in(FIRST)
    store.link(course, "add", "addition.within_20", "t")
    assert store.links(course) == {"add": "addition.within_20"}
    store.link(course, "add", None, "t")
    assert store.links(course) == {}


def sheet(id: str, student: str) -> Sheet:
    title = Words("Practice", "练习")
    return Sheet(id, "c", student, "Ann Lee", title, date(2026, 3, 1), "en", ())


def test_sheets_keep_no_names_and_show_the_roster_s(
    store: CourseStore, take_in: Callable[..., str], tmp_path: Path
):
    course = take_in(FIRST + SECOND)
    bob, ann = (one.id for one in store.students(course))
    store.keep_sheets(course, [sheet("old", ann)])
    store.keep_sheets(course, [sheet("2", bob), sheet("1", ann)])
    assert [(one.id, one.name) for one in store.sheets(course)] == [
        ("2", "<b>Bob</b>"),
        ("1", "Ann"),
    ]
    assert [one.id for one in store.sheets_of(course, ann)] == ["old", "1"]
    assert b"Ann Lee" not in (tmp_path / "courses.db-wal").read_bytes()


@pytest.mark.parametrize("asked", ["log", "graph", "stamp", "students", "overrides", "links"])
def test_a_course_that_is_not_there(store: CourseStore, asked: str):
    with pytest.raises(KeyError, match="no course 'gone'"):
        getattr(store, asked)("gone")


def test_a_failed_import_leaves_nothing_behind(store: CourseStore, take_in: Callable[..., str]):
    course = take_in(FIRST)
    before = store.stamp(course)

    def fail(done: float) -> None:
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        store.append(course, imported_of(SECOND).log, who="t", progress=fail)
    assert store.stamp(course) == before
    assert len(store.log(course)) == 2


def test_an_empty_course_has_an_empty_log(store: CourseStore):
    course = store.create(" ", who="t", time_zone="Asia/Shanghai")
    assert len(store.log(course)) == 0
    assert store.students(course) == ()
    assert store.items(course) == ()
    assert store.time_zone(course) == "Asia/Shanghai"
    store.rename(course, "Maths 7b", "t")
    assert store.courses()[0].title == "Maths 7b"


def test_a_large_import_that_breaks_off_is_completed_by_the_same_again(
    store: CourseStore, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(response_rows, "_CHUNK", 100)
    course = store.create("Maths", who="t")
    rows = [
        Response(f"p{n % 30}", f"i{n}", ("a",), True, RowSource("f", n), NOW) for n in range(450)
    ]
    log = log_of(rows)

    def fail(done: float) -> None:
        if done > 0.5:
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        store.append(course, log, who="t", digest="d", progress=fail)
    told: list[float] = []
    done = store.append(course, log, who="t", digest="d", progress=told.append)
    assert (done.added, done.known) == (150, 300)
    assert told == [0.0, 0.0, 0.5]
    assert store.log(course).version == log.version


def test_others_may_write_between_the_pieces_of_a_large_import(
    store: CourseStore, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(response_rows, "_CHUNK", 100)
    course = store.create("Maths", who="t")
    rows = [Response(f"p{n}", "i", ("a",), True, RowSource("f", n), NOW) for n in range(110)]

    def meanwhile(done: float) -> None:
        store.wish(course, f"p{done}", Wish("a", Wanting.PIN, "other", NOW))

    assert store.append(course, log_of(rows), who="t", progress=meanwhile).added == 110
    assert [one.deed for one in store.deeds(course)][::-1] == [
        "create", "pin", "import", "pin", "pin"
    ]  # fmt: skip
