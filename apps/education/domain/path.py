"""What to learn next, in order, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apps.education.domain.words import Words


class StepKind(StrEnum):
    LEARN = "learn"
    PRACTISE = "practise"
    REVIEW = "review"
    """Was mastered and is being forgotten."""
    CHECK = "check"
    """A few responses would decide what is open."""


class Because(StrEnum):
    WEAK = "weak"
    READY = "ready"
    UNLOCKS = "unlocks"
    FORGETTING = "forgetting"
    GOAL = "goal"
    OPEN = "open"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Reason:
    """`evidence` are positions in the log; `points` are those that the words speak of."""

    because: Because
    words: Words
    points: tuple[str, ...] = ()
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PathStep:
    """`gain` is the expected rise of mastery, summed over the points it helps."""

    point: str
    kind: StepKind
    exercises: int
    minutes: float
    gain: float
    reasons: tuple[Reason, ...]
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    point: str
    words: Words


@dataclass(frozen=True, slots=True)
class LearningPath:
    """`steps` in order, within `budget_minutes`; what was wanted and left out, with the reason."""

    student: str
    goals: tuple[str, ...]
    steps: tuple[PathStep, ...]
    left_out: tuple[LeftOut, ...]
    budget_minutes: float
    log_version: str
    model_version: str

    @property
    def minutes(self) -> float:
        return sum(step.minutes for step in self.steps)
