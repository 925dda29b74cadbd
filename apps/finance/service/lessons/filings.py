"""Questions that the prose and the tables of filings answer.

A filing is cut into stretches of a few passages: figures are read as in service, but a stretch at
a time. Knows nothing of prompts.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from apps.shared.lessons.asking import questions
from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.chunking import chunk
from rag.cover import describe
from rag.document import Cell, Document, Page, Span, Table
from rag.evidence import Chunk
from rag.periods import When
from rag.readers.html import read_html
from rag.readings import Readings
from rag.sentences import sentence_spans
from rag.stated import Stated

STRETCH = 4_000
"""Characters of a filing read at once."""
_NOISE = re.compile(
    r"table of contents|exhibit|incorporated (?:herein )?by reference|^\W*\d+\W*$", re.I
)
_SCALES = {0: "", 3: " thousand", 6: " million", 9: " billion"}
_LABEL = re.compile(r"^[A-Za-z][A-Za-z ,'’&()/-]{3,70}$")
_HELD = re.compile(
    r"assets|liabilit|equity|receivable|payable|inventor|debt|goodwill|deposits|cash and|"
    r"securities|capital|earnings, net|retained|treasury|intangible|property|"
    r"lease obligation|notes",
    re.IGNORECASE,
)
_DULL = re.compile(
    r"^(?:total|other|net|balance|beginning|ending|year|\w{1,3})\W*$|percentage", re.I
)


def filing(path: Path) -> list[Source]:
    """The stretches of one HTML filing. Raises UnreadableFile."""
    document = read_html(path.read_bytes(), path.name).document
    return list(stretches(document, path.name, describe(document)))


def stretches(document: Document, origin: str, meta: dict[str, str]) -> Iterator[Source]:
    """Pieces of a document as documents of their own, cut where passages end."""
    chunks = chunk(document, meta=meta)
    group: list[Chunk] = []
    for piece in chunks:
        if group and piece.span.end - group[0].span.start > STRETCH:
            yield _stretch(document, origin, group)
            group = []
        group.append(piece)
    if group:
        yield _stretch(document, origin, group)


def _stretch(document: Document, origin: str, group: Sequence[Chunk]) -> Source:
    low, high = group[0].span.start, group[-1].span.end
    text = document.text[low:high]
    id = hashlib.sha256(f"{document.id}:{low}:{high}".encode()).hexdigest()[:16]
    tables = tuple(
        _moved(table, low)
        for table in document.tables
        if low <= table.span.start and table.span.end <= high
    )
    cut = Document(id, document.name, "html", text, "en", (Page(1, 0, len(text)),), tables)
    chunks = tuple(
        replace(c, doc_id=id, span=Span(c.span.start - low, c.span.end - low, 1)) for c in group
    )
    return Source(origin, document.name, cut, chunks)


def _moved(table: Table, by: int) -> Table:
    return Table(_back(table.span, by), tuple(_cell(cell, by) for cell in table.cells))


def _cell(cell: Cell, by: int) -> Cell:
    return replace(cell, span=_back(cell.span, by))


def _back(span: Span, by: int) -> Span:
    return Span(span.start - by, span.end - by, 1, span.box)


def prose(source: Source, rng: random.Random, kind: str) -> Iterator[Case]:
    """Questions that single sentences of a source answer."""
    speaker = _speaker(source, rng)
    for piece in source.chunks:
        for line in piece.text.splitlines():
            for start, end in sentence_spans(line):
                sentence = line[start:end]
                if _NOISE.search(sentence) or "\t" in sentence:
                    continue
                for asked in questions(sentence, rng, speaker=speaker):
                    yield Case("finance", asked.kind, asked.question, piece, (asked.answer,), kind)


def _speaker(source: Source, rng: random.Random) -> str:
    """Who `we` is in a question: the company by name, or as people say it."""
    company = next((v for k, v in source.chunks[0].meta if k == "company"), "")
    short = re.sub(
        r",? (?:Inc|Corp|Corporation|Company|Co|Ltd|PLC|N\.V)\b\.?.*$", "", company, flags=re.I
    )
    named = short.title() if short.isupper() and len(short) > 4 else short
    return named if named and len(named) < 30 and rng.random() < 0.4 else "the company"


def cells(source: Source, readings: Readings, rng: random.Random, kind: str) -> Iterator[Case]:
    """Questions for single figures of tables, for two periods of a row, and for a change."""
    for piece in source.chunks:
        rows: dict[str, list[Stated]] = {}
        for stated in readings.stated(piece):
            if stated.source == "cell" and _plain(stated, piece):
                rows.setdefault(stated.label, []).append(stated)
        for label, row in rows.items():
            yield from _row(label, _distinct(row), piece, rng, kind)


def _plain(stated: Stated, piece: Chunk) -> bool:
    """A figure whose row, unit, scale and period are all told, and that stands in the passage."""
    return (
        bool(stated.periods)
        and not stated.periods[0].change
        and stated.power in _SCALES
        and stated.kind in ("money", "percent")
        and stated.value != 0
        and bool(_LABEL.match(stated.label))
        and not _DULL.search(stated.label)
        and stated.label in piece.text
    )


def _distinct(row: Sequence[Stated]) -> list[Stated]:
    found: dict[str, Stated] = {}
    for stated in row:
        found.setdefault(str(stated.periods[0]), stated)
    return list(found.values())


def _row(
    label: str, row: Sequence[Stated], piece: Chunk, rng: random.Random, kind: str
) -> Iterator[Case]:
    name, was = spoken(label)
    for stated in rng.sample(list(row), min(2, len(row))):
        when, amount = _when(stated.periods[0], label, rng), money(stated)
        asks = (
            f"What {was} {name} {when}?",
            f"How much {was} {name} {when}?",
            f"{label} {when}?",
            f"What is the figure for {name} {when}?",
            f"What {was} the company's {name} {when}?",
            f"Give {name} {when}.",
            f"What did the company report for {name} {when}?",
            f"{label} {stated.periods[0].year}",
        )
        said = f"{_capital(name)} {was} {amount} {when}"
        yield Case("finance", "cell", rng.choice(asks), piece, (said,), kind)
    if len(row) > 1 and rng.random() < 0.5:
        new, old = row[0], row[1]
        first, second = _when(new.periods[0], label, rng), _when(old.periods[0], label, rng)
        asks = (
            f"What {was} {name} {first} and {second}?",
            f"Compare {name} {first} with {second}.",
            f"How did {name} move from {old.periods[0].year} to {new.periods[0].year}?",
        )
        said = f"{_capital(name)} {was} {money(new)} {first} and {money(old)} {second}"
        yield Case("finance", "cells", rng.choice(asks), piece, (said,), kind)


def money(stated: Stated) -> str:
    """A figure as a sentence gives it: `$1,234.5 million`, `4.2%`, `-$12 million`."""
    value = f"{abs(stated.value):,.{max(0, stated.decimals)}f}"
    sign = "-" if stated.value < 0 else ""
    if stated.kind == "percent":
        return f"{sign}{value}%"
    mark = {"USD": "$", "EUR": "€", "GBP": "£", None: ""}.get(
        stated.currency, f"{stated.currency} "
    )
    return f"{sign}{mark}{value}{_SCALES[stated.power or 0]}"


def spoken(label: str) -> tuple[str, str]:
    """A row's label within a sentence, and the verb that goes with it."""
    words = label.split()
    plain = len(words) == 1 or not words[1][:1].isupper()
    name = label[:1].lower() + label[1:] if plain and label[1:2].islower() else label
    head = re.split(r" (?:of|in|from|before|after|for|on|to|per|by|and|at|under)\b|,| \(|:", name)[
        0
    ]
    return name, "were" if head.endswith("s") and not head.endswith("ss") else "was"


def _when(when: When, label: str, rng: random.Random) -> str:
    if when.day is not None:
        day = f"{when.day:%B} {when.day.day}, {when.day.year}"
        held = (f"at {day}", f"as of {day}", f"at the end of {when.year}")
        flow = (f"in {when.year}", f"in the period ended {day}", f"in {when.year}")
        return rng.choice(held if _HELD.search(label) else flow)
    if when.part and when.part != "FY":
        return f"in {when.part} {when.year}"
    year = when.year
    return rng.choice((f"in {year}", f"in {year}", f"for {year}", f"in fiscal {year}"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
