"""Lessons become the token ids that the server would read and write."""

from __future__ import annotations

import json

import pytest

from core_model.engine.prompt import PromptWriter
from core_model.engine.request import Message, Request
from finetune.adapters.lessons import LessonRow, LessonWriter, in_shares, read_lessons
from finetune.adapters.pairs import read_pairs
from finetune.runs.rows import BrokenRow
from tests.fakes.tiny_model import END, byte_tokenizer
from tests.finetune.adapters.conftest import lesson

TOKENIZER = byte_tokenizer()
WRITER = LessonWriter(TOKENIZER, 512)


def written(tmp_path, *rows: dict):
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return [file]


def test_the_prompt_is_the_servers_and_the_answer_ends_its_turn():
    said = "ask <|im_end|> me"
    row = LessonRow.model_validate(
        lesson(1)
        | {
            "messages": [
                {"role": "user", "content": said},
                {"role": "assistant", "content": "yes"},
            ]
        }
    )
    made = WRITER.lesson(row)
    served = PromptWriter(TOKENIZER, 512).ids(Request(messages=(Message("user", said),)))
    assert list(made.prompt) == served
    assert TOKENIZER.decode(made.answer) == "yes<|im_end|>"
    assert made.answer.count(END) == 1
    assert made.prompt.count(END) == 1


def test_parts_are_kept_apart(lessons):
    found = {
        part: read_lessons([lessons], WRITER, part=part, max_length=100)
        for part in ("train", "validation", "test")
    }
    assert [len(taught.lessons) for taught in found.values()] == [32, 4, 1]
    assert found["train"].tasks() == {"thrice": 32}
    assert found["train"].sources() == {"made here (Apache-2.0)": 32}


def test_too_long_ones_are_left_out_and_counted(tmp_path):
    long = lesson(1) | {
        "messages": [{"role": "user", "content": "x" * 90}, {"role": "assistant", "content": "y"}]
    }
    longer = lesson(2) | {
        "messages": [{"role": "user", "content": "x" * 900}, {"role": "assistant", "content": "y"}]
    }
    files = written(tmp_path, lesson(0), long, longer)
    taught = read_lessons(files, WRITER, part="train", max_length=80)
    assert [one.id for one in taught.lessons] == ["l0"]
    assert taught.too_long == 2


def test_some_of_each_task_are_drawn_by_the_seed(tmp_path):
    rows = [lesson(n, task=task) for task in "ab" for n in range(20)]
    files = written(tmp_path, *rows)
    given = {"part": "train", "max_length": 99, "per_task": 5}
    one, same, other = (
        read_lessons(files, WRITER, **given, seed=seed).lessons for seed in (0, 0, 1)
    )
    assert one == same
    assert one != other
    assert read_lessons(files, WRITER, **given).tasks() == {"a": 5, "b": 5}


def test_shares_leave_out_what_is_too_much_and_nothing_else(tmp_path):
    rows = [lesson(n, task="verdict") for n in range(20)]
    rows += [lesson(100 + n, task=task) for task in "ab" for n in range(45)]
    taught = read_lessons(written(tmp_path, *rows), WRITER, part="train", max_length=99)
    rare = in_shares(taught, {"verdict": 0.4})
    assert rare.tasks()["verdict"] == 20
    assert len(rare.lessons) == len(rare.rows) == 50
    assert [row.id for row in rare.rows] == [one.id for one in rare.lessons]
    common = in_shares(taught, {"a": 0.1})
    assert common.tasks() == {"verdict": 20, "a": 7, "b": 45}


@pytest.mark.parametrize(
    ("shares", "said"),
    [({"order": 0.5}, "no lesson of task 'order'; there are a"), ({"a": 0.5}, "every lesson")],
)
def test_a_share_of_nothing_is_named(tmp_path, shares, said):
    files = written(tmp_path, *(lesson(n, task="a") for n in range(4)))
    taught = read_lessons(files, WRITER, part="train", max_length=99)
    with pytest.raises(ValueError, match=said):
        in_shares(taught, shares)


def test_what_is_no_lesson_is_named(tmp_path):
    files = written(tmp_path, lesson(0), {"id": "x", "messages": []})
    with pytest.raises(BrokenRow, match=r"rows\.jsonl, row 2: messages"):
        read_lessons(files, WRITER, part="train", max_length=99)


def test_a_lesson_ends_with_the_assistant(tmp_path):
    turns = [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]
    files = written(tmp_path, lesson(0, messages=turns))
    with pytest.raises(ValueError, match="'l0' ends with 'user'"):
        read_lessons(files, WRITER, part="train", max_length=99)


def pair(number: int, **changes) -> dict:
    asked = [{"role": "user", "content": "which?"}]
    return {
        "id": f"p{number}",
        "prompt": asked,
        "chosen": "this [1].",
        "rejected": "this.",
        "domain": "digits",
        "task": "cite",
        "part": "train",
    } | changes


def test_pairs_share_their_prompt(tmp_path):
    pairs = read_pairs(written(tmp_path, pair(0)), WRITER, part="train", max_length=99)
    (only,) = pairs.pairs
    assert "which?" in TOKENIZER.decode(only.prompt)
    assert TOKENIZER.decode(only.chosen) == "this [1].<|im_end|>"
    assert TOKENIZER.decode(only.rejected) == "this.<|im_end|>"


def test_a_pair_prefers_something(tmp_path):
    files = written(tmp_path, pair(0, rejected="this [1]."))
    with pytest.raises(ValueError, match="nothing is preferred"):
        read_pairs(files, WRITER, part="train", max_length=99)
