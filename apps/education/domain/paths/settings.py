"""What the planner assumes of learning, and how it weighs one thing against another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Shares per exercise, minutes, and weights. Raises ValueError for a share outside 0 to 1.

    The shares are middling values of published fits of knowledge tracing (Corbett & Anderson
    1995); they order what is worth most, and promise no child anything.
    """

    learn: float = 0.3
    """Chance that one exercise with feedback teaches what all is ready for."""
    trials: float = 3.0
    """Wrong answers that weigh as much as the assumed chance: who tried often in vain will hardly
    learn it by one more, and is sent elsewhere (wheel-spinning; Beck & Gong 2013, AIED)."""
    relearn: float = 0.7
    """The same for what was known once."""
    unready: float = 0.15
    """What is left of that chance for each prerequisite that is missing."""
    minutes_per_exercise: float = 2.0
    minutes_to_begin: float = 1.0
    """What each change of point costs."""
    most_exercises: int = 6
    """At one point in one path; the plan is made anew after each response anyway."""
    floor: float = 0.2
    ceiling: float = 0.95
    """Chances of a right answer without and with mastery: a guess, and all but a slip."""
    secure: float = 0.8
    """Mastery at which a point counts as in place."""
    unlock: float = 0.5
    """Weight of what a point opens against its own."""
    goal: float = 3.0
    """Weight of a goal against any other point, where goals are set."""
    aside: float = 0.25
    """Weight of points that no goal needs, where goals are set."""
    doubt: float = 2.0
    """Power to which ignorance and readiness are raised where steps are chosen: the largest of many
    estimates is mostly too large, so a lead must be clear (winner's curse)."""
    least_gain: float = 0.01
    """Expected gain below which a step is not worth a line."""
    forgotten: float = 0.85
    """Chance of recall below which what was known is reviewed."""

    def __post_init__(self) -> None:
        shares = ("learn", "relearn", "unready", "secure", "forgotten", "aside")
        wrong = [name for name in shares if not 0 <= getattr(self, name) <= 1]
        if wrong or self.minutes_per_exercise <= 0 or self.most_exercises < 1:
            raise ValueError(
                f"PathSettings: {', '.join(wrong) or 'minutes or exercises'} out of range; "
                "shares lie in 0 to 1, minutes are positive, at least one exercise"
            )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the teacher decided: `pins` come first and in this order, `skips` never.

    Without `goals` every point counts alike. Raises ValueError for a point pinned and skipped.
    """

    goals: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    skips: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        both = sorted(set(self.pins) & self.skips)
        if both:
            raise ValueError(f"{', '.join(both)} both pinned and skipped; choose one")
