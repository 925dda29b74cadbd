"""Word problems from files: GSM8K's lines, SVAMP's list, or lines of our own.

Knows those layouts by their fields; the id of a problem is that of the corpora, so that all that is
made of one problem lies in its part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from finetune.augment.marking import marked
from finetune.augment.problem import Problem
from finetune.calculator import final_answer, printed
from finetune.corpora.sources.gsm8k import document
from finetune.expression import NotArithmetic, evaluate, parse
from finetune.runs.rows import BrokenRow, read_rows


def read_problems(file: Path) -> Iterator[Problem]:
    """Every problem of a file whose worked answer can be read; others are left out.

    Raises BrokenRow for a row that is of no known layout.
    """
    rows = json.loads(file.read_bytes()) if file.suffix == ".json" else read_rows(file)
    for number, row in enumerate(rows, 1):
        if {"question", "steps", "answer"} <= set(row):
            found = _own(row)
        elif {"question", "answer"} <= set(row):
            found = _gsm8k(row)
        elif {"Body", "Question", "Equation", "Answer"} <= set(row):
            found = _svamp(row)
        else:
            raise BrokenRow(
                f"{file}, row {number}: fields {sorted(row)}; a problem has question and answer"
                " (GSM8K), Body, Question, Equation and Answer (SVAMP), or question, steps and"
                " answer"
            )
        if found is not None:
            yield found


def _gsm8k(row: dict[str, Any]) -> Problem | None:
    answer = final_answer(row["answer"])
    lines = row["answer"].split("####")[0].splitlines()
    steps = tuple(line.strip() for line in lines if line.strip())
    if answer is None or not steps:
        return None
    return Problem(document(row["question"]), row["question"].strip(), steps, answer)


def _svamp(row: dict[str, Any]) -> Problem | None:
    body, asks = row["Body"].strip(), row["Question"].strip()
    told = body if body.endswith((".", "?", "!", ",")) else f"{body}{_joint(asks)}"
    try:
        tree = parse(row["Equation"])
        value = evaluate(tree)
    except NotArithmetic:
        return None
    if value != Fraction(str(row["Answer"])) or value < 0:
        return None
    expression = row["Equation"].replace(".0 ", " ").strip().removeprefix("(").removesuffix(")")
    compact = expression.replace(" ", "")
    try:
        right = evaluate(parse(compact)) == value
    except NotArithmetic:
        right = False
    if not right:
        return None
    step = f"{expression.strip()} = <<{compact}={printed(value)}>>{printed(value)}"
    return Problem(f"svamp-{row['ID']}", f"{told} {asks}", (step,), value)


def _joint(asks: str) -> str:
    """SVAMP cuts a sentence before its question: a comma where the question goes on."""
    return "," if asks[:1].islower() else "."


def _own(row: dict[str, Any]) -> Problem | None:
    try:
        answer = evaluate(parse(str(row["answer"])))
    except NotArithmetic:
        return None
    steps = tuple(marked(str(step)) for step in row["steps"])
    return Problem(str(row["id"]), str(row["question"]), steps, answer)
