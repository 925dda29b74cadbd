"""Problems are read from the known layouts, and lessons keep to the part of their origin."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from finetune.augment.every import KINDS
from finetune.augment.making import Tally, lessons
from finetune.augment.marking import marked
from finetune.augment.reading import read_problems
from finetune.calculator import final_answer
from finetune.corpora.split import part
from finetune.runs.rows import BrokenRow, write_rows

GSM = {
    "question": "Ben has 14 shells. He finds 3 boxes of 9 shells. How many shells has Ben?",
    "answer": "In the boxes are 3*9=<<3*9=27>>27 shells.\nBen has 27+14=<<27+14=41>>41.\n#### 41",
}
SVAMP = {
    "ID": "chal-1", "Body": "A tub holds 40 litres. 13 litres run out",
    "Question": "How many litres are left?", "Equation": "( 40.0 - 13.0 )", "Answer": 27.0,
    "Type": "Subtraction",
}  # fmt: skip


def test_three_layouts_are_read(tmp_path: Path):
    write_rows(tmp_path / "gsm.jsonl", [GSM])
    (found,) = read_problems(tmp_path / "gsm.jsonl")
    assert (found.answer, len(found.steps)) == (41, 2)
    (tmp_path / "list.json").write_text(json.dumps([SVAMP]), encoding="utf-8")
    (found,) = read_problems(tmp_path / "list.json")
    assert found.question == ("A tub holds 40 litres. 13 litres run out. How many litres are left?")
    assert final_answer(found.worked) == found.answer == 27
    own = {"id": "e1", "question": "9 × 3 = ?", "steps": ["9 × 3 = 27"], "answer": "27"}
    write_rows(tmp_path / "own.jsonl", [own])
    (found,) = read_problems(tmp_path / "own.jsonl")
    assert found.steps == ("9 × 3 = <<9*3=27>>27",)


def test_a_row_of_no_layout_is_named_and_one_with_a_false_equation_left_out(tmp_path: Path):
    write_rows(tmp_path / "odd.jsonl", [{"text": "hello"}])
    with pytest.raises(BrokenRow, match="row 1: fields"):
        list(read_problems(tmp_path / "odd.jsonl"))
    wrong = SVAMP | {"Answer": 26.0}
    (tmp_path / "wrong.json").write_text(json.dumps([wrong]), encoding="utf-8")
    assert list(read_problems(tmp_path / "wrong.json")) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = 7 × 8 = 56", "x = 7 × 8 = <<7*8=56>>56"),
        ("18 ÷ 3 = 6. Then 6 + 1 = 7.", "18 ÷ 3 = <<18/3=6>>6. Then 6 + 1 = <<6+1=7>>7."),
        ("2 + 2 = 5", "2 + 2 = 5"),
        ("1,200 + 30 = 1,230", "1,200 + 30 = <<1200+30=1230>>1,230"),
        ("The tens grow.", "The tens grow."),
    ],
)
def test_right_sums_of_a_plain_answer_are_marked(line: str, expected: str):
    assert marked(line) == expected


def test_lessons_of_a_problem_lie_in_its_part_and_are_counted(tmp_path: Path):
    write_rows(tmp_path / "gsm.jsonl", [GSM, GSM | {"answer": "It is 41.\n#### 41"}])
    tally = Tally()
    rows = list(lessons(read_problems(tmp_path / "gsm.jsonl"), tally, source="gsm8k", rounds=3))
    assert tally.read == 2
    assert tally.provable == 1
    assert "last marked sum" in next(iter(tally.refused["original"]))
    assert len({row["id"] for row in rows}) == len(rows) == 1 + sum(tally.made.values())
    origin = rows[0]["id"].removeprefix("gsm8k:").removesuffix("#original")
    assert {row["part"] for row in rows} == {part(origin)}
    assert {row["task"] for row in rows} == {"arithmetic"}
    assert tally.made["substitution"] == 3
    assert tally.made["paraphrase"] >= 1
    for row in rows:
        user, assistant = row["messages"]
        assert (user["role"], assistant["role"]) == ("user", "assistant")
        assert final_answer(assistant["content"]) is not None
    same = list(lessons(read_problems(tmp_path / "gsm.jsonl"), Tally(), source="gsm8k", rounds=3))
    assert same == rows


def test_only_the_kinds_asked_for_are_made(tmp_path: Path):
    write_rows(tmp_path / "gsm.jsonl", [GSM])
    tally = Tally()
    rows = list(
        lessons(read_problems(tmp_path / "gsm.jsonl"), tally, source="x", kinds=["inverse"])
    )
    assert [row["id"].split("#")[1] for row in rows] == ["original", "inverse-0"]
    assert set(tally.made) == {"inverse"} < set(KINDS)
    assert final_answer(rows[1]["messages"][1]["content"]) in {Fraction(n) for n in (14, 3, 9)}
