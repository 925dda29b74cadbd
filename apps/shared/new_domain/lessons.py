"""A domain's questions as lessons in the prompt that the suite answers with.

Passages are chosen, cut and numbered as in service; an answer becomes a lesson only where the
suite's own check verifies it, and a question without its passage becomes the refusal. Knows
nothing of training.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from apps.shared.lessons.grounded import REFUSAL, Posed, cited, pose
from apps.shared.lessons.lesson import turns_of
from apps.shared.new_domain.passages import Shelf, shelf
from finetune.new_domain.lesson import GroundedLesson
from finetune.new_domain.rows import Domain, Question
from rag.answer import check_all
from rag.evidence import Status
from rag.prompt import messages
from rag.sentences import sentence_spans
from rag.verify import Checker

SHOWN = 3
"""Passages shown with a question, the right one among them, as the suite shows a small model."""
REFUSED = 0.25
"""Share of the questions that are asked once more without the passage that answers them."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A question that gave no lesson, and why."""

    question: str
    why: str


def lessons(domain: Domain, seed: int) -> Iterator[GroundedLesson | Unusable]:
    """Answered and refused lessons of the questions, in their order."""
    rng = random.Random(seed)  # noqa: S311
    stock = shelf(domain)
    for question in domain.questions:
        if question.answer is not None:
            yield _answered(question, question.answer, domain, stock, rng)
        if question.answer is None or rng.random() < REFUSED:
            yield _refused(question, stock, rng)


def _answered(
    question: Question, answer: str, domain: Domain, stock: Shelf, rng: random.Random
) -> GroundedLesson | Unusable:
    right = [stock.chunks[name] for name in question.cites]
    others = stock.pool.near(question.question, k=SHOWN - len(right), but=right.__contains__)
    chunks = [*right, *others]
    rng.shuffle(chunks)
    posed = pose(question.question, chunks)
    places = [posed.number(chunk) for chunk in right]
    if not posed.carried or None in places:
        return Unusable(question.id, "the suite itself would not show the cited passage")
    marks = "".join(f" [{place}]" for place in sorted(p for p in places if p is not None))
    said = _cited(answer, marks, places)
    if not _verified(said, posed, question, stock):
        return Unusable(question.id, "the answer does not pass the suite's check of its passages")
    return _lesson(question, posed, said, [p for p in places if p is not None], rng)


def _refused(question: Question, stock: Shelf, rng: random.Random) -> GroundedLesson | Unusable:
    right = [stock.chunks[name] for name in question.cites]
    others = list(stock.pool.near(question.question, k=SHOWN, but=right.__contains__))
    rng.shuffle(others)
    posed = pose(question.question, others)
    if not any(text.strip() for text in posed.shown):
        return Unusable(question.id, "no other passage is near it")
    return _lesson(question, posed, REFUSAL, [], rng)


def _cited(answer: str, marks: str, places: list[int | None]) -> str:
    """Every sentence with its marks; one passage as the suite writes it, several one by one."""
    sentences = [answer[start:end] for start, end in sentence_spans(answer)]
    if len(places) == 1 and places[0] is not None:
        return cited([(sentence, places[0]) for sentence in sentences])
    return " ".join(f"{sentence.rstrip().rstrip('.')}{marks}." for sentence in sentences)


def _verified(answer: str, posed: Posed, question: Question, stock: Shelf) -> bool:
    readings = stock.pool.readings([item.chunk for item in posed.evidence])
    claims = check_all(answer, Checker(posed.evidence, readings, question=question.question))
    return bool(claims) and all(claim.status is Status.VERIFIED for claim in claims)


def _lesson(
    question: Question, posed: Posed, answer: str, right: list[int], rng: random.Random
) -> GroundedLesson:
    nonce = f"{rng.getrandbits(64):016x}"
    turns = turns_of(messages(question.question, posed.shown, nonce=nonce))
    return GroundedLesson(
        id=f"{question.id}{'' if right else ' (refused)'}",
        question=question.question,
        turns=turns,
        answer=answer,
        passages=tuple(posed.shown),
        right=frozenset(right),
        gold=question.key if right else None,
    )
