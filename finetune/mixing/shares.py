"""How much of the training text each domain gives: positive numbers that sum to one.

Knows names and numbers; knows nothing of text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of each domain. Raises ValueError unless they are not negative and sum to 1."""

    of: Mapping[str, float]

    def __post_init__(self) -> None:
        bad = [name for name, share in self.of.items() if not 0 <= share <= 1]
        if bad or not math.isclose(sum(self.of.values()), 1, abs_tol=TOLERANCE):
            raise ValueError(f"{dict(self.of)!r}: shares lie in 0 to 1 and sum to 1")

    def __getitem__(self, name: str) -> float:
        return self.of[name]

    def mixed(self, other: Shares, part: float) -> Shares:
        """`1 - part` of these and `part` of the other."""
        return Shares(
            {name: (1 - part) * own + part * other[name] for name, own in self.of.items()}
        )

    def least(self, name: str, share: float) -> Shares:
        """These, with at least `share` for one domain, taken from the others in proportion."""
        if self[name] >= share or len(self.of) == 1:
            return self
        rest = 1 - self[name]
        others = {key: own * (1 - share) / rest for key, own in self.of.items() if key != name}
        return Shares({key: share if key == name else others[key] for key in self.of})


def uniform(names: Iterable[str]) -> Shares:
    """The same share for each."""
    return proportional(dict.fromkeys(names, 1.0))


def proportional(amounts: Mapping[str, float]) -> Shares:
    """Shares in proportion to amounts, such as weights from a config or numbers of tokens.

    Raises ValueError where nothing is positive or something is negative.
    """
    total = sum(amounts.values())
    if not amounts or min(amounts.values()) < 0 or total <= 0:
        raise ValueError(f"{dict(amounts)!r}: weights must not be negative, and one be positive")
    return Shares({name: amount / total for name, amount in amounts.items()})


def average(history: Iterable[Shares]) -> Shares:
    """The mean over a course of training: the one mixture that stands for it (DoReMi, step 3)."""
    courses = list(history)
    return proportional({name: sum(each[name] for each in courses) for name in courses[0].of})
