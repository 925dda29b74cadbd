"""How sure one may be that a student can do something, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Basis(StrEnum):
    """The nearest evidence there is."""

    OWN = "own"
    """Responses of this student to this point."""
    RELATED = "related"
    """Responses of this student to points beside it in the graph."""
    CLASS = "class"
    """What others of the course do, and nothing of this student."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """`probability` that the student now answers an item of middling difficulty on this point.

    `low` and `high` bound its 90% interval. `evidence` are positions in the log's columns, oldest
    first, of the responses to this very point. High is good: 1 is mastered.
    """

    student: str
    point: str
    probability: float
    low: float
    high: float
    basis: Basis
    evidence: tuple[int, ...]
    as_of: datetime | None
