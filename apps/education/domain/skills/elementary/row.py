"""One line of a family's plan: a point, what it needs first and the kind of task that trains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.education.domain.graph import Point
from apps.education.domain.skill import SkillPoint
from apps.education.domain.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """`task` names the function that makes the exercises, `parameters` are its arguments.

    `id` and the ids in `needs` leave out the family where they begin with `~`.
    """

    id: str
    name: Words
    grade: int
    standard: str | None
    task: str
    needs: tuple[str, ...]
    parameters: Mapping[str, str | int]

    def skill(self, family: str, unit: str) -> SkillPoint:
        own = f"{family}.{self.id}"
        point = Point(own, self.name, unit, self.grade, self.standard)
        needs = tuple(n.replace("~", f"{family}.", 1) for n in self.needs)
        return SkillPoint(point, needs, {"task": self.task, **self.parameters})


def row(
    id: str,
    en: str,
    zh: str,
    at: str,
    task: str,
    *needs: str,
    grade: int | None = None,
    **parameters: str | int,
) -> Row:
    """`at` is a Common Core code such as 3.OA.A.1, or only a grade (`K`, `3`) where none fits."""
    first = at.split(".", maxsplit=1)[0]
    own = grade if grade is not None else 0 if first == "K" else int(first)
    return Row(id, Words(en, zh), own, at if "." in at else None, task, needs, parameters)
