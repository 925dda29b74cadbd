"""The project's own notes on school mathematics, in both languages, put into every course's index.

Each says that the project wrote it. Knows no course.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from apps.education.domain.words import Words
from apps.education.service.material.book import ELEMENTS, KIND, MODULE
from apps.shared.corpora.indexes import TenantIndexes, add_words
from apps.shared.corpora.piece import Piece
from rag.document import Document, content_id

COLLECTION = Words("Consilium notes", "Consilium 自编笔记")
LICENCE = "Apache-2.0"
_BREAK = " ¶ "


@lru_cache(maxsize=1)
def own_notes() -> tuple[Piece, ...]:
    path = Path(__file__).parent / "notes" / "notes.tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(_piece(row) for row in csv.DictReader(handle, delimiter="\t"))


def _piece(row: dict[str, str]) -> Piece:
    chinese = row["language"] == "zh"
    text, starts = "", []
    for number, part in enumerate(row["text"].split(_BREAK), 1):
        starts.append(f"{len(text)}:{number}")
        text += f"{part}\n\n"
    key = content_id("\x1f".join((row["key"], row["language"], text)).encode())
    document = Document(key, row["title"], "text", text, "zh" if chinese else "en")
    return Piece(
        document, row["title"], "", COLLECTION.of("zh" if chinese else "en"), LICENCE,
        about=((KIND, "text"), ("title", row["title"])),
        kept=((MODULE, f"{row['key']}-{row['language']}"), (ELEMENTS, " ".join(starts))),
    )  # fmt: skip


def add_own_notes(indexes: TenantIndexes, course: str) -> None:
    """Into a course's index where they are not there yet: by words, which takes no model."""
    add_words(indexes, course, own_notes(), lambda stage, done: None)
