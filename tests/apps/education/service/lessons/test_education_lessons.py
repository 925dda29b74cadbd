"""Rewording without a fault, sums that are exact, hints that do not give the answer away."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from apps.education.service.lessons import hints, material, rewording, sums
from apps.education.service.material.reword import fault
from finetune.calculator import marks


@pytest.mark.parametrize(
    "scene",
    [
        "Jack has 80 stamps. Jack uses up some of them. Now Jack has 22 stamps.",
        "Noor types 106 words in 2 min.",
        "A school has 20 pupils.",
        "Lily has 10 books and Anna has 5 books.",
        "A van drives 26 km on 2 L of fuel.",
    ],
)
def test_a_scene_is_told_otherwise_without_a_fault(scene: str) -> None:
    told = {rewording.retold(scene, random.Random(seed)) for seed in range(12)} - {None}
    assert told, "no rule changes the scene"
    for new in told:
        assert new is not None
        assert new != scene
        assert fault(scene, new, "en") is None


def test_a_scene_without_a_rule_gives_no_lesson() -> None:
    scenes = [rewording.Scene("12 + 5 equals 17.", "o", "s")]
    assert list(rewording.lessons(scenes, random.Random(1))) == []


def test_the_rewording_prompt_is_the_desks_own() -> None:
    scenes = [rewording.Scene("Jack buys 3 pens and Mia buys 4 pens.", "o", "s")]
    (lesson,) = rewording.lessons(scenes, random.Random(1))
    assert lesson.turns[0][1].startswith("Reword the sentence between the markers")
    assert lesson.turns[1][1].split("\n")[1] == "Jack buys 3 pens and Mia buys 4 pens."


def test_only_exact_sums_become_lessons(tmp_path: Path) -> None:
    rows = [
        {"question": "Ann has 3 bags of 4 nuts. How many nuts?",
         "answer": "She has 3*4=<<3*4=12>>12 nuts.\n#### 12"},
        {"question": "Bob has 5 bags of 4 nuts. How many nuts?",
         "answer": "He has 5*4=<<5*4=21>>21 nuts.\n#### 21"},
    ]  # fmt: skip
    path = tmp_path / "train.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = list(sums.gsm8k(path, random.Random(1)))
    assert [lesson.turns[-1][1][:3] for lesson in found] == ["Ann"]
    assert all(mark.right for lesson in found for mark in marks(lesson.answer))


def test_an_equation_becomes_a_marked_sum(tmp_path: Path) -> None:
    item = {
        "ID": "chal-1", "Body": "Each box costs 76 dollars. If 25 dollars are taken off",
        "Question": "What is paid for a box?", "Equation": "( 76.0 - 25.0 )", "Answer": 51.0,
    }  # fmt: skip
    path = tmp_path / "trainset.json"
    path.write_text(json.dumps([item]), encoding="utf-8")
    (lesson,) = sums.svamp(path, random.Random(1))
    assert lesson.answer == "76 - 25 = <<76-25=51>>51\n#### 51"


def test_hints_that_say_the_answer_are_left_out(tmp_path: Path) -> None:
    def problem(id: str, hint: str) -> dict[str, object]:
        step = {"stepTitle": "Solve 3x + 4 = 19 for x.", "stepAnswer": ["5"],
                "hints": [{"title": "t", "text": hint}]}  # fmt: skip
        return {"id": id, "license": "", "courseName": "C", "lesson": "L", "steps": [step]}

    rows = [
        problem("a", "Subtract four from both sides and divide what is left by three."),
        problem("b", "Subtract four from both sides, divide by three and find x = 5."),
    ]
    (tmp_path / "problems_01.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
    )
    found = list(hints.problems(tmp_path))
    assert [one.id for one in found] == ["a"]
    ((source, held),) = hints.shelves(found)
    (case,) = hints.cases((source, held), random.Random(1))
    assert case.said == (found[0].hint,)
    assert "3x + 4 = 19" in case.question


def test_the_projects_notes_answer_questions() -> None:
    rng = random.Random(2)
    found = [case for one in material.own() for case in material.cases(one, material.OWN, rng)]
    assert len(found) > 15
    assert all(re.search(r"\w", case.question) and case.desk == "education" for case in found)
