"""The baseline of the first token: what is usual, and when slowness is told."""

from __future__ import annotations

import random

import pytest

from core_model.server.first_token import (
    ALARM_AFTER,
    FIXED_TOKENS,
    KEPT,
    LEAST_SEEN,
    SLOW_FACTOR,
    FirstTokenBaseline,
)


def usual(tokens: int, factor: float = 1.0) -> float:
    return 0.002 * (tokens + FIXED_TOKENS) * factor


@pytest.fixture
def seasoned() -> FirstTokenBaseline:
    """One that has seen prompts of every length, a little faster or slower."""
    rng = random.Random()
    baseline = FirstTokenBaseline()
    for _ in range(KEPT):
        tokens = rng.randint(1, 4000)
        assert not baseline.note(tokens, usual(tokens, rng.uniform(0.8, 1.2)))
    return baseline


def test_nothing_is_slow_until_enough_was_seen():
    baseline = FirstTokenBaseline()
    assert baseline.expected_s(10) is None
    for at in range(LEAST_SEEN):
        assert not baseline.note(10, 10.0**at)
    assert baseline.expected_s(10) is not None
    assert not baseline.alarm


def test_a_long_prompt_may_take_long(seasoned):
    assert seasoned.expected_s(100) == pytest.approx(usual(100), rel=0.1)
    assert seasoned.expected_s(8000) == pytest.approx(usual(8000), rel=0.1)
    for _ in range(20):
        assert not seasoned.note(8000, usual(8000, 1.5))
    assert not seasoned.alarm


def test_five_slow_in_a_row_raise_the_alarm_once(seasoned):
    raised = [seasoned.note(50, usual(50, 3)) for _ in range(ALARM_AFTER + 3)]
    assert raised == [False] * (ALARM_AFTER - 1) + [True] + [False] * 3
    assert seasoned.alarm
    seasoned.note(50, usual(50))
    assert not seasoned.alarm


def test_slow_ones_with_others_between_raise_none(seasoned):
    for _ in range(10):
        for _ in range(ALARM_AFTER - 1):
            assert not seasoned.note(50, usual(50, 3))
        assert not seasoned.note(50, usual(50))


def test_what_lasts_becomes_usual(seasoned):
    for _ in range(KEPT):
        seasoned.note(50, usual(50, 3))
    assert not seasoned.alarm
    assert seasoned.expected_s(50) == pytest.approx(usual(50, 3))
    assert SLOW_FACTOR < 3
