"""Nearest vectors: exact, filtered inside the search, the same from base and tail."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import vectors


def unit(rng: np.random.Generator, count: int, width: int = 16) -> np.ndarray:
    made = rng.normal(size=(count, width)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@given(st.integers(0, 40), st.integers(0, 20), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_nearest_is_what_comparing_all_seen_rows_gives(base, tail, k, seed):
    rng = np.random.default_rng(seed)
    made = unit(rng, base + tail)
    rows = np.sort(rng.choice(200, base + tail, replace=False)).astype(np.int64)
    table = vectors.built(rows[:base], made[:base])
    if tail:
        table = table.grown(rows[base:], made[base:])
    seen = rng.random(200) < 0.5
    query = unit(rng, 1)[0]
    found, scores = table.nearest(query, seen, k)
    visible = seen[rows]
    expected = np.sort((made @ query)[visible])[::-1][:k]
    assert seen[found].all()
    assert len(set(found.tolist())) == found.size == min(k, int(visible.sum()))
    assert scores == pytest.approx(expected, abs=2e-3)


def test_cosines_of_given_rows_and_of_rows_without_a_vector():
    made = unit(np.random.default_rng(1), 4)
    table = vectors.built(np.asarray([1, 3]), made[:2]).grown(np.asarray([7, 8]), made[2:])
    got = table.cosines(made[1], np.asarray([0, 3, 7, 9]))
    assert np.isnan(got[[0, 3]]).all()
    assert got[1] == pytest.approx(1.0, abs=1e-3)
    assert got[2] == pytest.approx(float(made[2] @ made[1]), abs=1e-3)


def test_a_table_survives_its_bytes():
    made = unit(np.random.default_rng(2), 9)
    table = vectors.built(np.arange(9), made)
    again = vectors.unpacked(*vectors.packed(table))
    assert again.nearest(made[4], np.ones(9, np.bool_), 1)[0].tolist() == [4]


def test_vectors_and_rows_that_do_not_belong_together_are_refused():
    table = vectors.built(np.arange(3), unit(np.random.default_rng(3), 3))
    index, rows = vectors.packed(table)
    with pytest.raises(ValueError, match="3 rows"):
        vectors.unpacked(index, rows[:8])
