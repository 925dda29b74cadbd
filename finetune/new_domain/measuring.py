"""Measures a new domain's adapter on questions of its test part, the base without it beside.

The same prompts, the same native step as in service. Perplexity is that of the right answers;
what is generated is judged by its citations, its refusals and whether it says the key. Knows
lessons; knows nothing of how the adapter was trained.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from transformers import PreTrainedTokenizerFast

from core_model.config import CoreConfig
from core_model.engine.request import Message
from finetune.adapters.lessons import LessonRow, LessonWriter
from finetune.evaluation.grounded import GroundedScore, judge, summed
from finetune.evaluation.scorer import Scorer
from finetune.evaluation.speaker import Speaker
from finetune.evaluation.subject import Subject
from finetune.new_domain.lesson import GroundedLesson

LONGEST_ANSWER = 80
"""Tokens; the lessons ask for one to three short sentences."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured on `lessons` test lessons: the base, and the base with the adapter."""

    lessons: int
    base_perplexity: float
    perplexity: float
    base: GroundedScore
    ours: GroundedScore

    def pairs(self) -> dict[str, tuple[float | None, float | None]]:
        """Every figure before and after, as a card shows them."""
        before, after = asdict(self.base), asdict(self.ours)
        reading: dict[str, tuple[float | None, float | None]] = {
            "perplexity of right answers": (self.base_perplexity, self.perplexity)
        }
        return reading | {name.replace("_", " "): (before[name], after[name]) for name in before}


def table(measures: Measures) -> str:
    """The figures in Markdown, for a card."""
    rows = [
        f"| {figure} | {_said(before)} | {_said(after)} |"
        for figure, (before, after) in measures.pairs().items()
    ]
    head = f"| on {measures.lessons} questions of unseen documents | base | with the adapter |"
    return "\n".join([head, "|---|---|---|", *rows])


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


def measure(
    lessons: Sequence[GroundedLesson], name: str, adapter: Path, model: Path
) -> tuple[Measures, list[dict[str, Any]]]:
    """The measures, and every answer of both beside the right one."""
    subject = Subject(model, {name: adapter})
    base_perplexity, perplexity = _perplexities(lessons, subject, name)
    said = _answers(lessons, subject, name)
    cases = [lesson.case(name) for lesson in lessons]
    scores = [
        summed([judge(case, text) for case, text in zip(cases, texts, strict=True)])
        for texts in said
    ]
    measures = Measures(len(lessons), base_perplexity, perplexity, scores[0], scores[1])
    shown = [
        {"question": lesson.question, "right": lesson.answer, "base": before, name: after}
        for lesson, before, after in zip(lessons, *said, strict=True)
    ]
    return measures, shown


def _perplexities(
    lessons: Sequence[GroundedLesson], subject: Subject, name: str
) -> tuple[float, float]:
    config = CoreConfig.from_pretrained(subject.folder, local_files_only=True)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(subject.folder, local_files_only=True)
    writer = LessonWriter(tokenizer, config.max_position_embeddings)
    nats, tokens = [0.0, 0.0], 0
    with Scorer(subject) as scorer:
        for lesson in lessons:
            row = LessonRow.model_validate(lesson.row(name, "test", name))
            read = writer.lesson(row)
            tokens += len(read.answer)
            for at, adapter in enumerate((None, name)):
                nats[at] -= scorer.likelihoods(read.prompt, [read.answer], adapter)[0]
    return math.exp(nats[0] / tokens), math.exp(nats[1] / tokens)


def _answers(lessons: Sequence[GroundedLesson], subject: Subject, name: str) -> list[list[str]]:
    """Those of the base, then those with the adapter."""
    asked = [[Message(role, text) for role, text in lesson.turns] for lesson in lessons]  # pyright: ignore[reportArgumentType]
    with Speaker(subject) as speaker:
        return [
            speaker.answers(asked, adapter=adapter, longest=LONGEST_ANSWER)
            for adapter in (None, name)
        ]
