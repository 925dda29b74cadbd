"""General laws of knowing and answering that belief along the graph rests on; not fitted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Laws:
    """Shares are 0 to 1, all else is log odds. Middling values of published fits (Corbett &
    Anderson 1995, User Modeling and User-Adapted Interaction 4).
    """

    guess: float = 0.2
    """Right answers of those who do not know."""
    slip: float = 0.08
    """Wrong answers of those who know."""
    unready: float = 0.12
    """What a missing prerequisite leaves of the chance to know."""
    most_odds: float = 4.0
    """Beyond which no mastery speaks for or against knowing."""
    spread_of_students: float = 1.2
    met_ease: float = 0.5
    """A point that the class has tried, for a middling student who is ready."""
    met_spread: float = 1.5
    unmet_ease: float = -1.5
    """A point that nobody of the class has tried yet."""
    unmet_spread: float = 0.3

    def __post_init__(self) -> None:
        shares = ("guess", "slip", "unready")
        wrong = [name for name in shares if not 0 < getattr(self, name) < 1]
        if wrong or self.guess + self.slip >= 1:
            raise ValueError(f"Laws: {', '.join(wrong) or 'guess and slip'} out of range 0 to 1")
