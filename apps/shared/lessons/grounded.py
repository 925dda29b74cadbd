"""A question with its passages as a desk would put it to the embedded model, and its answer.

The passages are chosen, cut and numbered by the same functions as in service; an answer counts
only where the desk's own check verifies every sentence of it, from what the model was shown.
Knows nothing of where questions come from.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from apps.shared.lessons.lesson import Desk, Lesson, turns_of
from apps.shared.lessons.pool import Pool
from rag.answer import check_all, shown
from rag.evidence import Chunk, Evidence, Status
from rag.extractive import quotable
from rag.labels import Synonyms
from rag.prompt import cited as numbered
from rag.prompt import data_only, messages
from rag.refusal import NOT_FOUND, carries
from rag.relevance import best_of
from rag.terms import content
from rag.verify import Checker

REFUSAL = NOT_FOUND["en"]
LONGEST_ANSWER = 420
"""Characters; the model is asked for one to three short sentences."""
LONGEST_PROMPT = 3_600
"""Characters of the passages together, so that a lesson stays under a thousand tokens."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_TOLD = 0.6
"""Share of an answer's words of meaning by which a sentence is taken to tell it too."""
_ON_TOPIC = {"cell": 0.85, "cells": 0.85, "amount": 0.8, "change": 0.8, "date": 0.8}
"""Share of the question's words that a passage may say and still not answer it, by task."""
_ON_TOPIC_ELSE = 0.6


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the passage that answers it and the sentences of the answer, uncited."""

    desk: Desk
    task: str
    question: str
    chunk: Chunk
    said: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Posed:
    """What the model would see: the shown passages by number (from 1), and the whole evidence."""

    evidence: tuple[Evidence, ...]
    shown: tuple[str, ...]
    carried: bool

    def number(self, chunk: Chunk) -> int | None:
        """The number under which a passage is shown; None where it is not."""
        for place, item in enumerate(self.evidence[: len(self.shown)], 1):
            if item.chunk == chunk and self.shown[place - 1].strip():
                return place
        return None


def pose(question: str, chunks: Sequence[Chunk]) -> Posed:
    """The passages as `rag.answer` would show them to a small model, in the order given."""
    evidence = tuple(Evidence(chunk, 1.0 / (1 + rank)) for rank, chunk in enumerate(chunks))
    texts = quotable(evidence)
    found = best_of(question, texts, [item.chunk.context for item in evidence])
    carried = carries(question, found, evidence, "en")
    return Posed(evidence, tuple(shown(texts, found, whole=False)), carried)


def answered(
    case: Case, others: Sequence[Chunk], pool: Pool, rng: random.Random, *, synonyms: Synonyms = ()
) -> Lesson | None:
    """The case as a lesson; None where the desk would not show it so, or not verify its answer."""
    chunks = [case.chunk, *others]
    rng.shuffle(chunks)
    posed = pose(case.question, chunks)
    place = posed.number(case.chunk)
    if not posed.carried or place is None or not _fits(posed):
        return None
    seen = data_only(posed.shown[place - 1])
    if not all(_stands_in(sentence, seen) for sentence in case.said):
        return None
    answer = cited([(sentence, place) for sentence in case.said])
    if len(answer) > LONGEST_ANSWER or not verified(answer, posed, case, pool, synonyms):
        return None
    return as_lesson(case, case.task, posed, answer, pool, rng)


def refused(
    case: Case, others: Sequence[Chunk], pool: Pool, rng: random.Random, *, easy: bool = False
) -> Lesson | None:
    """The case's question over passages that do not answer it; None where one of them might.

    Unless `easy`, only what gets past the desk's own refusal counts: that is what a model sees.
    """
    posed = pose(case.question, others)
    visible = [data_only(text) for text in posed.shown if text.strip()]
    if not visible or not _fits(posed) or not (easy or posed.carried):
        return None
    if any(tells(sentence, text) for sentence in case.said for text in visible):
        return None
    nearest = max((best.own for best in best_of(case.question, visible)), default=0.0)
    if nearest >= _ON_TOPIC.get(case.task, _ON_TOPIC_ELSE):
        return None
    return as_lesson(case, "refusal", posed, REFUSAL, pool, rng)


def cited(sentences: Sequence[tuple[str, int]]) -> str:
    """Sentences with the numbers of their passages: `Sales rose 4% [2].`"""
    return " ".join(numbered(text.rstrip(". ") + ".", place) for text, place in sentences)


def verified(answer: str, posed: Posed, case: Case, pool: Pool, synonyms: Synonyms = ()) -> bool:
    """Whether the desk's check verifies every sentence of an answer."""
    readings = pool.readings([item.chunk for item in posed.evidence])
    checker = Checker(posed.evidence, readings, question=case.question, synonyms=synonyms)
    claims = check_all(answer, checker)
    return len(claims) >= len(case.said) and all(c.status is Status.VERIFIED for c in claims)


def tells(sentence: str, text: str) -> bool:
    """True where a text may tell what a sentence does: its figures, or most of its words."""
    words = set(content(sentence))
    figures = {f for f in _FIGURE.findall(sentence) if len(f) > 2 and not _year(f)}
    if figures & set(_FIGURE.findall(text)):
        return True
    return bool(words) and len(words & set(content(text))) > _TOLD * len(words)


def _year(figure: str) -> bool:
    return len(figure) == 4 and figure[:2] in ("19", "20")


def _stands_in(sentence: str, seen: str) -> bool:
    """The sentence can be read off what is shown, which is cut from the passage."""
    words = set(content(sentence))
    here = set(content(seen))
    figures = [f for f in _FIGURE.findall(sentence) if not _year(f)]
    return len(words & here) >= 0.8 * len(words) and all(
        figure in seen or figure.replace(",", "") in seen.replace(",", "") for figure in figures
    )


def _fits(posed: Posed) -> bool:
    return sum(map(len, posed.shown)) <= LONGEST_PROMPT


def as_lesson(
    case: Case, task: str, posed: Posed, answer: str, pool: Pool, rng: random.Random
) -> Lesson:
    """What the desk would send for the case, under a fresh nonce, with `answer` as the answer."""
    nonce = f"{rng.getrandbits(64):016x}"
    turns = turns_of(messages(case.question, posed.shown, nonce=nonce))
    return Lesson(case.desk, task, pool.source(case.chunk).origin, case.source, turns, answer)
