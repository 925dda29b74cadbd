"""The desk over a shelf: classes, paths, what is said, what is supposed, what is linked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.education.domain.path import Because
from apps.education.domain.weakness import Verdict
from apps.education.service.classroom import Supposed, coming_points
from apps.education.service.course_tracer import CourseTracer
from apps.education.service.desk import Desk
from apps.education.service.shelf import Wanting
from tests.fakes.education_catalogue import small_catalogue
from tests.fakes.education_class import GRAPH, NOW, CountingModel, plain_judge, small_log
from tests.fakes.education_shelf import COURSE, SmallShelf


@pytest.fixture
def desk() -> Desk:
    tracer = CourseTracer(CountingModel())
    bundled = small_catalogue().graph.points
    return Desk(SmallShelf(), lambda course: tracer, plain_judge, lambda: bundled, now=lambda: NOW)


def test_a_class_judges_every_student_at_every_point(desk: Desk) -> None:
    room = desk.room(COURSE)
    assert room is not None
    assert [one.id for one in room.points] == ["count", "add", "subtract", "word"]
    assert len(room.judged) == 3 * 4
    assert room.verdict("ada", "subtract") is Verdict.WEAK
    assert room.verdict("ada", "count") is Verdict.SECURE
    assert room.verdict("cy", "subtract") is Verdict.UNDECIDED
    assert room.judged["ada", "add"].mastery.probability == pytest.approx(4 / 6)


def test_a_class_without_a_model_is_not_there(desk: Desk) -> None:
    without = Desk(SmallShelf(), lambda course: None, plain_judge, dict, now=lambda: NOW)
    assert without.room(COURSE) is None


def test_what_was_judged_is_kept_while_it_rests_on_the_same(desk: Desk) -> None:
    before = desk.room(COURSE)
    assert before is not None
    desk.wish(Wanting.PIN, COURSE, "ada", "count", "me")
    again = desk.room(COURSE, before)
    assert again is not None
    assert again.judged is before.judged
    later = desk.room(COURSE)
    assert later is not None
    assert later.judged is not before.judged


def test_a_word_of_the_teacher_counts_for_certain(desk: Desk) -> None:
    desk.override(COURSE, "ada", "subtract", Verdict.SECURE, " saw it ", "me")
    room = desk.room(COURSE)
    assert room is not None
    stands = room.stands("ada", "subtract")
    assert (stands.verdict, stands.weak_probability) == (Verdict.SECURE, 0.0)
    assert room.overrides["ada", "subtract"].reason == "saw it"
    assert "subtract" not in [step.point for step in desk.path(room, "ada", minutes=60).steps]


def test_pins_come_first_and_skips_never(desk: Desk) -> None:
    desk.wish(Wanting.PIN, COURSE, "bo", "subtract", "me")
    desk.wish(Wanting.SKIP, COURSE, "bo", "add", "me")
    room = desk.room(COURSE)
    assert room is not None
    steps = desk.path(room, "bo", minutes=60).steps
    assert steps[0].point == "subtract"
    assert Because.PINNED in {one.because for one in steps[0].reasons}
    assert "add" not in {step.point for step in steps}


def test_what_is_supposed_moves_the_path_and_nothing_else(desk: Desk) -> None:
    room = desk.room(COURSE)
    assert room is not None
    path = desk.path(room, "ada", minutes=60)
    found = desk.supposing(room, "ada", path, Supposed("subtract", True, 10))
    now = {one.point: one.probability for one in found.masteries}
    assert now["subtract"] == pytest.approx(11 / 19)
    assert room.judged["ada", "subtract"].mastery.probability == pytest.approx(1 / 9)


def test_a_curve_knows_only_what_was_known_then(desk: Desk) -> None:
    room = desk.room(COURSE)
    assert room is not None
    curve = desk.curve(room, "ada", "add")
    assert [one.mastery.probability for one in curve] == pytest.approx([2 / 3, 3 / 4, 4 / 5, 4 / 6])
    assert all(one.mastery.evidence[-1] == one.row for one in curve)


def test_points_are_linked_by_name_or_as_the_teacher_says(desk: Desk) -> None:
    points = list(GRAPH.points.values())
    assert desk.links(COURSE, points) == {"count": "sums.count", "add": "sums.add"}
    assert desk.proposals(GRAPH.points["subtract"])[0].id in small_catalogue().points
    desk.link(COURSE, "subtract", "sums.carry", "me")
    assert desk.links(COURSE, points)["subtract"] == "sums.carry"
    desk.link(COURSE, "subtract", None, "me")
    assert "subtract" not in desk.links(COURSE, points)


def test_a_large_graph_shows_what_builds_on_the_answered() -> None:
    assert coming_points(small_log(), GRAPH) == ["word"]
    assert coming_points(small_log(), GRAPH, most=3) == []


def test_a_class_is_looked_at_now_and_a_made_up_one_at_its_end(desk: Desk) -> None:
    room = desk.room(COURSE)
    assert room is not None
    assert NOW - room.as_of > timedelta(days=1)
