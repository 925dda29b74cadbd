"""How much a caller may ask in a minute: token buckets on requests and on tokens.

A request reserves the tokens that it may take and settles what it took. A bucket may go below zero
once, so that a request larger than the bucket is served rather than refused forever; the debt then
has to flow off. The clock is an argument. Knows nothing of HTTP.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

_KEPT_CALLERS = 4096


@dataclass(frozen=True, slots=True)
class Rates:
    """Requests and tokens (prompt and answer) a minute for each caller; None: no limit."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None

    def __post_init__(self) -> None:
        for name in ("requests_per_minute", "tokens_per_minute"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} {value!r} is below 1; leave it out for no limit")


class RateExceeded(RuntimeError):
    """A caller asks faster than allowed; `retry_after_s` is when to come back."""

    def __init__(self, what: str, limit: int, retry_after_s: float):
        super().__init__(
            f"more than {limit} {what} a minute; try again in {retry_after_s:.1f} seconds"
        )
        self.retry_after_s = retry_after_s


class Bucket:
    """Holds a minute's worth, refilled steadily."""

    def __init__(self, per_minute: int, now: float):
        self.per_minute = per_minute
        self._level = float(per_minute)
        self._at = now

    def wait_s(self, least: float, now: float) -> float:
        """Seconds until the bucket holds `least`; 0 where it does."""
        lacking = least - self._refilled(now)
        return max(0.0, lacking * 60.0 / self.per_minute)

    def take(self, amount: float, now: float) -> None:
        """Takes, or gives back where negative."""
        self._level = min(float(self.per_minute), self._refilled(now) - amount)
        self._at = now

    def full(self, now: float) -> bool:
        return self._refilled(now) >= self.per_minute

    def _refilled(self, now: float) -> float:
        flowed = (now - self._at) * self.per_minute / 60.0
        return min(float(self.per_minute), self._level + flowed)


class Reservation:
    """Tokens set aside for a request; `settle` once with what it took."""

    def __init__(self, bucket: Bucket | None, reserved: int, now: Callable[[], float]):
        self._bucket = bucket
        self._reserved = reserved
        self._now = now

    def settle(self, taken: int) -> None:
        """Later calls do nothing."""
        if self._bucket is not None:
            self._bucket.take(taken - self._reserved, self._now())
        self._bucket = None


class RateLimiter:
    """The buckets of every caller. Belongs to one thread."""

    def __init__(self, rates: Rates, now: Callable[[], float] = time.monotonic):
        self._rates = rates
        self._now = now
        self._requests: dict[str, Bucket] = {}
        self._tokens: dict[str, Bucket] = {}

    def admit(self, caller: str, tokens: int) -> Reservation:
        """Takes one request and sets `tokens` aside. Raises RateExceeded, taking nothing."""
        now = self._now()
        requests = self._bucket(self._requests, caller, self._rates.requests_per_minute, now)
        budget = self._bucket(self._tokens, caller, self._rates.tokens_per_minute, now)
        _hold("requests", requests, now)
        _hold("tokens", budget, now)
        if requests is not None:
            requests.take(1, now)
        if budget is not None:
            budget.take(tokens, now)
        return Reservation(budget, tokens, self._now)

    def _bucket(
        self, known: dict[str, Bucket], caller: str, limit: int | None, now: float
    ) -> Bucket | None:
        if limit is None:
            return None
        if caller not in known:
            if len(known) >= _KEPT_CALLERS:
                for name in [name for name, bucket in known.items() if bucket.full(now)]:
                    del known[name]
            known[caller] = Bucket(limit, now)
        return known[caller]


def _hold(what: str, bucket: Bucket | None, now: float) -> None:
    wait = 0.0 if bucket is None else bucket.wait_s(1.0, now)
    if bucket is not None and wait > 0:
        raise RateExceeded(what, bucket.per_minute, wait)
