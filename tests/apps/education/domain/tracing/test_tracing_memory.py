"""What is remembered under a key, and runs of it over whole logs."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.education.domain.tracing.memory import (
    ABILITY,
    COUNT,
    NAMES,
    STREAK,
    Answers,
    blank,
    read,
    write,
)
from apps.education.domain.tracing.runs import run, steps_of


def answers_of(right: list[bool], expected: float = 0.5, hints: float = np.nan) -> Answers:
    size = len(right)
    return Answers(
        correct=np.array(right, float),
        expected=np.full(size, expected),
        index=np.arange(size, dtype=float),
        hours=np.arange(size, dtype=float),
        hints=np.full(size, hints),
    )


def remembered(right: list[bool], expected: float = 0.5) -> np.ndarray:
    memory, told = blank(1), answers_of(right, expected)
    for i in range(len(right)):
        memory = write(memory, told.at(np.array([i])))
    return memory[0]


def test_nothing_remembered_reads_as_new_and_otherwise_zero() -> None:
    row = dict(zip(NAMES, read(blank(1), np.array([4.0]), np.array([9.0]))[0], strict=True))
    assert row.pop("new") == 1
    assert set(row.values()) == {0.0}


def test_right_answers_raise_ability_and_hard_ones_raise_it_more() -> None:
    easy, hard = remembered([True] * 3, 0.9), remembered([True] * 3, 0.2)
    assert 0 < easy[ABILITY] < hard[ABILITY]
    assert remembered([False] * 3)[ABILITY] < 0


def test_streaks_turn_and_are_bounded() -> None:
    assert remembered([True, True, False])[STREAK] == -1
    assert remembered([True] * 30)[STREAK] == 8


def test_time_since_and_unknown_time() -> None:
    memory = remembered([True, False])[None]
    gap = NAMES.index("log_hours")
    assert read(memory, np.array([2.0]), np.array([25.0]))[0, gap] == np.log1p(24)
    assert read(memory, np.array([2.0]), np.array([np.nan]))[0, gap] == 0
    assert read(memory, np.array([2.0]), np.array([-5.0]))[0, gap] == 0


def test_hints_count_only_where_told() -> None:
    place = NAMES.index("hints")
    told = write(blank(1), answers_of([False], hints=3.0))
    silent = write(blank(1), answers_of([False]))
    assert read(told, np.array([1.0]), np.array([1.0]))[0, place] > 0
    assert read(silent, np.array([1.0]), np.array([1.0]))[0, place] == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=40))
def test_a_run_over_all_keys_is_each_key_alone(rows: list[tuple[int, bool]]) -> None:
    keys = np.array([key for key, _ in rows], np.int64)
    told = answers_of([right for _, right in rows])
    features, after = run(steps_of(keys), told)
    memories: dict[int, np.ndarray] = {}
    for i, key in enumerate(keys.tolist()):
        one = told.at(np.array([i]))
        before = memories.get(key, blank(1))
        np.testing.assert_allclose(features[i], read(before, one.index, one.hours)[0], rtol=1e-5)
        memories[key] = write(before, one)
        np.testing.assert_allclose(after[i], memories[key][0], rtol=1e-5, equal_nan=True)
        assert memories[key][0, COUNT] == (keys[: i + 1] == key).sum()
