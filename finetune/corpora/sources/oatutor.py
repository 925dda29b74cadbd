"""OATutor problems as running text: the problem, each step, its hints in order, its answer.

Reads `problems_*.jsonl`, one problem a line. Placeholders of randomised problems (`@{x}`) leave a
problem out, since its numbers are not in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from finetune.corpora.rows import Row, passage, read_jsonl

NAME, DOMAIN = "oatutor", "education"
_OPEN_LICENCES = (
    "",
    "cc by 4.0",
    "cc4.0",
    "openstax",
    "https://creativecommons.org/licenses/by/4.0/",
)
_IMAGE = re.compile(r"##\S+?##|!\[[^\]]*\]\([^)]*\)|<img[^>]*>")
_SPACE = re.compile(r"[ \t]+")


def read(folder: Path) -> Iterator[Row]:
    for problem in problems(folder):
        text = prose(problem)
        if "@{" not in text and problem.get("steps"):
            yield passage(NAME, DOMAIN, problem["id"], 0, text)


def problems(folder: Path) -> Iterator[dict[str, Any]]:
    """Every problem whose stated licence is CC BY 4.0, or empty, which means the collection's."""
    names = {path.name.removesuffix(".gz") for path in folder.glob("problems_*.jsonl*")}
    if not names:
        raise FileNotFoundError(f"{folder}: no problems_*.jsonl")
    for name in sorted(names):
        for problem in read_jsonl(folder / name):
            licence = str(problem.get("license") or "").split(" <")[0].strip().lower()
            if licence in _OPEN_LICENCES:
                yield problem


def prose(problem: dict[str, Any]) -> str:
    parts = [problem.get("title"), problem.get("body")]
    for step in problem["steps"]:
        parts += [step.get("stepTitle"), step.get("stepBody")]
        parts += [_choices(step)]
        parts += [line for hint in step.get("hints", []) for line in _hint(hint)]
        parts += [_answer(step)]
    lines = (plain(part) for part in parts if part)
    return "\n\n".join(line for line in lines if line)


def plain(text: str) -> str:
    """TeX's dollars and images away, white space single."""
    return _SPACE.sub(" ", _IMAGE.sub(" ", text).replace("$$", "")).strip()


def _choices(step: dict[str, Any]) -> str:
    choices = step.get("choices") or []
    return "" if len(choices) < 2 else "Choices: " + "; ".join(map(str, choices)) + "."


def _hint(hint: dict[str, Any]) -> list[str]:
    title, text = str(hint.get("title") or ""), str(hint.get("text") or "")
    line = text if not title or title.lower() in text.lower() else f"{title.rstrip('.:')}: {text}"
    answers = hint.get("hintAnswer") or []
    inner = [line for sub in hint.get("subHints") or [] for line in _hint(sub)]
    return [line, *inner, f"That gives {answers[0]}." if answers else ""]


def _answer(step: dict[str, Any]) -> str:
    answers = step.get("stepAnswer") or []
    return f"Answer: {answers[0]}" if answers else ""
