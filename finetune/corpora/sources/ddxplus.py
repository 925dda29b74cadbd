"""DDXPlus: synthetic patients as interviews in running text, with the condition behind them.

Reads the CSV files that carry the questions and conditions in English.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

from finetune.corpora.rows import Claim, Row, open_text, passage

NAME, DOMAIN = "ddxplus", "medical"
FILES = ("train_sample.csv", "validate.csv", "validate_588.csv")
QUESTIONS, CONDITION = "English Evidences", "English Pathology"
_PEOPLE = {"F": "woman", "M": "man"}
_CHILDREN = {"F": "girl", "M": "boy"}
GROWN = 18


def read(folder: Path) -> Iterator[Row]:
    found = [name for name in FILES if (folder / name).exists() or (folder / f"{name}.gz").exists()]
    if not found:
        raise FileNotFoundError(f"{folder}: none of {', '.join(FILES)}")
    for name in found:
        with open_text(folder / name) as file:
            for patient in csv.DictReader(file):
                if patient.get(QUESTIONS):
                    yield _row(name, patient)


def _row(name: str, patient: dict[str, str]) -> Row:
    condition = patient[CONDITION].strip()
    key = patient.get("OriginalRowKey") or next(iter(patient.values()))
    text = f"{_opening(patient)}\n\n{_interview(patient)}\n\nThe condition: {condition}."
    claims = (Claim("mention", condition),)
    return passage(NAME, DOMAIN, f"{Path(name).stem}-{key}", 0, text, claims=claims)


def _opening(patient: dict[str, str]) -> str:
    age, sex = int(patient["AGE"]), patient["SEX"]
    who = (_PEOPLE if age >= GROWN else _CHILDREN).get(sex, "person")
    article = "An" if str(age).startswith("8") or age in (11, 18) else "A"
    return f"{article} {age}-year-old {who} comes to be seen."


def _interview(patient: dict[str, str]) -> str:
    answers = ast.literal_eval(patient[QUESTIONS])
    said = {True: "Yes", False: "No", "True": "Yes", "False": "No"}
    lines = (f"{question} {said.get(answer, answer)}." for question, answer in answers.items())
    return "\n".join(lines)
