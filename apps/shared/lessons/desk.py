"""Which cases a desk's lessons are made from, and how many of each.

A batch is a pool of passages of one part and the cases over it, so that lessons for training never
show a passage kept for testing. Knows nothing of files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from apps.shared.lessons.grounded import Case
from apps.shared.lessons.making import Made, Shares, made
from apps.shared.lessons.pool import Pool, Source
from finetune.corpora.split import PARTS, Part
from rag.labels import Synonyms

Progress = Callable[[str, int], None]
"""Called with what is being made and how many lessons there are of it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Cases of one sort, at most `most` lessons of them in all parts together.

    `cases` gives cases over a pool of one part; it is asked again, for other words and other
    neighbours, until there are enough or `rounds` are over.
    """

    name: str
    cases: Callable[[Pool, random.Random], Iterable[Case]]
    most: int
    rounds: int = 1
    shares: Shares = field(default_factory=Shares)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a desk's lessons are made of: passages, kinds of cases, and lessons ready made."""

    sources: Sequence[Source]
    kinds: Sequence[Kind]
    ready: Callable[[random.Random], Iterable[Made]] | None = None
    synonyms: Synonyms = ()


def lessons(plan: Plan, seed: int, progress: Progress) -> Iterator[Made]:
    """All lessons of a plan, the same for the same seed; no two alike."""
    seen: set[str] = set()
    by_part: dict[Part, list[Source]] = {p: [s for s in plan.sources if s.part == p] for p in PARTS}
    for name in PARTS:
        pool = Pool(by_part[name])
        if pool.chunks:
            yield from _of_part(plan, name, pool, _share(by_part, name), seed, seen, progress)
    if plan.ready is not None:
        for count, one in enumerate(plan.ready(_rng(seed, "ready"))):
            progress(one.lesson.task, count)
            if one.lesson.id not in seen:
                seen.add(one.lesson.id)
                yield one


def picked(cases: Iterable[Case], most: int, rng: random.Random, *, loose: float) -> list[Case]:
    """A few cases of one source; those that only ask `about` something fill up, in a share."""
    close, about = [], []
    for case in cases:
        (about if case.task == "about" else close).append(case)
    kept = rng.sample(close, min(len(close), most))
    room = most - len(kept)
    kept += [case for case in rng.sample(about, min(len(about), room)) if rng.random() < loose]
    rng.shuffle(kept)
    return kept


def in_any_order(pool: Pool, rng: random.Random) -> list[Source]:
    """The sources of a pool, shuffled: lessons of one source stay together, and are read once."""
    return rng.sample(pool.sources, len(pool.sources))


def _share(by_part: dict[Part, list[Source]], name: Part) -> float:
    whole = sum(len(s.chunks) for found in by_part.values() for s in found)
    return sum(len(s.chunks) for s in by_part[name]) / whole


def _of_part(
    plan: Plan, name: Part, pool: Pool, share: float, seed: int, seen: set[str], progress: Progress
) -> Iterator[Made]:
    for kind in plan.kinds:
        wanted, count = round(kind.most * share), 0
        for turn in range(kind.rounds):
            rng = _rng(seed, f"{name}/{kind.name}/{turn}")
            before = count
            for one in made(
                kind.cases(pool, rng), pool, rng, shares=kind.shares, synonyms=plan.synonyms
            ):
                if count >= wanted:
                    break
                if one.lesson.id not in seen:
                    seen.add(one.lesson.id)
                    count += 1
                    progress(f"{kind.name} ({name})", count)
                    yield one
            if count >= wanted or count == before:
                break


def _rng(seed: int, name: str) -> random.Random:
    return random.Random(f"{seed}/{name}")  # noqa: S311
