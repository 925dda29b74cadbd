"""Cleans a new domain's passages with those stages that leave evidence as it is.

What is cut or masked for running text stays here: a clause that nearly repeats another is law all
the same, and a name in a contract is what the contract is about. A question whose passage is gone
goes too. Knows stages and rows; knows nothing of files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from finetune.corpora.rows import Row
from finetune.corpora.stages.encoding import Encoding
from finetune.corpora.stages.exact_duplicates import ExactDuplicates
from finetune.corpora.stages.language import Language
from finetune.corpora.stages.length import Length
from finetune.corpora.stages.repetition import Repetition
from finetune.corpora.stages.stage import Stage
from finetune.corpora.stages.toxicity import Toxicity
from finetune.new_domain.rows import Domain, Passage, Question

LEAST_WORDS = 4
MOST_CHARACTERS = 4_000
"""A longer passage does not fit into a prompt beside others; cut it at its headings."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one stage did to the passages."""

    stage: str
    rows_in: int
    rows_out: int
    why: dict[str, int]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left, what each stage did, and how many questions went with their passages."""

    domain: Domain
    swept: tuple[Swept, ...]
    questions_left_out: int


def makers() -> tuple[Callable[[], Stage], ...]:
    """The stages in their order."""
    return (
        Encoding,
        lambda: Language(("en",)),
        lambda: Length(LEAST_WORDS, MOST_CHARACTERS),
        Repetition,
        ExactDuplicates,
        Toxicity,
    )


def clean(domain: Domain) -> Cleaned:
    """The domain after the stages; questions asked twice are kept once."""
    rows = [_row(passage) for passage in domain.passages.values()]
    swept: list[Swept] = []
    for maker in makers():
        rows, one = _sweep(maker(), rows)
        swept.append(one)
    passages = {row.id: _passage(row, domain.passages[row.id]) for row in rows}
    kept: dict[str, Question] = {}
    for question in domain.questions:
        if all(name in passages for name in question.cites):
            kept.setdefault(" ".join(question.question.lower().split()), question)
    left_out = len(domain.questions) - len(kept)
    return Cleaned(Domain(passages, tuple(kept.values())), tuple(swept), left_out)


def _row(passage: Passage) -> Row:
    """With its title: the same clause of two contracts is no duplicate."""
    return Row(passage.id, passage.shown, "new", "user", passage.part)


def _passage(row: Row, before: Passage) -> Passage:
    if not before.title:
        return before.model_copy(update={"text": row.text})
    title, _, text = row.text.partition("\n")
    return before.model_copy(update={"title": title, "text": text})


def _sweep(stage: Stage, rows: list[Row]) -> tuple[list[Row], Swept]:
    if stage.surveys:
        for row in rows:
            stage.survey(row)
    kept: list[Row] = []
    why: Counter[str] = Counter()
    for row in rows:
        outcome = stage.judge(row)
        why.update(outcome.reasons)
        if outcome.row is not None:
            kept.append(replace(outcome.row, id=row.id))
    return kept, Swept(stage.name, len(rows), len(kept), dict(why))
