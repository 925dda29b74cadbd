"""A catalogue of three points whose exercises are sums of two numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from apps.education.domain.exercise import Ask, Difficulty, Distractor, Draft, Problem
from apps.education.domain.graph import Point
from apps.education.domain.skill import SkillPoint
from apps.education.domain.skills.catalogue import Catalogue, gather
from apps.education.domain.words import Words

_MOST = {Difficulty.EASY: 9, Difficulty.MIDDLE: 50, Difficulty.HARD: 400}


class Sums:
    """Adds two numbers, larger ones where it is harder."""

    id = "sums"

    def points(self) -> Sequence[SkillPoint]:
        named = {
            "count": (Words("Count to 20", "数到20"), ()),
            "add": (Words("Add within 20", "20以内加法"), ("count",)),
            "carry": (Words("Add with carrying", "进位加法"), ("add",)),
        }
        return [
            SkillPoint(Point(f"sums.{id}", name, "Sums", 1), tuple(f"sums.{one}" for one in needs))
            for id, (name, needs) in named.items()
        ]

    def draft(self, skill: SkillPoint, difficulty: Difficulty, rng: random.Random) -> Draft:
        a, b = rng.randint(2, _MOST[difficulty]), rng.randint(2, _MOST[difficulty])
        total, less = str(a + b), str(a + b - 1)
        told = Words("One was left out.", "少加了一。")
        return Draft(
            point=skill.point.id,
            difficulty=difficulty,
            seed=0,
            prompt=Words(f"Add: ${a} + {b}$.", f"计算：${a} + {b}$。"),
            problem=Problem(Ask.VALUE, (f"{a} + {b}",)),
            key=total,
            answer=Words(total, total),
            steps=(Words(f"{a} and {b} make {total}.", f"{a} 加 {b} 得 {total}。"),),
            distractors=(Distractor(less, "one-less", told),),
        )


@cache
def small_catalogue() -> Catalogue:
    return gather([Sums()])
