"""Windows: every answer is scored once, none sees another student, padding never counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.education.service.tracing.windows import pack, windows_of


@given(
    st.lists(st.integers(1, 40), max_size=8),
    st.integers(2, 15),
    st.integers(0, 14),
    st.integers(1, 60),
    st.booleans(),
)
def test_every_answer_once(
    lengths: list[int], longest: int, overlap: int, places: int, mixed: bool
) -> None:
    student = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    windows = windows_of(student, longest, min(overlap, longest - 1))
    assert all(len(set(student[w.first : w.end])) == 1 for w in windows)
    assert all(len(window) <= longest for window in windows)
    batches = pack(windows, places, np.random.default_rng(0) if mixed else None)
    scored = [batch.rows[batch.scored] for batch in batches]
    assert sorted(np.concatenate([[], *scored]).tolist()) == list(range(len(student)))
    for batch in batches:
        assert len(batch.rows) == 1 or batch.rows.size <= places
        assert not (batch.scored & ~batch.there).any()


def test_whole_students() -> None:
    found = windows_of(np.array([4, 4, 4, 9], np.int32))
    assert [(w.first, w.scored, w.end) for w in found] == [(0, 0, 3), (3, 3, 4)]


def test_overlap_must_leave_something_to_score() -> None:
    with pytest.raises(ValueError, match="below longest 4"):
        windows_of(np.zeros(3, np.int32), 4, 4)
