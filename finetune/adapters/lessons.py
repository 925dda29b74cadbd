"""Lessons as token ids: a prompt exactly as the server writes it, and the answer to learn.

Rows are `{"id", "messages", "domain", "task", "part", "source"}`, the last message the assistant's.
Knows the chat format; knows nothing of models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from transformers import PreTrainedTokenizerFast

from core_model.engine.prompt import PromptWriter
from core_model.engine.request import Message, PromptTooLong, Request
from finetune.runs.rows import BrokenRow, read_rows

END_OF_TURN = "<|im_end|>"


class Turn(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str
    content: str


class LessonRow(BaseModel):
    """A lesson as it is written down."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    messages: list[Turn] = Field(min_length=2)
    domain: str
    task: str
    part: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to read and what to answer, in token ids; the answer ends its turn."""

    id: str
    task: str
    source: str
    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.prompt) + len(self.answer)


class LessonWriter:
    """Turns conversations into token ids, as the engine does when it serves them."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, context: int):
        self._tokenizer = tokenizer
        self._prompts = PromptWriter(tokenizer, context)
        self.end: int = tokenizer.convert_tokens_to_ids(END_OF_TURN)  # pyright: ignore
        if self.end is None or self.end == tokenizer.unk_token_id:
            raise ValueError(f"the tokenizer has no {END_OF_TURN}; the chat format needs it")

    def prompt(self, messages: Sequence[Turn]) -> tuple[int, ...]:
        """Everything up to where the assistant begins. Raises PromptTooLong."""
        said = tuple(Message(turn.role, turn.content) for turn in messages)  # pyright: ignore
        return tuple(self._prompts.ids(Request(messages=said)))

    def answer(self, text: str) -> tuple[int, ...]:
        """The assistant's words and the end of its turn."""
        return (*self._tokenizer.encode(text, add_special_tokens=False), self.end)

    def lesson(self, row: LessonRow) -> Lesson:
        """Raises ValueError where the last message is not the assistant's; PromptTooLong."""
        *asked, last = row.messages
        if last.role != "assistant":
            raise ValueError(f"lesson {row.id!r} ends with {last.role!r}; end with the assistant")
        return Lesson(row.id, row.task, row.source, self.prompt(asked), self.answer(last.content))


@dataclass(frozen=True, slots=True)
class Taught:
    """The lessons of one part as rows and as token ids, and how many were left out as too long."""

    rows: tuple[LessonRow, ...]
    lessons: tuple[Lesson, ...]
    too_long: int

    def tasks(self) -> Counter[str]:
        return Counter(lesson.task for lesson in self.lessons)

    def sources(self) -> Counter[str]:
        return Counter(lesson.source for lesson in self.lessons)


def read_lessons(
    files: Iterable[Path],
    writer: LessonWriter,
    *,
    part: str,
    max_length: int,
    per_task: int | None = None,
    limit: int | None = None,
    seed: int = 0,
) -> Taught:
    """Lessons of `part` of at most `max_length` tokens, in an order drawn by `seed`.

    At most `per_task` of each task and `limit` of all. Raises BrokenRow for a row that is no
    lesson, OSError for a file that cannot be read.
    """
    found = [row for file in files for row in rows_of(file, LessonRow) if row.part == part]
    fits = Fitting(writer.lesson, max_length)
    kept = list(drawn(found, fits, per_task=per_task, limit=limit, seed=seed))
    rows, lessons = zip(*kept, strict=True) if kept else ((), ())
    return Taught(rows, lessons, fits.too_long)


def in_shares(taught: Taught, shares: Mapping[str, float]) -> Taught:
    """As many lessons as can be had of which each task in `shares` makes up its share.

    The other tasks fill the rest as they come. Raises ValueError for a task without lessons, and
    where there is nothing to fill the rest with.
    """
    having = taught.tasks()
    if missing := sorted(shares.keys() - having.keys()):
        raise ValueError(f"no lesson of task {missing[0]!r}; there are {', '.join(sorted(having))}")
    rest, others = 1 - sum(shares.values()), having.total() - sum(having[task] for task in shares)
    if not others:
        raise ValueError("every lesson is of the tasks that have shares; give none, or other files")
    whole = min([having[task] / share for task, share in shares.items()] + [others / rest])
    room = Counter({task: round(share * whole) for task, share in shares.items()})
    room[""] = round(rest * whole)
    kept = []
    for row, lesson in zip(taught.rows, taught.lessons, strict=True):
        counted = row.task if row.task in shares else ""
        if room[counted] > 0:
            room[counted] -= 1
            kept.append((row, lesson))
    rows, lessons = zip(*kept, strict=True) if kept else ((), ())
    return Taught(rows, lessons, taught.too_long)


@dataclass(slots=True)
class Fitting:
    """Writes a row in token ids; None, and counted, where it is too long."""

    write: Callable[[Any], Any]
    max_length: int
    too_long: int = 0

    def __call__(self, row: Any) -> Any:
        try:
            written = self.write(row)
        except PromptTooLong:
            written = None
        if written is not None and len(written) <= self.max_length:
            return written
        self.too_long += 1
        return None


def drawn(
    rows: list[Any],
    fits: Callable[[Any], Any],
    *,
    per_task: int | None,
    limit: int | None,
    seed: int,
) -> Iterator[tuple[Any, Any]]:
    """Rows with what they were written as, drawn by `seed`: `per_task` and `limit` at most."""
    Random(seed).shuffle(rows)  # noqa: S311
    tasks: Counter[str] = Counter()
    for row in rows:
        if limit is not None and tasks.total() == limit:
            return
        if per_task is not None and tasks[row.task] == per_task:
            continue
        written = fits(row)
        if written is not None:
            tasks[row.task] += 1
            yield row, written


def rows_of(file: Path, kind: type[Any]) -> Iterator[Any]:
    """Every row of a file as `kind`. Raises BrokenRow."""
    for number, row in enumerate(read_rows(file), 1):
        try:
            yield kind.model_validate(row)
        except ValidationError as problem:
            first = problem.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BrokenRow(f"{file}, row {number}: {where}: {first['msg']}") from problem
