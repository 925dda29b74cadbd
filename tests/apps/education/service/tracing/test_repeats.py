"""Repeats in a row: counted per student, learned from others, the same in any order of points."""

import numpy as np
import pytest

from apps.education.domain.intake.log import log_of
from apps.education.domain.response import Response, RowSource
from apps.education.service.tracing.repeats import (
    MOST_REPEATS,
    columns_of_others,
    fit_repeats,
    keys_of,
    repeats_of,
)


def test_counts_runs_per_student() -> None:
    asked = [("a", "x"), ("a", "x"), ("a", "y"), ("a", "x"), ("b", "x"), ("b", "x")]
    log = log_of([Response(s, i, ("p",), True, RowSource("f", 1)) for s, i in asked])
    assert repeats_of(log).tolist() == [0, 1, 0, 0, 0, 1]
    many = log_of([Response("a", "x", ("p",), True, RowSource("f", n)) for n in range(20)])
    assert repeats_of(many).max() == MOST_REPEATS


def test_order_and_padding_of_points_do_not_matter() -> None:
    item, repeats = np.array([3, 3]), np.array([1, 1])
    one = keys_of(item, np.array([[2, 5, 0], [5, 2, 0]]), repeats)
    assert (one[0] == one[1]).all()
    assert (keys_of(item, np.array([[2, 5], [5, 2]]), repeats) == one).all()
    assert keys_of(item, np.array([[2, 0], [5, 0]]), repeats)[0, 1] != one[0, 1]


def test_learns_that_a_second_try_is_easier() -> None:
    item, repeats = np.full(80, 1), np.tile([0, 1], 40)
    keys = keys_of(item, np.ones((80, 1), np.int64), repeats)
    right = repeats == 1
    learned = fit_repeats(keys, right).columns(keys)
    assert (learned[right, :2] > 1).all()
    assert (learned[~right, :2] < -1).all()
    strange = keys_of(np.array([7]), np.ones((1, 1), np.int64), np.array([0]))
    assert fit_repeats(keys, right).columns(strange)[0] == pytest.approx([0, 0, 1, 1])


def test_training_columns_know_nothing_of_their_own_fold() -> None:
    rng = np.random.default_rng(1)
    keys = keys_of(rng.integers(1, 4, 60), np.ones((60, 1), np.int64), np.zeros(60, np.int64))
    folds, right = np.repeat([0, 1, 2], 20), rng.random(60) < 0.5
    before = columns_of_others(keys, right, folds)
    flipped = np.where(folds == 1, ~right, right)
    after = columns_of_others(keys, flipped, folds)
    assert np.array_equal(before[folds == 1], after[folds == 1])
    assert not np.array_equal(before[folds == 0], after[folds == 0])
