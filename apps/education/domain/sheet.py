"""A sheet of exercises for one student: what is printed, in which order, and why each is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.education.domain.exercise import Exercise
from apps.education.domain.words import Language, Words


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One exercise. `point_name` heads the lines of a point; `why` is told to the teacher alone.

    `evidence` are positions in the log of version `Sheet.log_version`. `reworded` tells that a
    language model retold the scene; `scene_kept` why it was asked to and the scene stayed.
    `banked` tells the place in the item bank that it came from, and whether its key was proved.
    """

    exercise: Exercise
    point_name: Words
    why: tuple[Words, ...] = ()
    evidence: tuple[int, ...] = ()
    reworded: bool = False
    scene_kept: Words | None = None
    banked: Words | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`student` is the pseudonym, `name` what is printed; `missing` names points without exercises
    and says why."""

    id: str
    course: str
    student: str
    name: str
    title: Words
    made_on: date
    language: Language
    lines: tuple[SheetLine, ...]
    missing: tuple[Words, ...] = ()
    log_version: str = ""
