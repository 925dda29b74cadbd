"""What is compared between groups: one prediction or verdict, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from apps.education.domain.response import ResponseLog
from apps.education.domain.weakness import Verdict
from apps.education.domain.words import Words

QUARTERS = (
    Words("least active quarter", "最不活跃的四分之一"),
    Words("second quarter", "第二个四分之一"),
    Words("third quarter", "第三个四分之一"),
    Words("most active quarter", "最活跃的四分之一"),
)


@dataclass(frozen=True, slots=True)
class Prediction:
    """`probability` that the answer is right, given before the answer was seen."""

    student: str
    probability: float
    correct: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on a point, and whether the student truly was weak there afterwards."""

    student: str
    verdict: Verdict
    weak: bool


def activity_quarters(log: ResponseLog) -> Mapping[str, Words]:
    """Students by how much they answered, in four groups of about the same size; of equal counts
    the name decides. Students without a response are not in it.
    """
    count = np.bincount(log.student, minlength=len(log.students))
    active = sorted(
        (s for s, _ in enumerate(log.students) if count[s]),
        key=lambda s: (count[s], log.students[s]),
    )
    return {log.students[s]: QUARTERS[4 * i // len(active)] for i, s in enumerate(active)}


def students_of(cases: Iterable[Prediction | Judged]) -> set[str]:
    return {case.student for case in cases}
