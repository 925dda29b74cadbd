"""Weak points: decided where the evidence allows it, and honestly open where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apps.education.domain.mastery import Mastery


class Verdict(StrEnum):
    WEAK = "weak"
    SECURE = "secure"
    UNDECIDED = "undecided"
    """Not enough evidence."""


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """One student, one point. `weak_probability` is calibrated; `certainty` is that of the verdict
    (the larger of it and its complement). `settled_by` is how many further responses, at about
    middling difficulty, would decide an open one with the given chance; None where decided.
    """

    mastery: Mastery
    verdict: Verdict
    weak_probability: float
    settled_by: int | None = None

    @property
    def certainty(self) -> float:
        return max(self.weak_probability, 1 - self.weak_probability)
