"""SVAMP's training file: one-step word problems with their equation.

The other collections that are handed around with it have closed or unclear licences and are not
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from finetune.corpora.rows import Claim, Row, passage, read_json

NAME, DOMAIN = "svamp", "education"
FILES = ("trainset.json", "SVAMP/trainset.json", "mawps-asdiv-a_svamp/trainset.json")
_WHOLE = re.compile(r"\b(\d+)\.0\b")


def read(folder: Path) -> Iterator[Row]:
    for item in read_json(_file(folder)):
        body, question = item["Body"].strip(), item["Question"].strip()
        equation = _WHOLE.sub(r"\1", item["Equation"]).strip()
        answer = _number(item["Answer"])
        claim = Claim("equation", equation, answer)
        stop = "" if body.endswith((".", ",")) else "," if _conditional(body) else "."
        text = f"{body}{stop} {_asked(body, question)}\n\n{_bare(equation)} = {answer}. "
        text += f"The answer is {answer}."
        yield passage(NAME, DOMAIN, str(item["ID"]), 0, text, claims=(claim,))


def _file(folder: Path) -> Path:
    for name in FILES:
        for there in (folder / name, folder / f"{name}.gz"):
            if there.exists():
                return folder / name
    raise FileNotFoundError(f"{folder}: none of {', '.join(FILES)}")


def _conditional(body: str) -> bool:
    return bool(re.search(r"(?:^|[.!?] )If [^.!?]*$", body))


def _asked(body: str, question: str) -> str:
    return question[0].lower() + question[1:] if _conditional(body) else question


def _bare(equation: str) -> str:
    whole = re.fullmatch(r"\(([^()]*)\)", equation)
    return whole[1].strip() if whole else equation


def _number(value: Any) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)
