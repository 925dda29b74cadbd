"""A student's state: the same as a trace, fast, and honest about what it rests on."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Basis
from apps.education.domain.response import Response, ResponseLog, RowSource
from apps.education.domain.simulator.term import SimulatedClass
from apps.education.domain.tracing.state import (
    StudentState,
    class_mastery,
    state_of,
    states_of,
)
from apps.education.domain.tracing.tracer import Fit, fit_tracer

LATER = datetime(2026, 8, 1, tzinfo=UTC)


def test_moved_answer_by_answer_it_predicts_what_the_trace_does(
    fit: Fit, class_log: ResponseLog
) -> None:
    expected = fit.tracer.predictions(class_log)
    for student in class_log.students[:3]:
        state = StudentState(fit.tracer, student)
        for i in class_log.rows_of(student):
            response = class_log.response(i)
            said = state.predict(response.points, response.item, response.at)
            assert said == pytest.approx(expected[i], abs=2e-5)
            state.update(response, i)


def test_states_of_a_log_are_those_reached_one_by_one(fit: Fit, class_log: ResponseLog) -> None:
    points = fit.tracer.course.points
    for state in states_of(fit.tracer, class_log):
        alone = state_of(fit.tracer, class_log, state.student)
        for one, other in zip(
            state.mastery(points, LATER), alone.mastery(points, LATER), strict=True
        ):
            assert one.probability == pytest.approx(other.probability, abs=2e-5)
            assert (one.evidence, one.basis) == (other.evidence, other.basis)


def test_mastery_is_ordered_and_says_what_it_rests_on(fit: Fit, class_log: ResponseLog) -> None:
    points = fit.tracer.course.points
    for row in class_mastery(states_of(fit.tracer, class_log), points, LATER):
        for mastery in row:
            assert 0 < mastery.low < mastery.probability < mastery.high < 1
            assert (mastery.basis is Basis.OWN) == bool(mastery.evidence)
            for i in mastery.evidence:
                assert mastery.point in class_log.response(i).points
                assert class_log.response(i).student == mastery.student


def test_a_stranger_is_judged_by_the_class(fit: Fit, class_log: ResponseLog) -> None:
    state = state_of(fit.tracer, class_log, "nobody")
    (known,) = state.mastery(class_log.points[:1])
    assert known.basis is Basis.CLASS
    assert known.evidence == ()
    state.update(class_log.response(0))
    others = [p for p in class_log.points if p not in class_log.response(0).points]
    assert state.mastery(others[:1])[0].basis is Basis.RELATED


def test_right_answers_raise_mastery_and_narrow_it(fit: Fit, class_log: ResponseLog) -> None:
    point = class_log.points[0]
    good, bad = StudentState(fit.tracer, "good"), StudentState(fit.tracer, "bad")
    widths = []
    for i in range(8):
        (before,) = good.mastery((point,))
        widths.append(fit.tracer.spread.variance(np.array([i]), np.array([0]))[0])
        for state, right in ((good, True), (bad, False)):
            state.update(Response(state.student, f"n{i}", (point,), right, RowSource("x", i)))
        assert before.probability > bad.mastery((point,))[0].probability
    assert good.mastery((point,))[0].probability > bad.mastery((point,))[0].probability + 0.2
    assert widths == sorted(widths, reverse=True)


def test_points_that_the_class_has_not_come_to(simulated: SimulatedClass) -> None:
    order = simulated.classroom.order
    taught = set(order[:10])
    rows = [r for r in simulated.responses if set(r.points) <= taught]
    log = log_of(rows)
    tracer = fit_tracer(log, simulated.graph).tracer
    state = state_of(tracer, log, log.students[0])
    untaught = [
        p for p, flag in zip(tracer.course.points, tracer.course.untaught, strict=True) if flag
    ]
    assert untaught
    assert not set(untaught) & set(log.points)
    (mastery,) = state.mastery(untaught[:1])
    assert mastery.probability < state.predict((untaught[0],))
    assert mastery.high - mastery.low > 0.3


def test_an_answer_costs_at_most_ten_milliseconds(fit: Fit, class_log: ResponseLog) -> None:
    state = state_of(fit.tracer, class_log, class_log.students[0])
    response = replace(class_log.response(0), at=LATER)
    took = []
    for i in range(20):
        started = time.process_time()
        state.update(replace(response, at=LATER + timedelta(minutes=i)))
        state.predict(response.points, response.item, LATER)
        took.append(time.process_time() - started)
    assert min(took) < 0.010


def test_forty_students_by_two_hundred_points(fit: Fit, class_log: ResponseLog) -> None:
    states = (list(states_of(fit.tracer, class_log)) * 3)[:40]
    points = (fit.tracer.course.points * 10)[:200]
    took = []
    for _ in range(3):
        started = time.process_time()
        table = class_mastery(states, points, LATER)
        took.append(time.process_time() - started)
    assert sum(len(row) for row in table) == 8000
    assert min(took) < 1.0


def test_no_points_no_mastery(fit: Fit) -> None:
    assert StudentState(fit.tracer, "s").mastery(()) == ()
