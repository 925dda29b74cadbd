"""Cases made into lessons and pairs: with neighbours, without the answer, with orders beside it.

Holds the shares of each kind. Knows nothing of where cases come from.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from apps.shared.lessons.grounded import Case, answered, refused, tells
from apps.shared.lessons.lesson import Lesson, Pair
from apps.shared.lessons.orders import poisoned
from apps.shared.lessons.pool import Pool
from apps.shared.lessons.rejected import pairs
from apps.shared.lessons.wording import worded
from rag.evidence import Chunk
from rag.labels import Synonyms

ALWAYS_ANSWERED = ("hint",)
"""Another passage may help as well: no refusal would be true."""
TRIES = 2
"""Draws of neighbours for a lesson without an answer."""
PASSAGES = (0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 7)
"""Passages beside the right one; the nearest three of all are shown."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Of the cases: without their answer, with an order hidden in the passage; of the lessons
    without an answer, those that the desk itself would refuse; of the lessons, those with pairs."""

    refused: float = 0.27
    ordered: float = 0.09
    easy: float = 0.12
    paired: float = 0.6


@dataclass(frozen=True, slots=True)
class Made:
    """A lesson, and wrong answers beside its right one."""

    lesson: Lesson
    pairs: tuple[Pair, ...] = ()


def made(
    cases: Iterable[Case],
    pool: Pool,
    rng: random.Random,
    *,
    shares: Shares | None = None,
    synonyms: Synonyms = (),
) -> Iterator[Made]:
    """At most one lesson a case; what the desk would not show, or not verify, is left out."""
    of = shares or Shares()
    for case in cases:
        asked = replace(case, question=worded(case.question, rng))
        draw = rng.random()
        if draw < of.refused and case.task not in ALWAYS_ANSWERED:
            yield from _without(asked, pool, rng, of)
        elif draw < of.refused + of.ordered:
            bad = poisoned(asked, pool, rng)
            yield from _with(bad.case, pool, rng, of, synonyms, bad.wanted)
        else:
            yield from _with(asked, pool, rng, of, synonyms)


def _with(
    case: Case, pool: Pool, rng: random.Random, of: Shares, synonyms: Synonyms, wanted: str = ""
) -> Iterator[Made]:
    others = _others(case, pool, rng)
    lesson = answered(case, others, pool, rng, synonyms=synonyms)
    if lesson is not None:
        yield Made(lesson, _pairs(lesson, rng, of, wanted))


def _without(case: Case, pool: Pool, rng: random.Random, of: Shares) -> Iterator[Made]:
    easy = rng.random() < of.easy
    for _ in range(TRIES):
        others = _others(case, pool, rng, least=2, alone=True)
        if pool.source(case.chunk).private:
            other = rng.choice(pool.private)
            of_other = other.chunks if other.document.id != case.chunk.doc_id else ()
            others = [*others[:2], *of_other[:3]]
            rng.shuffle(others)
        lesson = refused(case, others, pool, rng, easy=easy)
        if lesson is not None:
            yield Made(lesson, _pairs(lesson, rng, of, ""))
            return


def _others(
    case: Case, pool: Pool, rng: random.Random, *, least: int = 0, alone: bool = False
) -> list[Chunk]:
    """Passages that retrieval would bring beside the right one and that do not answer.

    `alone`: none of a private source, whose place another takes.
    """
    wanted = max(least, rng.choice(PASSAGES))
    mine = case.chunk.text

    def left_out(chunk: Chunk) -> bool:
        own = chunk.doc_id == case.chunk.doc_id
        if pool.source(chunk).private and (not own or alone):
            return True
        same = own and chunk.span == case.chunk.span
        return same or chunk.text in mine or any(tells(s, chunk.text) for s in case.said)

    return list(pool.near(case.question, k=wanted, but=left_out)) if wanted else []


def _pairs(lesson: Lesson, rng: random.Random, of: Shares, wanted: str) -> tuple[Pair, ...]:
    if rng.random() >= of.paired and not wanted:
        return ()
    found = list(pairs(lesson, rng, wanted=wanted))
    if wanted:
        found = sorted(found, key=lambda pair: pair.fault != "obeyed")
        return tuple(found[:2])
    return tuple(rng.sample(found, min(2, len(found))))
