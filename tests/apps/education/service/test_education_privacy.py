"""A student's copy is whole, his deletion leaves nothing, and retention ends by itself."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from apps.education.domain.intake.files import read_file
from apps.education.domain.intake.imported import RosterEntry
from apps.education.domain.sheet import Sheet
from apps.education.domain.weakness import Verdict
from apps.education.domain.words import Words
from apps.education.service.classroom import Override
from apps.education.service.enrolment import Enrolment
from apps.education.service.importing import Destination
from apps.education.service.privacy import Privacy
from apps.education.service.roster import Roster, open_roster
from apps.education.service.shelf import Wanting, Wish
from apps.education.service.store import CourseStore
from apps.shared.database import open_database

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANSWERS = b"""student,name,item,skill,correct,time,gender
u1,Annabel Leeward,i1,add,1,2026-03-01 10:00,f
u1,Annabel Leeward,i2,add,0,2026-05-25 10:00,f
u2,Bob,i1,add,0,2026-03-02 10:00,m
u3,Cy,i1,add,0,,m
"""


@pytest.fixture
def forgotten() -> list[tuple[str, str | None]]:
    return []


@pytest.fixture
def store(tmp_path: Path) -> CourseStore:
    engine = open_database(f"sqlite:///{tmp_path / 'courses.db'}")
    return CourseStore(engine, open_roster(tmp_path / "roster.db"), now=lambda: NOW)


@pytest.fixture
def course(store: CourseStore) -> str:
    imported = read_file("f.csv", io.BytesIO(ANSWERS), now=NOW)
    made = Enrolment(store)(imported, Destination(None, "Maths", "UTC"), "t")
    ann = student(store, made, "Annabel Leeward")
    store.override(made, (ann, "add"), Override(Verdict.SECURE, "saw it", "t", NOW))
    store.wish(made, ann, Wish("add", Wanting.PIN, "t", NOW))
    title = Words("Practice", "练习")
    store.keep_sheets(made, [Sheet("1", made, ann, "", title, date(2026, 3, 1), "en", ())])
    return made


@pytest.fixture
def privacy(store: CourseStore, forgotten: list[tuple[str, str | None]]) -> Privacy:
    return Privacy(store, forget=[lambda course, who: forgotten.append((course, who))])


def student(store: CourseStore, course: str, name: str) -> str:
    return next(one.id for one in store.students(course) if one.name == name)


def held(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("*.db*"))


def test_what_is_kept_of_each(store: CourseStore, course: str, privacy: Privacy):
    counts = [
        (one.enrolled.name, one.responses, one.choices, one.sheets) for one in privacy.kept(course)
    ]
    assert counts == [("Annabel Leeward", 2, 2, 1), ("Bob", 1, 0, 0), ("Cy", 1, 0, 0)]


def test_a_copy_holds_everything_and_nobody_else(store: CourseStore, course: str, privacy: Privacy):
    ann = student(store, course, "Annabel Leeward")
    with zipfile.ZipFile(io.BytesIO(privacy.export_student(course, ann, "t"))) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert json.loads(texts["student.json"])["name"] == "Annabel Leeward"
    assert texts["responses.csv"].count("\n") == 3
    assert [one["kind"] for one in json.loads(texts["teacher.json"])] == ["override", "pin"]
    assert len(json.loads(texts["sheets.json"])) == 1
    assert "Bob" not in "".join(texts.values())


def test_deleting_leaves_nothing_of_a_student(
    store: CourseStore,
    course: str,
    privacy: Privacy,
    tmp_path: Path,
    forgotten: list[tuple[str, str | None]],
):
    ann = student(store, course, "Annabel Leeward")
    assert b"Annabel Leeward" in held(tmp_path)
    privacy.delete_student(course, ann, "t")
    assert forgotten == [(course, ann)]
    assert [one.name for one in store.students(course)] == ["Bob", "Cy"]
    assert len(store.log(course)) == 2
    assert store.overrides(course) == {}
    assert b"Annabel Leeward" not in held(tmp_path)
    assert ann.encode() not in held(tmp_path)
    with pytest.raises(KeyError):
        privacy.delete_student(course, ann, "t")


def test_a_deleted_student_s_file_may_be_imported_again(
    store: CourseStore, course: str, privacy: Privacy
):
    privacy.delete_student(course, student(store, course, "Bob"), "t")
    imported = read_file("f.csv", io.BytesIO(ANSWERS), now=NOW)
    assert Enrolment(store).add(imported, course, "t").added == 1


def test_a_file_called_after_a_student_loses_its_name_with_him(
    store: CourseStore, course: str, privacy: Privacy, tmp_path: Path
):
    own = ANSWERS.splitlines()[0] + b"\nu9,Zoe Quill,i9,add,1,2026-04-01 10:00,f\n"
    imported = read_file("Zoe Quill.csv", io.BytesIO(own), now=NOW)
    Enrolment(store).add(imported, course, "t")
    assert b"Zoe Quill.csv" in held(tmp_path)
    privacy.delete_student(course, student(store, course, "Zoe Quill"), "t")
    assert b"Zoe Quill" not in held(tmp_path)
    assert store.log(course).files == ("f.csv",)


def test_deleting_a_course_leaves_only_the_deed(
    store: CourseStore,
    course: str,
    privacy: Privacy,
    tmp_path: Path,
    forgotten: list[tuple[str, str | None]],
):
    ann = student(store, course, "Annabel Leeward")
    privacy.delete_course(course, "t")
    assert forgotten == [(course, None)]
    assert store.courses() == ()
    assert ann.encode() not in held(tmp_path)
    assert b"Annabel Leeward" not in held(tmp_path)
    assert store.deeds(course)[0].deed == "delete-course"
    with pytest.raises(KeyError):
        store.log(course)


def test_retention_deletes_what_is_older_and_who_has_nothing_left(
    store: CourseStore, course: str, privacy: Privacy
):
    assert privacy.retention(course) is None
    assert privacy.sweep() == ()
    privacy.set_retention(course, 30, "t")
    due = privacy.due(course)
    assert (due.responses, due.students) == (2, 2)
    assert [one.responses for one in privacy.sweep()] == [2]
    assert [one.name for one in store.students(course)] == ["Annabel Leeward", "Cy"]
    assert len(store.log(course)) == 2, "an answer without a time is kept from its import on"
    assert privacy.sweep() == ()


def test_answers_without_a_time_go_by_their_import(
    store: CourseStore, course: str, privacy: Privacy
):
    privacy.set_retention(course, 30, "t")
    later = Privacy(CourseStore(store.engine, store.roster, now=lambda: NOW + timedelta(days=31)))
    assert later.due(course).responses == 4


@pytest.mark.parametrize("days", [0, -3])
def test_retention_of_less_than_a_day_is_refused(course: str, privacy: Privacy, days: int):
    with pytest.raises(ValueError, match="days"):
        privacy.set_retention(course, days, "t")


def test_a_course_goes_out_whole(course: str, privacy: Privacy):
    with zipfile.ZipFile(io.BytesIO(privacy.export_course(course, "t"))) as archive:
        names = set(archive.namelist())
        roster = json.loads(archive.read("roster.json"))
    assert names == {"roster.json", "responses.csv", "graph.json", "teacher.json", "bank.json"}
    assert {one["source_id"] for one in roster} == {"u1", "u2", "u3"}


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    return open_roster(tmp_path / "names" / "roster.db")


def test_pseudonyms_are_steady_and_differ_by_course(roster: Roster):
    first = roster.pseudonyms("c1", ["u1", "u2"])
    assert first == roster.pseudonyms("c1", ["u1", "u2"])
    assert set(first.values()).isdisjoint(roster.pseudonyms("c2", ["u1", "u2"]).values())


def test_another_installation_gives_other_pseudonyms(roster: Roster, tmp_path: Path):
    other = open_roster(tmp_path / "other.db")
    assert roster.pseudonyms("c1", ["u1"]) != other.pseudonyms("c1", ["u1"])


def test_a_later_entry_adds_and_never_blanks(roster: Roster):
    roster.admit("c", [RosterEntry("u1", "Ann", {"class": "7b"})])
    roster.admit("c", [RosterEntry("u1", None, {"gender": "f"})])
    roster.admit("c", [RosterEntry("u1", "Ann Lee")])
    (one,) = roster.enrolled("c")
    assert (one.name, dict(one.groups)) == ("Ann Lee", {"class": "7b", "gender": "f"})


def test_a_new_salt_after_a_course_is_forgotten(roster: Roster):
    before = roster.admit("c", [RosterEntry("u1", "Ann")])
    roster.forget_course("c")
    assert roster.enrolled("c") == ()
    assert roster.admit("c", [RosterEntry("u1", "Ann")]) != before
