"""Fusion: one scale, monotone, and something is left when a part is missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rag.fusion import Weights, fuse, min_max

SCORES = arrays(np.float32, st.integers(1, 20), elements=st.floats(-50, 50, width=32))


@given(SCORES)
def test_scaled_scores_lie_between_0_and_1_in_the_same_order(scores):
    scaled = min_max(scores)
    assert scaled.min() >= 0
    assert scaled.max() <= 1
    order = np.argsort(scores, kind="stable")
    assert (np.diff(scaled[order]) >= -1e-6).all()


def test_an_unknown_score_counts_as_the_lowest():
    assert min_max(np.asarray([np.nan, 1.0, 3.0])).tolist() == [0.0, 0.0, 1.0]


def test_without_vectors_words_count_alone():
    words, meaning = fuse(np.asarray([0.0, 5.0, 2.5]), [], 0.5)
    assert words.tolist() == [0.0, 1.0, 0.5]
    assert not meaning.any()


def test_a_candidate_takes_the_mean_of_the_models_that_know_it():
    first = np.asarray([0.1, 0.9, np.nan, 0.5])
    second = np.asarray([np.nan, 0.2, 0.8, 0.2])
    _, meaning = fuse(np.zeros(4), [first, second], 0.5)
    assert meaning.tolist() == pytest.approx([0.0, 0.25, 0.5, 0.125])


def test_a_share_above_1_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        Weights(dense=1.5)
