"""What the teacher's lessons are made of, given the folder of public data. Knows no prompt."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from apps.education.domain.skills.catalogue import catalogue
from apps.education.service.lessons import hints, material, rewording, sums
from apps.shared.lessons import invented
from apps.shared.lessons.desk import Kind, Plan, in_any_order, picked
from apps.shared.lessons.grounded import Case
from apps.shared.lessons.lesson import Lesson
from apps.shared.lessons.making import Made, Shares
from apps.shared.lessons.pool import Pool, Source
from finetune.corpora.split import part
from rag.sentences import sentence_spans

_SEEDS = 12
"""Draws of each exercise that has a scene."""


def plan(data: Path, most: int) -> Plan:
    """`data` holds `education/{openstax_elementary_algebra,oatutor,gsm8k,mwp}`.

    Raises FileNotFoundError, UnreadableFile.
    """
    folder = data / "education"
    book = material.book(folder / "openstax_elementary_algebra" / "passages.jsonl")
    shelves = hints.shelves(list(hints.problems(folder / "oatutor")))
    own = material.own()
    sources: list[Source] = [*book, *own, *(source for source, _ in shelves)]
    kind_of = {source.document.id: material.BOOK for source in book}
    kind_of |= {source.document.id: material.OWN for source in own}
    shelf_of = {source.document.id: (source, held) for source, held in shelves}

    def of_material(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if (kind := kind_of.get(source.document.id)) is not None:
                yield from picked(material.cases(source, kind, rng), 8, rng, loose=0.35)

    def of_hints(pool: Pool, rng: random.Random) -> Iterator[Case]:
        for source in in_any_order(pool, rng):
            if (shelf := shelf_of.get(source.document.id)) is not None:
                yield from hints.cases(shelf, rng)

    def ready(rng: random.Random) -> Iterator[Made]:
        found = chain(
            islice(_retold(folder, rng), most // 6), islice(_sums(folder, rng), most // 4)
        )
        yield from (Made(lesson) for lesson in found)
        yield from invented.lessons("education", most // 2, rng)

    return Plan(
        sources,
        (
            Kind("material", of_material, most * 7 // 20, rounds=5, shares=Shares(refused=0.5)),
            Kind("hints", of_hints, most // 4, rounds=2),
        ),
        ready=ready,
    )


def _retold(folder: Path, rng: random.Random) -> Iterator[Lesson]:
    scenes = [*rewording.project_scenes(catalogue(), seeds=_SEEDS), *_of_problems(folder)]
    rng.shuffle(scenes)
    yield from rewording.lessons(scenes, rng)


def _of_problems(folder: Path) -> Iterator[rewording.Scene]:
    """The first sentence of each of GSM8K's training problems, where it asks nothing."""
    for line in (folder / "gsm8k" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)["question"].strip()
        start, end = sentence_spans(question)[0]
        first = question[start:end]
        if "?" not in first and 25 <= len(first) <= 160 and part(question) != "test":
            origin = hashlib.sha256(question.encode()).hexdigest()[:16]
            yield rewording.Scene(first, origin, sums.GSM8K)


def _sums(folder: Path, rng: random.Random) -> Iterator[Lesson]:
    found = [
        *sums.gsm8k(folder / "gsm8k" / "train.jsonl", rng),
        *sums.svamp(folder / "mwp" / "SVAMP" / "trainset.json", rng),
        *sums.own(catalogue(), rng, seeds=3),
    ]
    rng.shuffle(found)
    yield from found
