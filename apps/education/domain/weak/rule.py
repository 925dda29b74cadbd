"""The rule of a verdict: a calibrated chance to be weak, and how sure one must be to say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.weak.signs import NAMES

TARGET = 0.92
"""Share of the decided that is to be right."""


class Bounds(Protocol):
    """How sure one must be: WEAK from `weak_from` on, SECURE up to `secure_to`; None: never."""

    @property
    def weak_from(self) -> float | None: ...

    @property
    def secure_to(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class WeakRule:
    """`weights` of the signs (of `names`), in logits. WEAK from `weak_from` on, SECURE up to
    `secure_to`; what lies between is open. A bound of None: that verdict is never given, since it
    could not be given rightly often enough. `learnt_from` says on what the rule rests.
    """

    names: tuple[str, ...]
    weights: tuple[float, ...]
    constant: float
    weak_from: float | None
    secure_to: float | None
    target: float
    learnt_from: str

    def __post_init__(self) -> None:
        if self.names != NAMES or len(self.weights) != len(NAMES):
            raise ValueError(f"WeakRule of signs {self.names}; this version looks at {NAMES}")
        low = 0.0 if self.secure_to is None else self.secure_to
        high = 1.0 if self.weak_from is None else self.weak_from
        if not 0 <= low <= high <= 1:
            raise ValueError(f"WeakRule: secure_to {low} and weak_from {high} must rise in 0 to 1")

    def weak_probability(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        """The chance to be weak, one per row of `signs`."""
        logits = signs @ np.asarray(self.weights) + self.constant
        return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))


def bounds(
    chance: NDArray[np.float64], weak: NDArray[np.bool_], target: float = TARGET
) -> tuple[float | None, float | None]:
    """(`weak_from`, `secure_to`): the widest bounds at which each verdict is right as often as
    `target`, by chances that were given without having seen these outcomes.

    Each verdict keeps the promise alone, so that many easy "secure" cannot pay for "weak" said
    lightly. None where no bound keeps it.
    """
    weak_from = _reach(chance, weak, target)
    steady = _reach(1 - chance, ~weak, target)
    return weak_from, None if steady is None else 1 - steady


def certain_from(
    chance: NDArray[np.float64], weak: NDArray[np.bool_], target: float = TARGET
) -> float | None:
    """The lowest certainty from which on verdicts of both kinds together are right as often as
    `target`. None where none keeps that.
    """
    certainty, guessed = np.maximum(chance, 1 - chance), chance >= 0.5
    return _reach(certainty, guessed == weak, target)


def _reach(chance: NDArray[np.float64], outcome: NDArray[np.bool_], target: float) -> float | None:
    """The lowest chance, at least a half, above which `outcome` holds as often as `target`."""
    asked = np.flatnonzero(chance >= 0.5)
    order = asked[np.argsort(-chance[asked], kind="stable")]
    right = np.cumsum(outcome[order]) / np.arange(1, len(order) + 1)
    kept = np.flatnonzero(right >= target)
    kept = kept[kept + 1 >= MINIMUM]
    return float(chance[order[kept[-1]]]) if len(kept) else None


MINIMUM = 20
"""Verdicts below which a share of right ones says nothing."""
