"""Paragraphs and questions of TAT-QA's development file: report text beside a table.

Only `tatqa_dataset_dev.json` is read for training; the gold test file judges. A question joins its
passage with its answer where the answer is a span, so that the text stays prose.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from finetune.corpora.rows import Claim, Row, passage, read_json

NAME, DOMAIN = "tatqa", "finance"
FILE = "tatqa_dataset_dev.json"


def read(folder: Path) -> Iterator[Row]:
    for context in read_json(folder / FILE):
        document = context["table"]["uid"]
        paragraphs = sorted(context["paragraphs"], key=lambda one: one["order"])
        text = "\n\n".join(one["text"].strip() for one in paragraphs)
        questions = [line for one in context["questions"] if (line := _spoken(one))]
        yield passage(NAME, DOMAIN, document, 0, "\n\n".join([text, *questions]))


def _spoken(question: dict[str, Any]) -> str:
    answers = question["answer"]
    if question["answer_type"] != "span" or question["answer_from"] != "text":
        return ""
    return (
        f"Question: {question['question'].strip()}\nAnswer: {' '.join(map(str, answers)).strip()}"
    )


def equations(folder: Path) -> Iterator[tuple[str, Claim]]:
    """Each arithmetic derivation with its result, as the consistency stage reads it."""
    for context in read_json(folder / FILE):
        for one in context["questions"]:
            if one["answer_type"] == "arithmetic" and one["derivation"]:
                claim = Claim("equation", one["derivation"], str(one["answer"]))
                yield one["uid"], claim
