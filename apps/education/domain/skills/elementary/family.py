"""A skill family from its plan of points and its table of tasks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.education.domain.exercise import Difficulty, Draft
from apps.education.domain.skill import SkillPoint
from apps.education.domain.skills.between import joined
from apps.education.domain.skills.elementary.made import Made
from apps.education.domain.skills.elementary.row import Row

Task = Callable[..., Made]
"""Called with the level (1 to 3), the source of chance and the parameters of the point."""


@dataclass(frozen=True, slots=True)
class PlannedFamily:
    id: str
    unit: str
    plan: Callable[[], Iterator[Row]]
    tasks: Mapping[str, Task]

    def points(self) -> Sequence[SkillPoint]:
        return tuple(joined(row.skill(self.id, self.unit)) for row in self.plan())

    def draft(self, skill: SkillPoint, difficulty: Difficulty, rng: random.Random) -> Draft:
        """An exercise for the point. Raises KeyError for a point that is not of this family."""
        task = self.tasks[str(skill.parameters["task"])]
        arguments = {k: v for k, v in skill.parameters.items() if k != "task"}
        made = task(int(difficulty), rng, **arguments)
        return made.draft(skill.point.id, difficulty)
