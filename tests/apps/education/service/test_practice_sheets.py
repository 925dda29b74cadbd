"""Sheets: exercises that suit, differ, carry their reasons, and name what is missing."""

from __future__ import annotations

import random
from datetime import date

import pytest

from apps.education.domain.exercise import Difficulty, Exercise, Proof
from apps.education.domain.words import Words
from apps.education.service.bank.item import BankItem
from apps.education.service.classroom import Classroom
from apps.education.service.course_tracer import CourseTracer
from apps.education.service.desk import Desk
from apps.education.service.practice import (
    SheetOrder,
    Unmade,
    Wanted,
    make_sheet,
    suited,
    wanted_of_path,
    wanted_of_points,
)
from tests.fakes.education_catalogue import Sums, small_catalogue
from tests.fakes.education_class import NOW, CountingModel, plain_judge
from tests.fakes.education_shelf import COURSE, SmallShelf

LINKS = {"count": "sums.count", "add": "sums.add", "subtract": "sums.carry"}
ORDER = SheetOrder(COURSE, ("ada",), "en", seed=3)


@pytest.fixture
def desk() -> Desk:
    tracer = CourseTracer(CountingModel())
    return Desk(SmallShelf(), lambda course: tracer, plain_judge, dict, now=lambda: NOW)


@pytest.fixture
def room(desk: Desk) -> Classroom:
    found = desk.room(COURSE)
    assert found is not None
    return found


def generate(point: str, difficulty: Difficulty, seed: int) -> Exercise:
    skill = small_catalogue().points[point]
    draft = Sums().draft(skill, difficulty, random.Random(seed))
    return Exercise(draft.prompt.en, draft, Proof(("counted",), ""))


def made(room: Classroom, wanted: list[Wanted], order: SheetOrder = ORDER):
    return make_sheet(order, room, "ada", wanted, generate, LINKS, made_on=date(2026, 3, 2))


def test_a_sheet_follows_the_path_with_its_reasons(desk: Desk, room: Classroom) -> None:
    path = desk.path(room, "ada", minutes=30)
    wanted = wanted_of_path(path, room)
    assert [one.point for one in wanted] == [step.point for step in path.steps]
    sheet = made(room, [one for one in wanted if one.point in LINKS])
    assert sheet.lines
    assert all(line.why for line in sheet.lines)
    assert sheet.log_version == room.log.version


def test_exercises_of_a_point_differ_and_the_seed_repeats_them(room: Classroom) -> None:
    wanted = list(wanted_of_points(["add"], 5))
    sheet = made(room, wanted)
    prompts = [line.exercise.draft.prompt.en for line in sheet.lines]
    assert len(set(prompts)) == len(prompts) == 5
    assert made(room, wanted) == sheet


def test_difficulty_suits_the_student_unless_it_is_chosen(room: Classroom) -> None:
    assert suited(room, "ada", "subtract") is Difficulty.EASY
    assert suited(room, "ada", "add") is Difficulty.MIDDLE
    assert suited(room, "ada", "count") is Difficulty.HARD
    chosen = SheetOrder(COURSE, ("ada",), "en", seed=3, difficulty=Difficulty.HARD)
    sheet = made(room, [Wanted("subtract", 2)], chosen)
    assert {line.exercise.draft.difficulty for line in sheet.lines} == {Difficulty.HARD}


def test_what_has_no_exercises_is_named(room: Classroom) -> None:
    sheet = made(room, [Wanted("word", 2), Wanted("add", 1)])
    assert len(sheet.lines) == 1
    assert "Solve word problems: no exercises are bundled" in sheet.missing[0].en
    assert "解应用题" in sheet.missing[0].zh


def test_what_cannot_be_proved_is_named(room: Classroom) -> None:
    def refuse(point: str, difficulty: Difficulty, seed: int) -> Exercise:
        raise Unmade(Words("not proved", "未证明"))

    sheet = make_sheet(
        ORDER, room, "ada", [Wanted("add", 1)], refuse, LINKS, made_on=date(2026, 3, 2)
    )
    assert sheet.lines == ()
    assert sheet.missing == (Words("Add within 20: not proved", "20以内加法：未证明"),)


def test_items_of_the_bank_come_first_and_the_rest_is_generated(room: Classroom) -> None:
    bank = [
        BankItem(id, "f.xml", point, f"Ask {id}", (), "1")
        for id, point in (("a", "add"), ("b", "add"), ("w", "word"))
    ]
    wanted = [Wanted("add", 3), Wanted("word", 1), Wanted("count", 1)]
    sheet = make_sheet(
        ORDER, room, "ada", wanted, generate, LINKS, made_on=date(2026, 3, 2), bank=bank
    )
    assert [line.banked is not None for line in sheet.lines] == [True, True, False, True, False]
    assert not sheet.missing, "the bank has what no generator makes"
