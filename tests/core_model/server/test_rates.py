"""Token buckets: what they let through, and when one may come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_model.server.rates import RateExceeded, RateLimiter, Rates


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def limiter(requests: int | None = None, tokens: int | None = None) -> tuple[RateLimiter, Clock]:
    clock = Clock()
    return RateLimiter(Rates(requests, tokens), clock), clock


def test_without_limits_everything_passes():
    limits, _ = limiter()
    for _ in range(1000):
        limits.admit("a", 10**9).settle(10**9)


def test_requests_are_let_through_up_to_the_limit_then_as_time_goes_by():
    limits, clock = limiter(requests=6)
    for _ in range(6):
        limits.admit("a", 0)
    with pytest.raises(RateExceeded, match="6 requests a minute") as raised:
        limits.admit("a", 0)
    assert raised.value.retry_after_s == pytest.approx(10)
    clock.now += 9.9
    with pytest.raises(RateExceeded):
        limits.admit("a", 0)
    clock.now += 0.2
    limits.admit("a", 0)


def test_callers_do_not_share_a_limit():
    limits, _ = limiter(requests=1)
    limits.admit("a", 0)
    limits.admit("b", 0)


def test_tokens_are_reserved_and_settled():
    limits, clock = limiter(tokens=600)
    reserved = limits.admit("a", 600)
    with pytest.raises(RateExceeded, match="600 tokens"):
        limits.admit("a", 1)
    reserved.settle(100)
    reserved.settle(0)
    limits.admit("a", 500)
    with pytest.raises(RateExceeded) as raised:
        limits.admit("a", 1)
    clock.now += raised.value.retry_after_s + 0.001
    limits.admit("a", 1)


def test_a_request_larger_than_the_bucket_is_served_once_and_its_debt_flows_off():
    limits, clock = limiter(tokens=60)
    limits.admit("a", 600)
    clock.now += 540
    with pytest.raises(RateExceeded):
        limits.admit("a", 1)
    clock.now += 2
    limits.admit("a", 1)


def test_a_refused_request_takes_nothing():
    limits, _ = limiter(requests=10, tokens=60)
    reserved = limits.admit("a", 61)
    for _ in range(20):
        with pytest.raises(RateExceeded, match="tokens"):
            limits.admit("a", 1)
    reserved.settle(0)
    for _ in range(9):
        limits.admit("a", 1)


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(0, 50)), min_size=1, max_size=60))
def test_no_minute_lets_more_through_than_twice_the_limit(asked):
    limits, clock = limiter(tokens=100)
    passed: list[tuple[float, int]] = []
    for pause, tokens in asked:
        clock.now += pause
        try:
            limits.admit("a", tokens)
        except RateExceeded:
            continue
        passed.append((clock.now, tokens))
    for start, _ in passed:
        assert sum(tokens for at, tokens in passed if start <= at < start + 60) <= 250


def test_limits_below_one_are_refused():
    with pytest.raises(ValueError, match="tokens_per_minute 0"):
        Rates(tokens_per_minute=0)
