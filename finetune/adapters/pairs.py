"""Preference pairs as token ids: one prompt, the answer to prefer, the answer to avoid.

Rows are `{"id", "prompt": [messages], "chosen", "rejected", "domain", "task", "part"}`. Knows the
chat format; knows nothing of models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from finetune.adapters.lessons import Fitting, LessonWriter, Turn, drawn, rows_of


class PairRow(BaseModel):
    """A pair as it is written down."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    prompt: list[Turn] = Field(min_length=1)
    chosen: str
    rejected: str
    domain: str
    task: str
    part: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A prompt and its two answers in token ids; each answer ends its turn."""

    id: str
    task: str
    source: str
    prompt: tuple[int, ...]
    chosen: tuple[int, ...]
    rejected: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.chosen == self.rejected:
            raise ValueError(f"pair {self.id!r}: both answers are the same; nothing is preferred")

    def __len__(self) -> int:
        return len(self.prompt) + max(len(self.chosen), len(self.rejected))


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of one part, and how many were left out as too long."""

    pairs: tuple[Pair, ...]
    too_long: int

    def tasks(self) -> Counter[str]:
        return Counter(pair.task for pair in self.pairs)

    def sources(self) -> Counter[str]:
        return Counter(pair.source for pair in self.pairs)


def read_pairs(
    files: Iterable[Path],
    writer: LessonWriter,
    *,
    part: str,
    max_length: int,
    per_task: int | None = None,
    limit: int | None = None,
    seed: int = 0,
) -> Pairs:
    """Pairs of `part` whose longer side has at most `max_length` tokens, drawn as lessons are.

    Raises BrokenRow for a row that is no pair, OSError for a file that cannot be read.
    """

    def written(row: PairRow) -> Pair:
        prompt = writer.prompt(row.prompt)
        sides = writer.answer(row.chosen), writer.answer(row.rejected)
        return Pair(row.id, row.task, row.source, prompt, *sides)

    found = [row for file in files for row in rows_of(file, PairRow) if row.part == part]
    fits = Fitting(written, max_length)
    kept = drawn(found, fits, per_task=per_task, limit=limit, seed=seed)
    return Pairs(tuple(pair for _, pair in kept), fits.too_long)
