"""Skill families: kinds of tasks whose parameters span many knowledge points.

A family yields its points (operation, number type, size, representation, context) with the
prerequisites that follow by rule, and drafts exercises for each of them at each difficulty.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from apps.education.domain.exercise import Difficulty, Draft
from apps.education.domain.graph import Point


@dataclass(frozen=True, slots=True)
class SkillPoint:
    """A point of a family. Ids are lower case, dotted, stable: `addition.within_20.number_line`.

    `needs` may name points of other families; the catalogue refuses an id that does not exist.
    """

    point: Point
    needs: tuple[str, ...]
    parameters: Mapping[str, str | int] = field(default_factory=dict)


class Family(Protocol):
    @property
    def id(self) -> str: ...

    def points(self) -> Sequence[SkillPoint]: ...

    def draft(self, skill: SkillPoint, difficulty: Difficulty, rng: random.Random) -> Draft:
        """An exercise for the point. The same state of `rng` gives the same draft."""
        ...
