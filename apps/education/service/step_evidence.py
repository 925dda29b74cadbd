"""The answers that a step of a path rests on. Pure."""

from __future__ import annotations

from apps.education.domain.path import Because, PathStep
from apps.education.service.classroom import Classroom

_LAST = 3
"""Answers to each point that is said to be in place."""


def step_evidence(step: PathStep, room: Classroom, student: str) -> tuple[int, ...]:
    """Positions in the log that any reason rests on; where one says that what the step needs is in
    place, with the student's last answers to that."""
    rows = {row for one in step.reasons for row in one.evidence}
    for one in step.reasons:
        if one.because is Because.READY:
            rows.update(row for point in one.points for row in _last(room, student, point))
    return tuple(sorted(rows))


def _last(room: Classroom, student: str, point: str) -> tuple[int, ...]:
    judged = room.judged.get((student, point))
    return () if judged is None else judged.mastery.evidence[-_LAST:]
