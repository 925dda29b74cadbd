"""A scene may be reworded, and nothing that counts may change."""

from __future__ import annotations

import pytest
from langchain_core.language_models import FakeListChatModel

from apps.education.domain.exercise import Ask, Difficulty, Draft, Problem
from apps.education.domain.words import Words
from apps.education.service.material.reword import Kept, fault, reword

SCENE = Words("Mia has 12 shells in each of 3 boxes.", "小雅有3个盒子，每个盒子里有12个贝壳。")


def _draft() -> Draft:
    return Draft(
        "p", Difficulty.EASY, 1,
        Words(f"{SCENE.en} How many shells are there?", f"{SCENE.zh}一共有多少个贝壳？"),
        Problem(Ask.VALUE, ("3 * 12",)), "36", Words("36", "36"), (), context=SCENE,
    )  # fmt: skip


def test_a_sound_rewording_takes_the_place_of_the_scene() -> None:
    new = "There are 12 shells in each of the 3 boxes that Leo keeps."
    told = reword(_draft(), FakeListChatModel(responses=[f'"{new}"']), "en")
    assert not isinstance(told, Kept)
    assert told.prompt.en == f"{new} How many shells are there?"
    assert told.prompt.zh == _draft().prompt.zh
    assert told.problem == _draft().problem


@pytest.mark.parametrize(
    "said",
    [
        "Mia has 13 shells in each of 3 boxes.",
        "Mia has 12 shells in 3 boxes.",
        "Mia has 12 shells in each of 3 boxes, two of them red.",
        "Mia has 12 shells in each of 3 boxes. The answer is easy.",
        "How many shells does Mia have: 12 in each of 3 boxes?",
        "Mia has **12** shells in each of 3 boxes.",
        "米娅有3个盒子，每个盒子里有12个贝壳。",
        "",
        "Mia has 12 shells in each of 3 boxes.",
        "Mia has 12 shells in each of 3 boxes " + "and she likes them " * 10 + ".",
    ],
    ids=[
        "number", "each", "word", "second", "question", "markup", "language", "none", "same", "long"
    ],
)  # fmt: skip
def test_what_changes_more_than_the_scene_is_refused(said: str) -> None:
    assert isinstance(reword(_draft(), FakeListChatModel(responses=[said]), "en"), Kept)


def test_chinese_quantities_are_locked() -> None:
    assert fault(SCENE.zh, "小明的3个盒子里，每个都装着12个贝壳。", "zh") is None
    assert fault(SCENE.zh, "小明的三个盒子里，每个都装着12个贝壳。", "zh") is not None
