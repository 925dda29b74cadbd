"""One lesson: what is sent to the model and what it should say; one pair: the same with a wrong
answer beside the right one.

Values and their lines of JSON. Knows neither desks nor how lessons are made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from langchain_core.messages import BaseMessage

from finetune.corpora.split import Part, part

Desk = Literal["finance", "medical", "education"]
Turn = tuple[str, str]
"""A role (system, user or assistant) and what it says."""
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


@dataclass(frozen=True, slots=True)
class Lesson:
    """`turns` are what is sent, `answer` what should be said. `origin` names the document it is
    cut from: all lessons of one document are in one part."""

    desk: Desk
    task: str
    origin: str
    source: str
    turns: tuple[Turn, ...]
    answer: str

    def __post_init__(self) -> None:
        if not self.turns or self.turns[-1][0] != "user":
            raise ValueError(f"lesson of {self.origin!r} does not end in the user's turn")
        if not self.answer.strip():
            raise ValueError(f"lesson of {self.origin!r} has no answer")

    @property
    def id(self) -> str:
        said = "\x1f".join(text for _, text in (*self.turns, ("assistant", self.answer)))
        return hashlib.sha256(f"{self.desk}\x1f{self.task}\x1f{said}".encode()).hexdigest()[:16]

    @property
    def part(self) -> Part:
        return part(self.origin)

    def row(self) -> dict[str, object]:
        turns = (*self.turns, ("assistant", self.answer))
        return {
            "id": self.id,
            "messages": [{"role": role, "content": text} for role, text in turns],
            "domain": self.desk,
            "task": self.task,
            "part": self.part,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """A lesson's prompt with the right answer and a wrong one. `fault` says what is wrong."""

    lesson: Lesson
    rejected: str
    fault: str

    def __post_init__(self) -> None:
        if self.rejected.strip() == self.lesson.answer.strip():
            raise ValueError(f"pair of lesson {self.lesson.id} rejects its own right answer")

    def row(self) -> dict[str, object]:
        lesson = self.lesson
        said = hashlib.sha256(f"{lesson.id}\x1f{self.rejected}".encode()).hexdigest()[:16]
        return {
            "id": said,
            "prompt": [{"role": role, "content": text} for role, text in lesson.turns],
            "chosen": lesson.answer,
            "rejected": self.rejected,
            "domain": lesson.desk,
            "task": f"{lesson.task}:{self.fault}",
            "part": lesson.part,
            "source": lesson.source,
        }


def turns_of(messages: Sequence[BaseMessage]) -> tuple[Turn, ...]:
    """LangChain's messages as role and text."""
    return tuple((_ROLES[message.type], str(message.text)) for message in messages)


def write_lines(path: Path, rows: Iterable[dict[str, object]]) -> int:
    """One JSON object a line, whole or not at all; how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    count = 0
    with unfinished.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    unfinished.replace(path)
    return count
