"""Narrative text of SEC filings, each passage with the figures tagged in it.

Reads `ixbrl/*.htm*` and `legacy_html/*.htm*` of a folder, or HTML files lying in it directly.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from finetune.corpora.grouping import PASSAGE_CHARACTERS
from finetune.corpora.rows import Row, passage
from finetune.corpora.sources.markup_text import Paragraph, paragraphs, sections

NAME, DOMAIN = "sec_filings", "finance"


def read(folder: Path) -> Iterator[Row]:
    """Passages of every filing in `folder`. Raises FileNotFoundError where there is none."""
    files = sorted(
        path
        for place in (folder, folder / "ixbrl", folder / "legacy_html")
        for path in place.glob("*.htm*")
    )
    if not files:
        raise FileNotFoundError(f"{folder}: no *.htm* there, nor in ixbrl/ or legacy_html/")
    for path in files:
        yield from read_filing(path)


def read_filing(path: Path) -> Iterator[Row]:
    place = 0
    for section in sections(paragraphs(path)):
        for group in _groups(section):
            text = "\n\n".join(paragraph.text for paragraph in group)
            claims = tuple(claim for paragraph in group for claim in paragraph.claims)
            yield passage(NAME, DOMAIN, path.name, place, text, claims=claims)
            place += 1


def _groups(section: list[Paragraph]) -> Iterator[list[Paragraph]]:
    held: list[Paragraph] = []
    size = 0
    for paragraph in section:
        if held and size + len(paragraph.text) > PASSAGE_CHARACTERS:
            yield held
            held, size = [], 0
        held.append(paragraph)
        size += len(paragraph.text)
    if held:
        yield held
