"""A family of points, each with its own maker of exercises.

Knows how a task becomes a draft; knows nothing of what the tasks are about.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from apps.education.domain.exercise import Difficulty, Draft
from apps.education.domain.graph import Point
from apps.education.domain.skill import SkillPoint
from apps.education.domain.skills.agreement import told_agreed
from apps.education.domain.skills.between import joined
from apps.education.domain.skills.secondary.task import Task
from apps.education.domain.words import Words

Maker = Callable[[int, random.Random], Task | None]
"""Takes the difficulty (1 to 3); None if the numbers drawn make no sensible exercise."""

_TRIES = 400


@dataclass
class Bank:
    """One family: collects its points while its module is read.

    `needs` of a point that begin with a dot name points of this family. A point that names none of
    its own family needs what the family needs.
    """

    id: str
    unit: str
    grade: int
    standard: str | None
    needs: tuple[str, ...] = ()
    _points: list[SkillPoint] = field(default_factory=list)
    _makers: dict[str, Maker] = field(default_factory=dict)

    def add(
        self,
        id: str,
        en: str,
        zh: str,
        maker: Maker,
        needs: Sequence[str] = (),
        *,
        grade: int | None = None,
        standard: str | None = None,
        **parameters: str | int,
    ) -> None:
        full = f"{self.id}.{id}"
        if full in self._makers:
            raise ValueError(f"{full!r} is in the family twice; rename one")
        named = tuple(f"{self.id}{need}" if need.startswith(".") else need for need in needs)
        if not any(need.startswith(".") for need in needs):
            named += tuple(need for need in self.needs if need not in named)
        point = Point(
            full, Words(en, zh), self.unit, grade or self.grade, standard or self.standard
        )
        self._points.append(SkillPoint(point, named, dict(parameters)))
        self._makers[full] = maker

    def point(
        self,
        id: str,
        en: str,
        zh: str,
        needs: Sequence[str] = (),
        *,
        grade: int | None = None,
        standard: str | None = None,
    ) -> Callable[[Maker], Maker]:
        def keep(maker: Maker) -> Maker:
            self.add(id, en, zh, maker, needs, grade=grade, standard=standard)
            return maker

        return keep

    def points(self) -> Sequence[SkillPoint]:
        return tuple(joined(skill) for skill in self._points)

    def draft(self, skill: SkillPoint, difficulty: Difficulty, rng: random.Random) -> Draft:
        """Raises KeyError for a point of another family, RuntimeError if no numbers fit."""
        maker = self._makers[skill.point.id]
        for _ in range(_TRIES):
            task = maker(int(difficulty), rng)
            if task is not None and len(task.wrong) >= _fewest(task):
                return _draft(skill.point.id, difficulty, task)
        raise RuntimeError(f"{skill.point.id} at {difficulty.name}: no sensible numbers found")


def _fewest(task: Task) -> int:
    return 1 if task.problem.ask == "choose" and len(task.problem.given) == 2 else 2


def _draft(point: str, difficulty: Difficulty, task: Task) -> Draft:
    return Draft(
        point,
        difficulty,
        0,
        task.prompt,
        task.problem,
        task.key,
        task.answer,
        _tidy(task.steps),
        task.wrong,
        told_agreed(task.drawing),
        task.context,
        task.other,
    )


def _tidy(steps: Sequence[Words]) -> tuple[Words, ...]:
    """Without `3/8 = 3/8` and without a step said twice."""
    kept: list[Words] = []
    for step in steps:
        said = _once(step)
        if not any(said.en.strip("$") in one.en for one in kept) or len(steps) == 1:
            kept.append(said)
    return tuple(kept)


def _once(step: Words) -> Words:
    sides = step.en.strip("$").split(" = ")
    plain = step.en == step.zh and step.en.count("$") == 2
    if plain and len(sides) > 1 and sides[-1] == sides[-2]:
        text = " = ".join(sides[:-1])
        return Words(f"${text}$", f"${text}$")
    return step
