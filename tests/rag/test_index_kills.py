"""A writer killed anywhere loses nothing it had noted and leaves nothing wrong behind."""

from __future__ import annotations

from benchmarks.index_kills import kill_rounds


def test_thirty_kills_lose_nothing_and_leave_nothing_wrong(tmp_path):
    found, documents, _ = kill_rounds(tmp_path, rounds=30, seed=11)
    assert found == []
    assert documents > 30
