"""Logs keep what they are given, in order, and rows that tell of one response become one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.education.domain.intake.log import build_log, collapse, join, log_of, renamed, subset
from apps.education.domain.response import Response, RowSource

DAY = datetime(2026, 3, 1, 10, tzinfo=UTC)


def answer(
    student: str = "a",
    item: str = "i",
    points: tuple[str, ...] = ("x",),
    correct: bool = True,
    row: int = 2,
    **more: object,
) -> Response:
    return Response(student, item, points, correct, RowSource("f.csv", row), **more)  # pyright: ignore


def told(log) -> list[tuple[str, str, tuple[str, ...], int]]:
    every = [log.response(i) for i in range(len(log))]
    return [(one.student, one.item, one.points, one.source.row) for one in every]


def test_a_response_comes_back_as_it_was():
    full = answer(
        points=("x", "y"), at=DAY, seconds=12.5, hints=0, attempt=1, activity="quiz", order=7
    )
    bare = answer(item="j", row=3)
    assert [log_of([full, bare]).response(i) for i in (1, 0)] == [full, bare]


def test_sorted_by_student_time_order_and_row():
    given_rows = [
        answer("b", "late", row=2, at=DAY + timedelta(hours=1)),
        answer("b", "early", row=3, at=DAY),
        answer("a", "second", row=4, order=9),
        answer("a", "first", row=5, order=8),
        answer("c", "second", row=7),
        answer("c", "first", row=6),
    ]
    items = [one[1] for one in told(log_of(given_rows))]
    assert items == ["first", "second", "early", "late", "first", "second"]


def test_the_version_names_the_content_alone():
    rows = [answer("a", f"i{n}", row=n + 2, at=DAY + timedelta(minutes=n)) for n in range(5)]
    assert log_of(rows).version == log_of(rows[::-1]).version
    assert log_of(rows).version != log_of([*rows[:-1], replace(rows[-1], correct=False)]).version
    assert log_of(rows).version != log_of(rows[:-1]).version


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        log_of([answer(at=datetime(2026, 3, 1))])


def test_an_empty_log():
    log = collapse(build_log([]))
    assert len(log) == 0
    assert list(log.point_start) == [0]


def test_timed_rows_of_one_response_become_one_wherever_they_stand():
    rows = [
        answer(points=("x",), at=DAY, row=2),
        answer(item="j", at=DAY, row=3),
        answer(points=("y",), at=DAY, row=9),
    ]
    assert told(collapse(log_of(rows))) == [("a", "i", ("x", "y"), 2), ("a", "j", ("x",), 3)]


@pytest.mark.parametrize(
    "other",
    [
        {"correct": False},
        {"at": DAY + timedelta(seconds=1)},
        {"attempt": 2},
        {"seconds": 4.0},
        {"student": "b"},
        {"id": "another"},
    ],
)
def test_rows_that_differ_stay_apart(other: dict[str, object]):
    first = answer(points=("x",), at=DAY)
    second = replace(answer(points=("y",), at=DAY, row=3), **other)
    assert len(collapse(log_of([first, second]))) == 2


def test_untimed_rows_join_only_while_they_name_new_points():
    points = ["x", "y", "x", "x", "z"]
    rows = [answer(points=(point,), row=n + 2) for n, point in enumerate(points)]
    assert [one[2] for one in told(collapse(log_of(rows)))] == [("x", "y"), ("x",), ("x", "z")]


def test_rows_of_one_id_are_one_response_without_times():
    rows = [answer(points=(p,), row=n, id="r1") for n, p in ((2, "x"), (8, "y"))]
    assert told(collapse(log_of([*rows, answer(item="j", row=5, id="r2")])))[0][2] == ("x", "y")


def test_the_account_tells_repeats_from_further_points():
    rows = [answer(points=(p,), at=DAY, row=n) for n, p in ((2, "x"), (3, "y"), (4, "x"))]
    joined = join(log_of(rows))
    assert (len(joined.log), joined.further, list(joined.repeated)) == (1, 1, [2])
    assert list(joined.repeats) == [0]


def test_renamed_students_are_sorted_anew():
    log = renamed(log_of([answer("a"), answer("b", row=3)]), {"a": "z", "b": "y"})
    assert log.students == ("y", "z")
    assert [one[3] for one in told(log)] == [3, 2]


def test_a_subset_drops_names_that_it_does_not_use():
    log = log_of([answer("a"), answer("b", "j", ("y",), row=3)])
    part = subset(log, np.arange(1, 2))
    assert (part.students, part.items, part.points) == (("b",), ("j",), ("y",))


RESPONSES = st.lists(
    st.builds(
        answer,
        student=st.sampled_from("ab"),
        item=st.sampled_from("ij"),
        points=st.lists(st.sampled_from("xyz"), max_size=2, unique=True).map(tuple),
        correct=st.booleans(),
        row=st.integers(2, 40),
        at=st.none() | st.sampled_from([DAY, DAY + timedelta(minutes=1)]),
        attempt=st.none() | st.integers(1, 2),
    ),
    max_size=12,
)


@given(RESPONSES)
def test_collapsing_loses_no_point_and_invents_nothing(rows: list[Response]):
    log = log_of(rows)
    joined = join(log)
    once = joined.log
    assert len(once) + joined.further + len(joined.repeated) == len(log)
    before = {(one.student, one.item, one.at, point) for one in rows for point in one.points}
    after = {
        (one.student, one.item, one.at, point)
        for one in (once.response(i) for i in range(len(once)))
        for point in one.points
    }
    assert before == after
    assert set(once.students) == {one.student for one in rows}


@given(RESPONSES)
def test_a_log_built_from_its_own_responses_is_the_same(rows: list[Response]):
    log = log_of(rows)
    again = log_of([log.response(i) for i in range(len(log))])
    assert [again.response(i) for i in range(len(log))] == [
        log.response(i) for i in range(len(log))
    ]
