"""Which passages are about whom a question names: what is true of somebody else is no answer.

A passage may leave unsaid what its heading, its document's name or beginning, or another passage
of the same `SUBJECT` says. Compares names as they are written in English; of companies also their
short forms. Where no passage bears a name, nothing is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence import SUBJECT, Chunk
from rag.readings import Readings
from rag.subjects import called
from rag.terms import ADDRESS, full_names

BEGINNING = 3_000
"""Characters at the start of a document that say what it is about."""
_TITLE = re.compile(r"[A-Z][a-z]{2,}$")


def persons(question: str) -> list[tuple[str, ...]]:
    """The names in a question that are addressed as `Mrs`, word by word."""
    return [run[1:] for run in full_names(question) if run[0] in ADDRESS and run[1:]]


def whom(question: str) -> list[tuple[str, ...]]:
    """The names in a question, word by word; persons alone where any is addressed as `Mrs`."""
    runs = full_names(question)
    return persons(question) or [run for run in runs if _TITLE.match(run[0])]


def about_asked(
    question: str, chunks: Sequence[Chunk], readings: Readings
) -> frozenset[int] | None:
    """Places in `chunks` of those about whom the question names; None where nothing tells."""
    asked = whom(question)
    if not asked:
        return None
    found = {_group(chunk) for chunk in chunks if _names(asked, chunk, readings)}
    if not found:
        return None
    return frozenset(at for at, chunk in enumerate(chunks) if _group(chunk) in found)


def _names(asked: Sequence[tuple[str, ...]], chunk: Chunk, readings: Readings) -> bool:
    """Whether a name's first word, or two of its words, stand in or above the chunk."""
    company = readings.frame(chunk).company
    document = readings.document(chunk.doc_id)
    above = f"{chunk.context} {company} {dict(chunk.meta).get('aliases', '')} {document.name}"
    words = set(re.findall(r"\w+", f"{chunk.text} {above} {document.text[:BEGINNING]}".lower()))
    return any(
        name[0].lower() in words
        or sum(word.lower() in words for word in name) > 1
        or (company != "" and called(name[0], company))
        for name in asked
    )


def _group(chunk: Chunk) -> str:
    """What is about one subject: all passages of a `SUBJECT`, or one passage."""
    return dict(chunk.meta).get(SUBJECT) or chunk.id
