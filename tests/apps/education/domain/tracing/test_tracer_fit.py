"""Fitting: better than chance, near the start when little is known, calibrated, repeatable."""

from __future__ import annotations

import numpy as np
import pytest

from apps.education.domain.intake.log import build_log, log_of
from apps.education.domain.response import Response, ResponseLog, RowSource
from apps.education.domain.simulator.course import course_graph
from apps.education.domain.simulator.plan import ClassPlan
from apps.education.domain.simulator.term import SimulatedClass, simulate
from apps.education.domain.tracing.calibration import (
    Calibration,
    activity_quartiles,
    calibration_error,
    fit_calibration,
)
from apps.education.domain.tracing.contexts import KINDS, fit_contexts
from apps.education.domain.tracing.expansion import TERMS, expand
from apps.education.domain.tracing.features import COLUMNS
from apps.education.domain.tracing.ridge import fit_weights
from apps.education.domain.tracing.spread import Spread, fit_spread
from apps.education.domain.tracing.start import plain_weights, start_weights
from apps.education.domain.tracing.state import states_of
from apps.education.domain.tracing.tracer import Fit, fit_tracer
from apps.education.domain.tracing.untaught import untaught_points
from benchmarks.kt_measures import area


def test_honest_logits_tell_right_answers_apart(fit: Fit, class_log: ResponseLog) -> None:
    assert (area(fit.logits, class_log.correct) or 0) > 0.65
    chance = 1 / (1 + np.exp(-fit.logits))
    assert (calibration_error(chance, class_log.correct) or 1) < 0.06


def test_the_same_log_and_seed_give_the_same_tracer(
    fit: Fit, simulated: SimulatedClass, class_log: ResponseLog
) -> None:
    again = fit_tracer(class_log, simulated.graph)
    np.testing.assert_array_equal(again.tracer.weights, fit.tracer.weights)
    assert again.tracer.calibration == fit.tracer.calibration


def test_one_response_is_enough_not_to_fail() -> None:
    log = log_of([Response("s", "i", ("p",), True, RowSource("f", 2))])
    tracer = fit_tracer(log).tracer
    assert 0.2 < tracer.predictions(log)[0] < 0.95
    assert fit_tracer(log_of([])).tracer.rows == 0


def test_a_small_log_stays_near_the_start_and_a_long_one_leaves_it() -> None:
    rng = np.random.default_rng(0)
    terms = np.column_stack((np.ones(4000), rng.normal(size=4000))).astype(np.float32)
    right = rng.random(4000) < 1 / (1 + np.exp(-2.0 * terms[:, 1]))
    prior, precision = np.array([0.0, -1.0]), np.array([0.1, 8.0])
    few = fit_weights(terms[:5], right[:5], prior, precision)
    many = fit_weights(terms, right, prior, precision)
    assert few[1] < 0
    assert many[1] == pytest.approx(2.0, abs=0.2)


def test_terms_bend_at_knots_and_repeat_for_known_items() -> None:
    features = np.zeros((2, len(COLUMNS)), np.float32)
    features[:, COLUMNS.index("base")] = 2.0
    features[:, COLUMNS.index("item_new")] = (1.0, 0.0)
    terms = expand(features)
    assert terms.shape == (2, len(TERMS))
    assert terms[:, TERMS.index("base>0.50")].tolist() == [1.5, 1.5]
    assert terms[:, TERMS.index("again*base")].tolist() == [0.0, 2.0]


def test_starting_weights_cover_every_term_and_learned_from_their_beginnings() -> None:
    assert start_weights().shape == plain_weights().shape == (len(TERMS),)
    assert start_weights()[TERMS.index("base")] > 0
    assert not np.array_equal(start_weights(), plain_weights())


def test_calibration_turns_overconfident_logits_back() -> None:
    rng = np.random.default_rng(1)
    true = rng.normal(size=20_000)
    right = rng.random(20_000) < 1 / (1 + np.exp(-true))
    found = fit_calibration(2 * true + 1, np.full(20_000, 5.0), right)
    assert found.slope == pytest.approx(0.5, abs=0.03)
    told = 1 / (1 + np.exp(-found.logits(2 * true + 1, np.full(20_000, 5.0))))
    assert (calibration_error(told, right) or 1) < 0.02
    assert fit_calibration(true[:0], true[:0], right[:0]) == Calibration()


def test_calibration_error_by_hand() -> None:
    assert calibration_error(np.array([0.9, 0.9]), np.array([True, False])) == pytest.approx(0.4)
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0
    assert calibration_error(np.zeros(0), np.zeros(0, bool)) is None


def test_quartiles_are_of_students_by_their_answers() -> None:
    student = np.repeat(np.arange(4, dtype=np.int32), [5, 1, 9, 2])
    found = activity_quartiles(student)
    assert [int(found[student == s][0]) for s in range(4)] == [2, 0, 3, 1]


def test_shifts_of_situations_are_learned_shrunk_and_forgotten_when_rare() -> None:
    keys = np.repeat(
        np.array([[7] * len(KINDS), [9] * len(KINDS), [4] * len(KINDS)]), [50, 50, 2], 0
    )
    right = np.array([True] * 50 + [False] * 50 + [True] * 2)
    contexts = fit_contexts(keys, right, np.zeros(102))
    shifts = contexts.columns(np.array([[7] * len(KINDS), [9] * len(KINDS), [4] * len(KINDS)]))
    assert (shifts[0] > 0.5).all()
    assert (shifts[1] < -0.5).all()
    assert (shifts[2] == 0).all()


def test_spread_finds_how_far_truth_lies_from_predictions() -> None:
    wide, narrow = (_spread_of(deviation) for deviation in (1.2, 0.2))
    told = [
        float(spread.variance(np.array([2.0]), np.array([0.0]))[0]) for spread in (wide, narrow)
    ]
    assert told[0] == pytest.approx(1.44, rel=0.35)
    assert told[1] < 0.2
    assert fit_spread(log_of([]), np.zeros(0), np.zeros(0)) == Spread()


def _spread_of(deviation: float) -> Spread:
    """Students whose true logits at a point lie around a prediction of 0."""
    rng = np.random.default_rng(2)
    rows = [
        Response(f"s{s:04d}", f"i{s}-{i}", ("p",), bool(right), RowSource("f", 10 * s + i))
        for s, true in enumerate(rng.normal(0, deviation, 1500))
        for i, right in enumerate(rng.random(6) < 1 / (1 + np.exp(-true)))
    ]
    log = log_of(rows)
    return fit_spread(log, np.zeros(len(log)), np.zeros(len(log)))


def test_intervals_hold_the_hidden_truth_of_a_class_that_was_not_fitted() -> None:
    made = simulate(course_graph(25, seed=77), ClassPlan(students=20, weeks=8), seed=77)
    log = build_log(made.responses)
    tracer, truth = fit_tracer(log, made.graph).tracer, made.truth
    row = {student: i for i, student in enumerate(truth.students)}
    held = [
        mastery.low <= truth.probability_SP[row[state.student], p] <= mastery.high
        for state in states_of(tracer, log)
        for p, mastery in enumerate(state.mastery(truth.points, truth.as_of))
        if mastery.evidence
    ]
    assert 0.82 < np.mean(held) < 0.98


def test_untaught_points_in_a_graph_with_a_cycle(simulated: SimulatedClass) -> None:
    from apps.education.domain.graph import KnowledgeGraph

    needs = {"b": ("a",), "a": ("b",), "c": ("b",), "d": ("c",)}
    graph = KnowledgeGraph("cycle", {}, needs)
    names = ("a", "b", "c", "d")
    assert untaught_points(graph, names, np.array([0.0, 0, 3, 0])).tolist() == [0, 0, 0, 1]
    assert not untaught_points(None, names, np.zeros(4)).any()
    assert not untaught_points(graph, names, np.zeros(4)).any()
