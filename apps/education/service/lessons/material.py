"""Questions to a textbook and to the project's own notes, with the sentences that answer.

The book is OpenStax Elementary Algebra 2e at its pinned commit (CC BY 4.0), read by the desk's own
reader. Knows nothing of prompts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from apps.education.service.material.book import KIND, MODULE, read_material
from apps.education.service.material.own_notes import own_notes
from apps.shared.corpora.indexes import chunks
from apps.shared.corpora.piece import Piece
from apps.shared.lessons.asking import questions
from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.evidence import Chunk
from rag.prompt import speaks_to_model
from rag.sentences import sentence_spans
from rag.terms import content

BOOK = "openstax elementary algebra 2e (CC BY 4.0)"
OWN = "project notes (Apache-2.0)"
_LICENCE = "CC BY 4.0"
_LONGEST = 380
_NO_TASK = re.compile(
    r"in the following exercises|online resource|manipulative mathematics|your (?:class|teacher)|"
    r"\b(?:Try It|Example|Exercise|Figure)\b|openstax|instructor",
    re.IGNORECASE,
)
_HELP = re.compile(
    r"\b(?:if|property|rule|formula|means|is called|to \w+|step|always|when)\b", re.I
)


def book(path: Path) -> list[Source]:
    """Sections of text, exercises left out. Raises UnreadableFile."""
    pieces = read_material(path.read_bytes(), path.name, licence=_LICENCE, max_pages=3_000)
    return [_source(piece) for piece in pieces if piece.meta.get(KIND) == "text"]


def own() -> list[Source]:
    """The project's own notes, English ones."""
    return [_source(piece) for piece in own_notes() if piece.document.language == "en"]


def _source(piece: Piece) -> Source:
    origin = piece.meta.get(MODULE) or piece.title
    return Source(origin, piece.title, piece.document, tuple(chunks(piece)))


def cases(source: Source, piece_kind: str, rng: random.Random) -> Iterator[Case]:
    """Of every whole sentence the questions it answers; of a section how it is done."""
    for piece in source.chunks:
        for sentence in _whole(piece):
            for asked in questions(sentence, rng, speaker="the book"):
                yield Case(
                    "education", asked.kind, asked.question, piece, (asked.answer,), piece_kind
                )
        yield from _how(source, piece, piece_kind, rng)


def _how(source: Source, piece: Chunk, kind: str, rng: random.Random) -> Iterator[Case]:
    """A hint for the section's skill: a rule or steps in the book's words."""
    skill = re.sub(r"\s*\(.*\)$", "", source.name).split(": ")[-1].strip()
    if not 2 <= len(skill.split()) <= 12 or skill in ("Key Concepts", "Practice Makes Perfect"):
        return
    words = set(content(skill))
    told = sorted(
        (s for s in _whole(piece) if _HELP.search(s) and not s.startswith(("We ", "In this"))),
        key=lambda s: -len(words & set(content(s))),
    )
    if not told or len(words & set(content(told[0]))) < min(2, len(words)):
        return
    name = skill[:1].lower() + skill[1:]
    asks: tuple[str, ...] = (
        (
            f"Give a hint for: {name}.",
            f"How do you {name}?",
            f"What should a student remember to {name}?",
            f"Which rule helps to {name}?",
            f"A student is stuck on how to {name}. What helps?",
            f"{skill}: which rule applies?",
        )
        if re.match(r"[A-Z][a-z]+e? |Use|Solve|Find|Add|Sub", skill)
        else (f"What is said about {name}?",)
    )
    for sentence in told[:1]:
        yield Case("education", "hint", rng.choice(asks), piece, (sentence,), kind)


def _whole(piece: Chunk) -> Iterator[str]:
    for line in piece.text.splitlines():
        for start, end in sentence_spans(line):
            sentence = line[start:end]
            if not 30 <= end - start <= _LONGEST or not sentence.endswith("."):
                continue
            if not speaks_to_model(sentence) and not _NO_TASK.search(sentence):
                yield sentence
