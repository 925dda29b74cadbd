"""What a new domain is made of: passages, and questions that they answer, as lines of JSON.

    {"id": "act-4", "document": "Tenancy Act", "title": "Section 4: Notice", "text": "A tenant ..."}
    {"id": "q1", "question": "How long is ...?", "answer": "It is 60 days.", "cites": ["act-4"],
     "key": "60 days"}

A question without an `answer` is one that no passage answers; the `key`, where it is given, is what
a right answer must say. Every passage belongs to a
`document`, and what is cut from one document stays in one part of the data. Knows nothing of
prompts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finetune.corpora.split import Part, part
from finetune.new_domain.registration import DomainRefused
from finetune.runs.rows import read_rows

FEWEST: Mapping[Part, int] = {"train": 40, "test": 5}
"""Questions that a part must have: fewer teach nothing, or measure nothing."""


class Passage(BaseModel):
    """A passage as it is shown and cited; `title` stands above it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    document: str = Field(min_length=1)
    title: str = ""
    text: str = Field(min_length=1)

    @property
    def shown(self) -> str:
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def part(self) -> Part:
        return part(self.document)


class Question(BaseModel):
    """A question, its answer, and the passages that the answer is taken from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    question: str = Field(min_length=3)
    answer: str | None = None
    cites: tuple[str, ...] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Domain:
    """All passages by id, and the questions. Raises DomainRefused where they do not fit."""

    passages: Mapping[str, Passage]
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        for question in self.questions:
            unknown = [name for name in question.cites if name not in self.passages]
            if unknown:
                raise DomainRefused(
                    f"question {question.id!r} cites {unknown!r}, which no passage is called"
                )
            if bool(question.answer) != bool(question.cites):
                raise DomainRefused(
                    f"question {question.id!r}: an answer needs the passages it cites, and cited"
                    " passages an answer; leave out both where nothing answers it"
                )

    def part_of(self, question: Question) -> Part:
        """That of the document cited first; of the question itself where none is."""
        if question.cites:
            return self.passages[question.cites[0]].part
        return part(question.id)

    def of_part(self, chosen: Part) -> Domain:
        """The passages and questions of one part; nothing is seen from another."""
        passages = {name: one for name, one in self.passages.items() if one.part == chosen}
        questions = tuple(
            one
            for one in self.questions
            if self.part_of(one) == chosen and all(name in passages for name in one.cites)
        )
        return Domain(passages, questions)


def read_domain(file: Path) -> Domain:
    """The rows of a file. Raises DomainRefused naming line and field, BrokenRow, OSError."""
    return domain_of(read_rows(file), str(file))


def domain_of(rows: Iterable[Mapping[str, Any]], where: str) -> Domain:
    """Raises DomainRefused for a row that is neither passage nor question, or an id twice."""
    passages: dict[str, Passage] = {}
    questions: dict[str, Question] = {}
    for number, row in enumerate(rows, 1):
        try:
            if "question" in row:
                _put(questions, Question.model_validate(row), f"{where}, line {number}")
            else:
                _put(passages, Passage.model_validate(row), f"{where}, line {number}")
        except ValidationError as problem:
            raise DomainRefused(f"{where}, line {number}: {_said(problem)}") from problem
    if not passages:
        raise DomainRefused(f"{where} holds no passage; give rows with id, document and text")
    return Domain(passages, tuple(questions.values()))


def rows_of(domain: Domain) -> Iterator[dict[str, Any]]:
    """The rows that `domain_of` reads back as the same domain."""
    for one in (*domain.passages.values(), *domain.questions):
        yield one.model_dump(mode="json", exclude_none=True)


def check_enough(domain: Domain) -> None:
    """Raises DomainRefused where a part has too few questions to train or to measure."""
    for name, fewest in FEWEST.items():
        found = len(domain.of_part(name).questions)
        if found < fewest:
            raise DomainRefused(
                f"{found} questions fall into the {name} part, {fewest} are needed; give more"
                " questions, over more documents (the part follows from the document)"
            )


def _put(known: dict[str, Any], one: Passage | Question, where: str) -> None:
    if one.id in known:
        raise DomainRefused(f"{where}: id {one.id!r} is given twice; ids must differ")
    known[one.id] = one


def _said(problem: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in problem.errors()
    )
