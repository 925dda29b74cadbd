"""The catalogue: families gathered into one graph, misfits refused, exercises drawn from it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from apps.education.domain.exercise import Ask, Difficulty, Draft, Problem
from apps.education.domain.graph import Point
from apps.education.domain.proof.prover import Prover, Unproved
from apps.education.domain.skill import SkillPoint
from apps.education.domain.skills.catalogue import (
    BadCatalogue,
    UnknownPoint,
    gather,
    generate_from,
)
from apps.education.domain.words import Words


@dataclass(frozen=True)
class Sums:
    """Adds two numbers; with `slip` its key is one too large that often in ten."""

    id: str = "sums"
    needs: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("sums.small", ()),
        ("sums.large", ("sums.small",)),
    )
    slip: int = 0

    def points(self) -> Sequence[SkillPoint]:
        return [SkillPoint(Point(id, Words(id, id)), needs) for id, needs in self.needs]

    def draft(self, skill: SkillPoint, difficulty: Difficulty, rng: random.Random) -> Draft:
        a, b = rng.randint(1, 9) * difficulty, rng.randint(1, 9)
        wrong = int(rng.randrange(10) < self.slip)
        shown = Words(f"${a} + {b} = $ ?", f"${a} + {b} = $ ?")
        key = str(a + b + wrong)
        return Draft(
            skill.point.id, difficulty, 0, shown, Problem(Ask.VALUE, (f"{a} + {b}",)), key,
            Words(key, key), (Words("Count on.", "接着数。"),),
        )  # fmt: skip


def test_gathered() -> None:
    known = gather([Sums()])
    assert known.graph.prerequisites("sums.large") == ("sums.small",)
    assert known.graph.version
    assert known.family_of["sums.small"].id == "sums"


@pytest.mark.parametrize(
    ("families", "told"),
    [
        ([Sums(), Sums()], "two families"),
        ([Sums(needs=(("a", ("b",)),))], "a needs b"),
        ([Sums(needs=(("a", ("b",)), ("b", ("a",))))], "need themselves"),
        ([Sums(needs=(("a", ("a",)),))], "need themselves"),
    ],
)
def test_misfits_are_refused(families: list[Sums], told: str) -> None:
    with pytest.raises(BadCatalogue, match=told):
        gather(families)


def test_exercises_are_drawn_and_proved() -> None:
    honest, careless, hopeless = (gather([Sums(slip=n)]) for n in (0, 4, 10))
    with Prover() as prover:
        first = generate_from(honest, "sums.large", Difficulty.HARD, 4, prover)
        assert generate_from(honest, "sums.large", Difficulty.HARD, 4, prover) == first
        assert generate_from(honest, "sums.large", Difficulty.HARD, 5, prover) != first
        for seed in range(6):
            found = generate_from(careless, "sums.small", Difficulty.EASY, seed, prover).draft
            a, b = found.problem.given[0].split("+")
            assert int(found.key) == int(a) + int(b)
        with pytest.raises(Unproved):
            generate_from(hopeless, "sums.small", Difficulty.EASY, 1, prover)
        with pytest.raises(UnknownPoint, match="no point"):
            generate_from(honest, "sums.none", Difficulty.EASY, 1, prover)
