"""What a teacher says against or beyond the figures: kept with who, when and why, never edited.

A choice stands until it ends: by being taken back, or by a later one in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from apps.education.service.course_tables import CHOICES


@dataclass(frozen=True, slots=True)
class Choice:
    """`student` is empty where it is said of the whole course."""

    kind: str
    student: str
    point: str
    value: str
    reason: str
    who: str
    at: datetime


def standing(connection: Connection, course: str, kinds: Sequence[str]) -> Sequence[Any]:
    """The rows of those that have not ended, the first said first."""
    here = (CHOICES.c.course == course) & CHOICES.c.kind.in_([str(kind) for kind in kinds])
    query = select(CHOICES).where(here, CHOICES.c.ended_at.is_(None))
    return connection.execute(query.order_by(CHOICES.c.number)).all()


def add(connection: Connection, course: str, choice: Choice) -> None:
    last = select(func.max(CHOICES.c.number)).where(CHOICES.c.course == course)
    row = {
        "course": course,
        "number": (connection.execute(last).scalar() or 0) + 1,
        "kind": choice.kind,
        "student": choice.student,
        "point": choice.point,
        "value": choice.value,
        "reason": choice.reason,
        "who": choice.who,
        "at": choice.at.isoformat(),
    }
    connection.execute(insert(CHOICES).values(row))


def end(
    connection: Connection,
    course: str,
    kinds: Sequence[str],
    pair: tuple[str, str],
    who: str,
    *,
    at: datetime,
) -> None:
    """End what stands of these kinds for a student and a point."""
    connection.execute(
        update(CHOICES)
        .where(
            CHOICES.c.course == course,
            CHOICES.c.kind.in_([str(kind) for kind in kinds]),
            CHOICES.c.student == pair[0],
            CHOICES.c.point == pair[1],
            CHOICES.c.ended_at.is_(None),
        )
        .values(ended_at=at.isoformat(), ended_by=who)
    )
