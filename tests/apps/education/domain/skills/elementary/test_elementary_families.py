"""Every point from kindergarten to grade 5: ids, prerequisites, drafts that prove."""

from __future__ import annotations

import graphlib
import random
from dataclasses import replace

import pytest

from apps.education.domain.exercise import Difficulty
from apps.education.domain.proof.prover import Prover
from apps.education.domain.skill import Family
from apps.education.domain.skills.elementary.families import FAMILIES
from apps.education.domain.skills.elementary.misconceptions import table
from apps.education.domain.skills.elementary.numerals import chinese, english

POINTS = {s.point.id: s for family in FAMILIES for s in family.points()}
NAMES = [family.id for family in FAMILIES]


def test_there_are_enough_points_of_different_names() -> None:
    count = sum(len(family.points()) for family in FAMILIES)
    assert count == len(POINTS) >= 1_150
    assert len({s.point.name.en for s in POINTS.values()}) == count
    assert len({s.point.name.zh for s in POINTS.values()}) == count


def test_prerequisites_exist_and_form_no_cycle() -> None:
    needs = {id: s.needs for id, s in POINTS.items()}
    assert {n for ns in needs.values() for n in ns} <= set(POINTS)
    assert len(tuple(graphlib.TopologicalSorter(needs).static_order())) == len(POINTS)


def test_no_prerequisite_belongs_to_a_later_grade() -> None:
    def grade(id: str) -> int:
        found = POINTS[id].point.grade
        assert found is not None
        return found

    assert not [(i, n) for i, s in POINTS.items() for n in s.needs if grade(n) > grade(i)]


@pytest.mark.parametrize("family", FAMILIES, ids=NAMES)
def test_every_point_at_every_difficulty_proves(family: Family) -> None:
    with Prover() as prover:
        for skill in family.points():
            for level in Difficulty:
                rng = random.Random(f"{skill.point.id} {level}")
                made = replace(family.draft(skill, level, rng), seed=7)
                exercise = prover.prove(made)
                assert exercise.draft.steps
                assert len(made.distractors) >= 1


@pytest.mark.parametrize("family", FAMILIES, ids=NAMES)
def test_the_same_chance_gives_the_same_draft_and_another_varies(family: Family) -> None:
    skill = family.points()[0]
    one, same = (family.draft(skill, Difficulty.HARD, random.Random(3)) for _ in range(2))
    assert one == same
    seen = {repr(family.draft(skill, Difficulty.HARD, random.Random(n))) for n in range(12)}
    assert len(seen) > 1


def test_misconceptions_are_told_in_both_languages() -> None:
    assert all(told.en and told.zh for told in table().values())


@pytest.mark.parametrize(
    ("number", "en", "zh"),
    [
        (0, "zero", "零"),
        (14, "fourteen", "十四"),
        (305, "three hundred five", "三百零五"),
        (10010, "ten thousand ten", "一万零一十"),
        (210000, "two hundred ten thousand", "二十一万"),
    ],
)
def test_numbers_in_words(number: int, en: str, zh: str) -> None:
    assert (english(number), chinese(number)) == (en, zh)
