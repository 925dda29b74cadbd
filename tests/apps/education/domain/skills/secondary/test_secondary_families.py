"""Every point from grade 6 on drafts whole exercises; a spread of them is proved."""

import random
import re
from collections import Counter

import pytest

from apps.education.domain.exercise import Difficulty
from apps.education.domain.proof.prover import Prover
from apps.education.domain.skills.secondary.families import FAMILIES
from apps.education.domain.skills.secondary.misconceptions import table

POINTS = [(family, skill) for family in FAMILIES for skill in family.points()]


def _draft(index: int, difficulty: Difficulty, seed: int = 1):
    family, skill = POINTS[index]
    rng = random.Random(f"{skill.point.id}/{int(difficulty)}/{seed}")
    return family.draft(skill, difficulty, rng)


def test_there_are_enough_points_and_each_has_its_own_id_and_names() -> None:
    assert len(POINTS) >= 1_050
    for texts in (
        [skill.point.id for _, skill in POINTS],
        [(skill.point.name.en, skill.point.unit) for _, skill in POINTS],
        [(skill.point.name.zh, skill.point.unit) for _, skill in POINTS],
    ):
        assert [text for text, count in Counter(texts).items() if count > 1] == []


@pytest.mark.parametrize("difficulty", list(Difficulty))
def test_every_point_drafts_a_whole_exercise(difficulty: Difficulty) -> None:
    for index, (_, skill) in enumerate(POINTS):
        draft = _draft(index, difficulty)
        assert draft.point == skill.point.id
        assert draft.prompt.en
        assert re.search(r"[\u4e00-\u9fff]", draft.prompt.zh), skill.point.id
        assert draft.steps, skill.point.id
        assert draft.distractors, skill.point.id
        texts = [distractor.text for distractor in draft.distractors]
        assert len(set(texts)) == len(texts)
        assert draft.key not in texts
        assert draft.prompt.en.count("`") == 0


def test_the_same_seed_draws_the_same_and_other_seeds_draw_others() -> None:
    for index in range(0, len(POINTS), 17):
        first = _draft(index, Difficulty.MIDDLE)
        assert first == _draft(index, Difficulty.MIDDLE)
        others = {_draft(index, Difficulty.MIDDLE, seed).problem.given for seed in range(12)}
        assert len(others) >= 3, POINTS[index][1].point.id


def test_a_spread_of_exercises_is_proved() -> None:
    with Prover() as prover:
        for index in range(0, len(POINTS), 23):
            difficulty = Difficulty(index % 3 + 1)
            assert prover.prove(_draft(index, difficulty)).proof.methods


def test_every_misconception_is_told_in_both_languages() -> None:
    for id, words in table().items():
        assert words.en, id
        assert re.search(r"[\u4e00-\u9fff]", words.zh), id


def test_a_point_of_another_family_is_refused() -> None:
    family, _ = POINTS[0]
    _, other = POINTS[-1]
    with pytest.raises(KeyError):
        family.draft(other, Difficulty.EASY, random.Random(1))
