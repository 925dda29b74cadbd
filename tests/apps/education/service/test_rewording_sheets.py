"""Scenes of a sheet retold by a model: proved anew, or kept with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import httpx
import pytest
from langchain_core.language_models import FakeListChatModel

from apps.education.domain.exercise import Ask, Difficulty, Draft, Exercise, Problem, Proof
from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.domain.words import Words
from apps.education.service.practice import Unmade
from apps.education.service.rewording import Rewording, retold

SCENE = Words("Mia has 12 shells in each of 3 boxes.", "小雅有3个盒子，每个盒子里有12个贝壳。")
NEW = "There are 12 shells in each of the 3 boxes that Leo keeps."
DRAFT = Draft(
    "p", Difficulty.EASY, 1,
    Words(f"{SCENE.en} How many shells are there?", f"{SCENE.zh}一共有多少个贝壳？"),
    Problem(Ask.VALUE, ("3 * 12",)), "36", Words("36", "36"), (), context=SCENE,
)  # fmt: skip
LINE = SheetLine(Exercise("old", DRAFT, Proof((), "")), Words("Groups", "等组"))


def prove(draft: Draft) -> Exercise:
    return Exercise("new", draft, Proof(("substitution",), ""))


def refuse(draft: Draft) -> Exercise:
    raise Unmade(Words("not proved", "未证"))


@contextmanager
def proving() -> Iterator:
    yield prove


class Gone(FakeListChatModel):
    def invoke(self, *given: object, **more: object):
        raise httpx.ConnectError("gone")


def test_a_scene_is_retold_and_proved() -> None:
    line = retold(LINE, "en", FakeListChatModel(responses=[NEW]), prove)
    assert line.reworded
    assert line.exercise.id == "new"
    assert line.exercise.draft.prompt.en.startswith(NEW)


@pytest.mark.parametrize(
    ("model", "judge", "why"),
    [
        (FakeListChatModel(responses=[NEW.replace("12", "13")]), prove, "changes a number"),
        (FakeListChatModel(responses=[NEW]), refuse, "not proved"),
        (Gone(responses=[""]), prove, "did not answer"),
    ],
    ids=["number", "unproved", "gone"],
)
def test_what_fails_stays_as_it_was_with_the_reason(model, judge, why: str) -> None:
    line = retold(LINE, "en", model, judge)
    assert line.exercise == LINE.exercise
    assert not line.reworded
    assert line.scene_kept is not None
    assert why in line.scene_kept.en


def test_only_scenes_are_asked_about_and_only_where_a_model_answers() -> None:
    bare = SheetLine(Exercise("b", replace(DRAFT, context=None), Proof((), "")), Words("A", "甲"))
    sheet = Sheet("i", "c", "s", "Ada", Words("T", "题"), date(2026, 3, 2), "en", (LINE, bare))
    told: list[float] = []
    silent = Rewording(lambda: Gone(responses=[""]), lambda: False, proving)
    (kept,) = silent([sheet], told.append)
    assert kept.lines[0].scene_kept is not None
    assert kept.lines[1] == bare
    speaking = Rewording(lambda: FakeListChatModel(responses=[NEW]), lambda: True, proving)
    (made,) = speaking([sheet], told.append)
    assert made.lines[0].reworded
    assert told == sorted(told[: len(told) // 2]) * 2
