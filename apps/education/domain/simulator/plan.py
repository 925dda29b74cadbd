"""How a simulated term is run: sizes, timetable and the laws of learning. Holds no state.

Shares are 0 to 1, times in days, strengths on the logit scale. The orders of magnitude follow
published fits: guess and slip around .2 and .1 (Corbett & Anderson 1995, User Modeling and
User-Adapted Interaction 4), forgetting by a power of time (Wixted & Ebbesen 1991, Psychological
Science 2), growing stability with spaced success (Cepeda et al. 2006, Psychological Bulletin 132).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

WEAK_BELOW = 0.5
"""A point is truly weak where fewer than half of middling exercises would be answered rightly."""


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A term. Raises ValueError where a share is outside 0 to 1 or a size below 1."""

    students: int = 28
    weeks: int = 16
    lessons_per_week: int = 3
    start: datetime = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)

    taught_share: float = 0.8
    """Share of the points that the term reaches, in an order that keeps prerequisites first."""
    teaching_share: float = 0.8
    """Share of the lessons that bring new points; the rest go back to earlier ones."""
    classwork: int = 4
    homework: int = 3
    quiz: int = 8
    quiz_every: int = 12
    """Lessons between two quizzes."""
    practised_share: float = 0.5
    """Share of a lesson's points that one student meets in exercises."""

    attendance: float = 0.93
    diligence: float = 0.75
    late_joiners: float = 0.05

    items_per_point: int = 8
    joint_items: float = 0.08
    """Share of items that need a prerequisite of their point as well."""
    item_spread: float = 0.7
    guess: tuple[float, float] = (0.05, 0.25)
    known_strength: float = 2.4
    unknown_strength: float = -2.6

    ability_spread: float = 1.0
    unit_spread: float = 0.5
    hardness_spread: float = 0.6
    head_start: float = 0.8
    """Strength of what students know before the term at the roots of the graph."""
    head_start_fall: float = 0.5
    """How much of it is lost with each step away from the roots."""
    instruction: float = 0.3
    practice: float = -1.3
    unready: float = 0.12
    """What is left of the chance to learn for each prerequisite that is missing."""

    stability: float = 20.0
    """Days after which what was learnt once has lost about three tenths of its strength."""
    decay: float = 0.5
    consolidation: float = 0.45
    """Growth of stability with one success straight after another; more when spaced."""

    def __post_init__(self) -> None:
        sizes = ("students", "weeks", "lessons_per_week", "items_per_point", "quiz_every")
        shares = (
            "taught_share",
            "teaching_share",
            "practised_share",
            "attendance",
            "diligence",
            "late_joiners",
            "joint_items",
            "unready",
        )
        wrong = [name for name in sizes if getattr(self, name) < 1]
        wrong += [name for name in shares if not 0 <= getattr(self, name) <= 1]
        if self.stability <= 0 or self.start.tzinfo is None:
            wrong.append("stability or start")
        if wrong:
            raise ValueError(
                f"ClassPlan: {', '.join(wrong)} out of range; sizes start at 1, "
                "shares lie in 0 to 1, stability is positive and start has a time zone"
            )

    @property
    def lessons(self) -> int:
        return self.weeks * self.lessons_per_week
