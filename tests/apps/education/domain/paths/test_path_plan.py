"""A path keeps prerequisites first, the teacher's wishes and the time, and says why."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Basis, Mastery
from apps.education.domain.path import Because, StepKind
from apps.education.domain.paths.memory import memory
from apps.education.domain.paths.plan import plan
from apps.education.domain.paths.settings import PathSettings, Wishes
from apps.education.domain.response import Response, RowSource
from apps.education.domain.simulator.course import course_graph
from apps.education.domain.weakness import Verdict, WeakPoint
from apps.education.domain.words import Words

NOW = datetime(2026, 5, 1, tzinfo=UTC)
EMPTY = log_of([])
CHAIN = KnowledgeGraph(
    "chain",
    {p: Point(p, Words(f"the {p}", f"{p}点")) for p in ("add", "times", "power")},
    {"times": ("add",), "power": ("times",)},
)


def judged(point: str, probability: float, evidence=(), student="s") -> WeakPoint:
    verdict = Verdict.WEAK if probability < 0.35 else Verdict.UNDECIDED
    verdict = Verdict.SECURE if probability > 0.75 else verdict
    basis = Basis.OWN if evidence else Basis.CLASS
    mastery = Mastery(
        student, point, probability, probability, probability, basis, tuple(evidence), NOW
    )
    return WeakPoint(mastery, verdict, 1 - probability, 4 if verdict is Verdict.UNDECIDED else None)


def path(points: dict[str, float], minutes=60.0, wishes=None, graph=CHAIN, log=EMPTY, **more):
    many = [judged(p, chance) for p, chance in points.items()]
    return plan("s", many, graph, log, now=NOW, budget_minutes=minutes, wishes=wishes, **more)


def test_prerequisites_come_first():
    found = path({"power": 0.2, "times": 0.2, "add": 0.2})
    assert [s.point for s in found.steps] == ["add", "times", "power"]


def test_what_is_secure_is_not_practised():
    found = path({"add": 0.95, "times": 0.2, "power": 0.95})
    assert [s.point for s in found.steps] == ["times"]
    reasons = {r.because for r in found.steps[0].reasons}
    assert {Because.WEAK, Because.READY} <= reasons


def test_a_step_that_opens_another_says_so():
    first = path({"add": 0.2, "times": 0.2, "power": 0.9}).steps[0]
    unlocks = next(r for r in first.reasons if r.because is Because.UNLOCKS)
    assert unlocks.points == ("times",)
    assert "the times" in unlocks.words.en
    assert "times点" in unlocks.words.zh


def test_the_time_is_kept_and_what_it_leaves_out_is_told():
    found = path({"add": 0.2, "times": 0.2, "power": 0.2}, minutes=8)
    assert found.minutes <= 8
    left = {out.point: out.words.en for out in found.left_out}
    assert "power" in left
    assert path({"add": 0.2}, minutes=0).steps == ()


def test_pins_come_first_and_skips_never():
    wishes = Wishes(pins=("power",), skips=frozenset({"add"}))
    found = path({"add": 0.2, "times": 0.2, "power": 0.2}, wishes=wishes)
    assert found.steps[0].point == "power"
    assert found.steps[0].pinned
    assert found.steps[0].reasons[0].because is Because.PINNED
    assert "add" not in [s.point for s in found.steps]
    assert ("add", "Skipped by the teacher.") in [(o.point, o.words.en) for o in found.left_out]


def test_a_goal_draws_the_path_towards_it():
    graph = KnowledgeGraph(
        "two strands",
        {p: Point(p, Words(p, p)) for p in ("a", "b", "x", "y")},
        {"b": ("a",), "y": ("x",)},
    )
    points = dict.fromkeys(("a", "b", "x", "y"), 0.2)
    found = path(points, minutes=14, graph=graph, wishes=Wishes(goals=("y",)))
    assert found.steps[0].point == "x"
    assert Because.GOAL in {r.because for r in found.steps[0].reasons}
    assert found.goals == ("y",)


def test_a_wish_for_an_unknown_point_is_answered():
    found = path({"add": 0.2}, wishes=Wishes(goals=("nowhere",), pins=("gone",)))
    left = {out.point for out in found.left_out}
    assert {"nowhere", "gone"} <= left


def test_an_open_point_is_checked():
    step = path({"add": 0.55}).steps[0]
    assert step.kind is StepKind.CHECK
    open_ = next(r for r in step.reasons if r.because is Because.OPEN)
    assert "4 more" in open_.words.en


def practice(days_ago: list[int], right: list[bool]):
    return log_of(
        [
            Response("s", "i", ("add",), ok, RowSource("f", n + 1), at=NOW - timedelta(days=ago))
            for n, (ago, ok) in enumerate(zip(days_ago, right, strict=True))
        ]
    )


def test_what_fades_is_reviewed_with_its_evidence():
    log = practice([130, 128, 120], [True, True, True])
    many = [judged("add", 0.6, evidence=(0, 1, 2))]
    found = plan("s", many, CHAIN, log, now=NOW, budget_minutes=30)
    assert found.steps[0].kind is StepKind.REVIEW
    why = next(r for r in found.steps[0].reasons if r.because is Because.FORGETTING)
    assert why.evidence == (0, 1, 2)
    assert "120 days" in why.words.en


def test_who_tried_in_vain_is_sent_elsewhere():
    log = practice([12 - n for n in range(12)], [False] * 12)
    graph = KnowledgeGraph("apart", {p: Point(p, Words(p, p)) for p in ("add", "other")}, {})
    many = [judged("add", 0.25, evidence=range(12)), judged("other", 0.25)]
    found = plan("s", many, graph, log, now=NOW, budget_minutes=60)
    assert found.steps[0].point == "other"


def test_memory_fades_and_success_makes_it_last():
    log = practice([30], [True])
    held = memory(log, (0,), NOW)
    assert held is not None
    assert 0 < held.recall < 1
    later = memory(log, (0,), NOW + timedelta(days=60))
    assert later is not None
    assert later.recall < held.recall
    twice = practice([40, 30], [True, True])
    longer = memory(twice, (0, 1), NOW)
    assert longer is not None
    assert longer.stability > held.stability


def test_nothing_right_or_no_time_is_no_memory():
    assert memory(practice([3], [False]), (0,), NOW) is None
    timeless = log_of([Response("s", "i", ("add",), True, RowSource("f", 1))])
    assert memory(timeless, (0,), NOW) is None
    assert memory(EMPTY, (), NOW) is None
    with pytest.raises(ValueError, match="time zone"):
        memory(EMPTY, (), NOW.replace(tzinfo=None))


def test_a_cycle_does_not_hold_it_up():
    loop = replace(CHAIN, needs={"add": ("power",), "times": ("add",), "power": ("times", "power")})
    found = path({"add": 0.2, "times": 0.2, "power": 0.2}, graph=loop)
    assert found.steps


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 10_000), st.floats(0, 90), st.lists(st.floats(0, 1), min_size=12, max_size=12)
)
def test_every_path_keeps_its_promises(seed, minutes, chances):
    graph = course_graph(12, seed=seed)
    points = dict(zip(graph.points, chances, strict=True))
    skips = frozenset(list(points)[:2])
    found = path(points, minutes, Wishes(skips=skips, pins=(list(points)[5],)), graph)
    steps = [s.point for s in found.steps]
    assert len(steps) == len(set(steps))
    assert found.minutes <= minutes + 1e-6
    assert not skips & set(steps)
    assert all(s.exercises >= 1 and s.gain >= 0 for s in found.steps)
    assert not set(steps) & {out.point for out in found.left_out}


def test_others_and_doubles_are_refused():
    with pytest.raises(ValueError, match="'other'"):
        plan("s", [judged("add", 0.2, student="other")], CHAIN, EMPTY, now=NOW, budget_minutes=9)
    twice = [judged("add", 0.2), judged("add", 0.3)]
    with pytest.raises(ValueError, match="judged twice"):
        plan("s", twice, CHAIN, EMPTY, now=NOW, budget_minutes=9)
    with pytest.raises(ValueError, match="budget"):
        path({"add": 0.2}, minutes=-1)
    with pytest.raises(ValueError, match="both pinned and skipped"):
        Wishes(pins=("add",), skips=frozenset({"add"}))
    with pytest.raises(ValueError, match="learn"):
        PathSettings(learn=2.0)


def test_two_hundred_points_are_planned_at_once():
    graph = course_graph(200, seed=1)
    points = {p: (i % 10) / 10 for i, p in enumerate(graph.points)}
    path(points, 30, graph=graph)
    best = min(_seconds(lambda: path(points, 30, graph=graph)) for _ in range(3))
    assert best < 0.5


def _seconds(work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
