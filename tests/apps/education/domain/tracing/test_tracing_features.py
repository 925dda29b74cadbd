"""Features know nothing of what comes later, nor of the answer itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.intake.log import log_of
from apps.education.domain.response import Response, ResponseLog, RowSource
from apps.education.domain.tracing.difficulty import fit_difficulties
from apps.education.domain.tracing.features import (
    COLUMNS,
    align,
    features_of,
    fit_course,
    folds_of,
    training_features,
)
from apps.education.domain.tracing.parts import part_of
from apps.education.domain.tracing.related import related_points
from apps.education.domain.tracing.tracer import Fit
from apps.education.domain.words import Words


def answer(student: str, item: str, right: bool, *points: str, row: int = 1) -> Response:
    return Response(student, item, points, right, RowSource("made.csv", row))


def column(features: np.ndarray, name: str) -> np.ndarray:
    return features[:, COLUMNS.index(name)]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 13), st.data())
def test_what_comes_later_moves_nothing_before(
    fit: Fit, class_log: ResponseLog, whose: int, data: st.DataObject
) -> None:
    log = part_of(class_log, class_log.student == whose)
    i = data.draw(st.integers(0, len(log) - 1))
    turned = log.correct.copy()
    turned[i:] = ~turned[i:]
    other = replace(
        log,
        correct=turned,
        seconds=np.where(np.arange(len(log)) >= i, 999, log.seconds).astype(np.float32),
        hints=np.where(np.arange(len(log)) >= i, 9, log.hints).astype(np.int16),
        attempt=np.where(np.arange(len(log)) >= i, 7, log.attempt).astype(np.int16),
    )
    course = fit.tracer.course
    before = features_of(course, align(course, log))[: i + 1]
    np.testing.assert_array_equal(before, features_of(course, align(course, other))[: i + 1])


def test_training_rows_learn_nothing_of_their_own_answers(class_log: ResponseLog) -> None:
    folds = folds_of(class_log)
    features, _ = training_features(class_log, folds)
    turned = replace(class_log, correct=class_log.correct ^ (folds == 0))
    other, _ = training_features(turned, folds)
    first = np.searchsorted(class_log.student, class_log.student) == np.arange(len(class_log))
    own = np.flatnonzero(first & (folds == 0))
    assert len(own)
    np.testing.assert_allclose(features[own], other[own], atol=1e-6)
    assert not np.allclose(features[folds != 0], other[folds != 0])


def test_an_item_of_one_student_has_no_known_difficulty_for_him() -> None:
    rows = [answer(f"s{i}", f"i{i}", i % 2 == 0, "p", row=i) for i in range(20)]
    log = log_of(rows)
    features, course = training_features(log, folds_of(log))
    assert not column(features, "item").any()
    assert (column(features, "item_unsure") == 1).all()
    assert course.difficulties.item.any()


def test_items_and_points_that_the_course_has_not_seen(fit: Fit) -> None:
    log = log_of([answer("new", "strange", True, "odd", row=1), answer("new", "x", False, row=2)])
    features = features_of(fit.tracer.course, align(fit.tracer.course, log))
    assert np.isfinite(features).all()
    assert column(features, "item").tolist() == [0, 0]
    assert column(features, "item_unsure").tolist() == [1, 1]


def test_a_response_of_several_points_counts_for_each() -> None:
    log = log_of(
        [
            answer("s", "a", True, "p", "q", row=1),
            answer("s", "b", False, "q", row=2),
            answer("s", "c", True, "p", "r", row=3),
        ]
    )
    course = fit_course(log)
    features = features_of(course, align(course, log))
    assert column(features, "several").tolist() == [1, 0, 1]
    assert column(features, "point_new").tolist() == [1, 0, 0.5]
    assert column(features, "all_log_count").tolist() == pytest.approx(np.log1p([0, 1, 2]))


def test_difficulties_order_items_and_shrink_those_seldom_asked() -> None:
    rows = [answer(f"s{i}", "easy", i % 5 > 0, "p", row=i) for i in range(40)]
    rows += [answer(f"s{i}", "hard", i % 5 == 0, "p", row=99 + i) for i in range(40)]
    rows += [answer("s1", "once", False, "p", row=200)]
    log = log_of(rows)
    found = fit_difficulties(log)
    by_name = dict(zip(log.items, found.item, strict=True))
    assert by_name["easy"] > 0.5
    assert by_name["hard"] < -0.5
    assert by_name["hard"] < by_name["once"] < 0


def test_an_empty_log() -> None:
    log = log_of([])
    course = fit_course(log)
    assert features_of(course, align(course, log)).shape == (0, len(COLUMNS))


def test_points_beside_in_the_graph_are_related_and_loops_are_not() -> None:
    log = log_of([answer("s", "a", True, "p"), answer("t", "b", False, "q")])
    names = ("p", "q", "r")
    points = {name: Point(name, Words(name, name)) for name in names}
    graph = KnowledgeGraph("loop", points, {"p": ("p", "q"), "q": ("p",), "r": ("gone",)})
    found = related_points(log, np.array([0.5, -0.5]), graph, names)
    assert found.point[0, 0] == 1
    assert found.point[1, 0] == 0
    assert (found.point[2] == -1).all()
    assert 0 not in found.point[0]
