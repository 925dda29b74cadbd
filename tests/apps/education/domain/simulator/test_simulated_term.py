"""A simulated class is the same for the same seed, and its answers follow its hidden truth."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.simulator.classroom import Classroom
from apps.education.domain.simulator.course import course_graph, depths, teaching_order
from apps.education.domain.simulator.plan import ClassPlan
from apps.education.domain.simulator.term import simulate
from apps.education.domain.words import Words

SMALL = ClassPlan(students=8, weeks=6)


@pytest.fixture(scope="module")
def term():
    return simulate(course_graph(20, seed=3), SMALL, seed=5)


def test_the_same_seed_gives_the_same_class(term):
    again = simulate(course_graph(20, seed=3), SMALL, seed=5)
    assert again.responses == term.responses
    assert np.array_equal(again.truth.probability_SP, term.truth.probability_SP)
    other = simulate(course_graph(20, seed=3), SMALL, seed=6)
    assert other.responses != term.responses


def test_responses_are_in_order_of_time_and_name_their_row(term):
    times = [r.at for r in term.responses]
    assert times == sorted(times)
    assert [r.source.row for r in term.responses] == list(range(2, len(times) + 2))
    assert all(r.at < term.truth.as_of for r in term.responses)


def test_points_beyond_the_syllabus_are_not_answered_alone(term):
    taught = set(term.classroom.order[: round(20 * SMALL.taught_share)])
    assert {r.points[0] for r in term.responses} <= taught


def test_who_truly_knows_a_point_answers_it_better(term):
    place = {p: i for i, p in enumerate(term.truth.points)}
    row = {s: i for i, s in enumerate(term.truth.students)}
    weak, right = [], []
    for response in term.responses[-400:]:
        weak.append(term.truth.weak_SP[row[response.student], place[response.points[0]]])
        right.append(response.correct)
    weak, right = np.array(weak), np.array(right)
    assert right[~weak].mean() > right[weak].mean() + 0.3


def test_what_is_not_practised_is_forgotten():
    room = Classroom(course_graph(5, seed=1), ClassPlan(students=3, head_start=50.0), seed=1)
    point = room.order[0]
    chances = [room.truth("s001", point, day) for day in (0, 10, 100, 1000)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[-1] + 0.3


def test_practice_brings_back_what_fades():
    room = Classroom(course_graph(5, seed=1), ClassPlan(students=3, head_start=50.0), seed=1)
    point = room.order[0]
    before = room.truth("s001", point, 200)
    room.answer("s001", room.bank[point][0], 200)
    assert room.truth("s001", point, 200) > before


def test_missing_prerequisites_hold_learning_back():
    chain = KnowledgeGraph(
        "pair",
        {p: Point(p, Words(p, p)) for p in ("base", "top")},
        {"top": ("base",)},
    )
    nothing = ClassPlan(students=200, head_start=-50.0, unready=0.0)
    room = Classroom(chain, nothing, seed=2)
    for student in room.pupils:
        room.instruct(student, "top", 0)
    assert not any(room.recall(s, "top", 0) for s in room.pupils)
    for student in room.pupils:
        room.instruct(student, "base", 0)
        room.instruct(student, "top", 0)
    knows = {p: {s for s in room.pupils if room.recall(s, p, 0)} for p in ("base", "top")}
    assert knows["top"] < knows["base"]


def test_absences_leave_gaps():
    plan = replace(SMALL, attendance=0.5, diligence=0.0)
    made = simulate(course_graph(20, seed=3), plan, seed=5)
    full = simulate(course_graph(20, seed=3), replace(plan, attendance=1.0), seed=5)
    assert len(made.responses) < 0.8 * len(full.responses)


def test_repeated_items_count_their_attempts(term):
    tries = Counter()
    for response in term.responses:
        tries[response.student, response.item] += 1
        assert response.attempt is not None
    assert max(r.attempt for r in term.responses) == max(tries.values())


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_order_keeps_prerequisites_first(seed):
    graph = course_graph(30, seed=seed)
    order = teaching_order(graph)
    place = {p: i for i, p in enumerate(order)}
    assert all(place[n] < place[p] for p in order for n in graph.prerequisites(p))
    deep = depths(graph)
    assert all(deep[n] < deep[p] for p in order for n in graph.prerequisites(p))


def test_a_cycle_is_named():
    points = {p: Point(p, Words(p, p)) for p in "ab"}
    with pytest.raises(ValueError, match="a -> b"):
        simulate(KnowledgeGraph("loop", points, {"a": ("b",), "b": ("a",)}), SMALL)


@pytest.mark.parametrize("wrong", [{"students": 0}, {"attendance": 1.5}, {"stability": 0.0}])
def test_a_plan_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ClassPlan(**wrong)


def test_no_points_is_refused():
    with pytest.raises(ValueError, match="0 points"):
        course_graph(0, seed=1)
