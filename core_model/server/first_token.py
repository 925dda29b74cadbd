"""How long the first token usually takes, and whether it has become slow.

A prompt of twice the length may take twice the time: what is compared is the time for each token
computed, with a fixed share for what every request costs. Pure: knows neither clocks nor logs.
"""

from __future__ import annotations

from collections import deque
from statistics import median

FIXED_TOKENS = 64
"""What a request costs beside its prompt, as if it were so many tokens more."""

SLOW_FACTOR = 2.0
ALARM_AFTER = 5
LEAST_SEEN = 20
KEPT = 200


class FirstTokenBaseline:
    """The median over the last requests, and the number of slow ones in a row.

    Slow requests enter the median too: where everything becomes slower for good, the alarm ends
    once the new speed has become the usual one.
    """

    def __init__(self) -> None:
        self._seen: deque[float] = deque(maxlen=KEPT)
        self.slow_in_a_row = 0

    @property
    def seconds_per_token(self) -> float | None:
        """The baseline; None until enough requests were seen."""
        return median(self._seen) if len(self._seen) >= LEAST_SEEN else None

    @property
    def alarm(self) -> bool:
        return self.slow_in_a_row >= ALARM_AFTER

    def expected_s(self, computed_tokens: int) -> float | None:
        """Usual seconds to the first token of a prompt, those from the prefix cache not counted."""
        usual = self.seconds_per_token
        return None if usual is None else usual * (computed_tokens + FIXED_TOKENS)

    def note(self, computed_tokens: int, seconds: float) -> bool:
        """Takes in one request; True where it is the one that raises the alarm."""
        expected = self.expected_s(computed_tokens)
        slow = expected is not None and seconds > SLOW_FACTOR * expected
        self._seen.append(seconds / (computed_tokens + FIXED_TOKENS))
        self.slow_in_a_row = self.slow_in_a_row + 1 if slow else 0
        return self.slow_in_a_row == ALARM_AFTER
