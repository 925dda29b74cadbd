"""Lessons in telling subjects apart: invented facts, beside the same facts of somebody else.

Of three passages one holds the fact asked for, one says the same of another subject, one says
other things; without the fact, the answer is the refusal. Subjects and sentences are those of
`invented.toml`; none of them is measured on. Knows no desk's documents.
"""

from __future__ import annotations

import hashlib
import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from apps.shared.lessons.grounded import REFUSAL, Case, answered, as_lesson, pose
from apps.shared.lessons.lesson import Desk, Pair
from apps.shared.lessons.making import Made
from apps.shared.lessons.pool import Pool, Source
from apps.shared.lessons.rejected import shown_lines
from apps.shared.lessons.wording import worded
from rag.document import Document, Page, Span
from rag.evidence import Chunk

SOURCE = "project-generated facts (Apache-2.0)"
REFUSED = 0.42
"""Share of the lessons whose passages do not hold the fact."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said of a subject on a topic, and how it is asked for."""

    topic: str
    told: str
    asked: str


def lessons(desk: Desk, count: int, rng: random.Random) -> Iterator[Made]:
    """At most `count` lessons; draws that the desk would refuse by itself are left out."""
    for _ in range(count):
        kind = rng.choice(sorted(_words()["kinds"]))
        mine, other, third = _subjects(kind, rng)
        made = _lesson(
            desk, kind, mine, [facts(kind, each, rng) for each in (mine, other, third)], rng
        )
        if made is not None:
            yield made


def facts(kind: str, subject: str, rng: random.Random) -> list[Fact]:
    """All that may be said of a subject, on different topics, in any order."""
    of = {topic: told for topic, told in _words()["kinds"][kind].items() if topic != "subject"}
    return [
        _fact(topic, told, subject, rng) for topic, told in rng.sample(list(of.items()), len(of))
    ]


def _fact(topic: str, words: Mapping[str, Any], subject: str, rng: random.Random) -> Fact:
    value = _value(words, rng)
    told = rng.choice(words["tells"]).format(s=subject, v=value)
    asked = rng.choice(words["asks"]).format(s=subject)
    return Fact(topic, told[:1].upper() + told[1:], asked)


def _value(words: Mapping[str, Any], rng: random.Random) -> str:
    low, high = words.get("range", (1, 9))
    return rng.choice(words["values"]).format(
        n=rng.randint(low, high),
        m=f"{rng.randint(0, 999):03}",
        d=rng.randint(0, 9),
        h=rng.randint(6, 11),
        q=rng.choice(("00", "15", "30", "45")),
        person=rng.choice(_words()["people"]),
        place=rng.choice(_words()["names"]),
    )


def _subjects(kind: str, rng: random.Random) -> list[str]:
    words = _words()
    drawn = zip(rng.sample(words["names"], 3), rng.sample(words["people"], 3), strict=True)
    form = words["kinds"][kind]["subject"]
    return [form.format(name=name, person=person) for name, person in drawn]


def _lesson(
    desk: Desk, kind: str, subject: str, told: Sequence[list[Fact]], rng: random.Random
) -> Made | None:
    (asked, *rest), theirs, others = told
    same = next(fact for fact in theirs if fact.topic == asked.topic)
    more = [fact for fact in theirs if fact is not same]
    near = _mixed([asked, *rest[: rng.randint(0, 2)]], rng)
    strange = _mixed([same, *more[: rng.randint(0, 2)]], rng)
    away = [*rest[2 : 2 + rng.randint(1, 2)], *(others[:1] if rng.random() < 0.3 else ())]
    lost = rng.random() < REFUSED
    held = [near, strange, away][: 2 if rng.random() < 0.2 else 3]
    if lost:
        held[0] = [fact for fact in near if fact is not asked]
    texts = [" ".join(fact.told for fact in passage) for passage in held if passage]
    origin = f"invented/{kind}/{subject}"
    sources = [_source(origin, at, text) for at, text in enumerate(texts)]
    pool = Pool(sources)
    chunks = [source.chunks[0] for source in sources]
    question = worded(asked.asked, rng)
    case = Case(desk, "fact", question, chunks[0], (asked.told,), SOURCE)
    if lost:
        rng.shuffle(chunks)
        posed = pose(question, chunks)
        lesson = as_lesson(case, "refusal", posed, REFUSAL, pool, rng) if posed.carried else None
    else:
        lesson = answered(case, rng.sample(chunks[1:], len(chunks) - 1), pool, rng)
    if lesson is None:
        return None
    shown = shown_lines(lesson.turns[-1][1])
    if lesson.answer not in (*shown, REFUSAL):
        return None
    lines = [line for line in shown if line != lesson.answer]
    of_mine = [line for line in lines if subject.lower() in line.lower()]
    of_others = [line for line in lines if same.told.rstrip(".") in line]
    wrong = {"mistaken": of_others, "beside": of_mine}
    return Made(
        lesson,
        tuple(Pair(lesson, rng.choice(found), fault) for fault, found in wrong.items() if found),
    )


def _mixed(found: list[Fact], rng: random.Random) -> list[Fact]:
    return rng.sample(found, len(found))


def _source(origin: str, at: int, text: str) -> Source:
    id = hashlib.sha256(f"{origin}\x1f{at}\x1f{text}".encode()).hexdigest()[:16]
    document = Document(id, f"{at + 1}.txt", "text", text, "en", (Page(1, 0, len(text)),))
    return Source(origin, f"{at + 1}.txt", document, (Chunk(id, Span(0, len(text), 1), text),))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
