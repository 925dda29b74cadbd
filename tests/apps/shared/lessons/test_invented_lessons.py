"""Lessons of invented facts: the right subject answers, its neighbours never do."""

from __future__ import annotations

import random
import re

import pytest

from apps.shared.evaluation.cases import education, finance, medical
from apps.shared.lessons.grounded import REFUSAL
from apps.shared.lessons.invented import facts, lessons
from apps.shared.lessons.making import Made

KINDS = ("lighthouse", "firm", "trial", "member", "workbook")


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return list(lessons("medical", 120, random.Random(4)))


def test_most_draws_make_a_lesson_and_a_fair_share_refuses(made: list[Made]) -> None:
    refused = [one for one in made if one.lesson.task == "refusal"]
    assert len(made) > 100
    assert 0.25 < len(refused) / len(made) < 0.55


def test_a_right_answer_is_a_line_of_what_is_shown(made: list[Made]) -> None:
    for one in made:
        if one.lesson.answer != REFUSAL:
            assert one.lesson.answer in one.lesson.turns[-1][1].split("\n")


def test_wrong_answers_are_other_lines_of_what_is_shown(made: list[Made]) -> None:
    for one in made:
        shown = one.lesson.turns[-1][1].split("\n")
        assert {pair.fault for pair in one.pairs} <= {"mistaken", "beside"}
        for pair in one.pairs:
            assert pair.rejected in shown
            assert pair.rejected != one.lesson.answer
    assert {pair.fault for one in made for pair in one.pairs} == {"mistaken", "beside"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_names_its_subject(kind: str) -> None:
    for fact in facts(kind, "the Abercorn thing", random.Random(2)):
        assert "he Abercorn thing" in fact.told
        assert "the Abercorn thing" in fact.asked
        assert not re.search(r"[{}]", fact.told + fact.asked)


def test_the_same_seed_gives_the_same_lessons(made: list[Made]) -> None:
    again = list(lessons("medical", 120, random.Random(4)))
    assert [one.lesson.id for one in again] == [one.lesson.id for one in made]


@pytest.mark.parametrize("measured", [finance, medical, education])
def test_no_subject_that_is_measured_on_is_taught(measured, made: list[Made]) -> None:
    taught = " ".join(turn for one in made for _, turn in one.lesson.turns)
    assert not [subject for subject in measured.SUBJECTS if subject in taught]
