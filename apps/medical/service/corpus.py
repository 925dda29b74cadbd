"""Reads what a user adds to be cited: question-answer collections and guideline files.

A collection is one JSON object a line, as MedQuAD is laid out (`question`, `answer`, `focus`,
`source`, `url`); a guideline is text, PDF, HTML or DOCX. Each comes out as documents with title,
address, collection and licence. Runs in the sandbox through `parse`. Knows no index and no patient.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from apps.shared.corpora.piece import Piece, pack, web
from apps.shared.corpora.reading import json_lines, read_whole
from rag.document import Document, content_id, guess_language
from rag.readers.errors import UnreadableFile

PARSER = "apps.medical.service.corpus:parse"
GUIDANCE = "project guidance"
SYNTHETIC = "Project-written summary, synthetic sample, not a guideline."
SYNTHETIC_ZH = "项目自写摘要，合成样例，并非指南。"
MOST_DOCUMENTS = 100_000
LONGEST_ANSWER = 200_000
ANY_ENCOUNTER = (("encounter", ""),)
"""What its passages are filtered by: found whichever encounter is asked about."""


class _Line(BaseModel):
    """One pair of a collection. Other keys are let be: collections bring keys of their own."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    question: str = Field(max_length=4_000)
    answer: str = Field(max_length=LONGEST_ANSWER)
    focus: str = Field(default="", max_length=1_000)
    source: str = Field(default="", max_length=200)
    url: str = Field(default="", max_length=2_000)


def read_corpus(
    data: bytes, name: str, *, licence: str = "", max_pages: int = 3_000
) -> list[Piece]:
    """The documents of one file. Raises UnreadableFile, naming line and remedy where it can."""
    if not data.strip():
        raise UnreadableFile(name, "empty", "the file is empty", "choose the collection again")
    if name.lower().endswith((".jsonl", ".json")):
        return _collection(data, name, licence)
    whole = read_whole(data, name, licence=licence, max_pages=max_pages)
    return [replace(whole, about=ANY_ENCOUNTER)]


def _collection(data: bytes, name: str, licence: str) -> list[Piece]:
    pieces: dict[str, Piece] = {}
    for number, line in json_lines(data, name):
        try:
            pair = _Line.model_validate_json(line)
        except ValidationError as problem:
            where = problem.errors()[0]
            raise UnreadableFile(
                name, "wrong_type", f"line {number}: {where['msg']} at {where['loc']}",
                "write one JSON object with `question` and `answer` a line",
            ) from problem  # fmt: skip
        if pair.answer:
            piece = _pair(pair, name, licence)
            pieces.setdefault(piece.document.id, piece)
        if len(pieces) > MOST_DOCUMENTS:
            raise UnreadableFile(
                name, "too_large", f"it has more than {MOST_DOCUMENTS:,} answers", "split the file"
            )
    if not pieces:
        raise UnreadableFile(name, "no_text", "no line has an answer", "check the collection")
    return list(pieces.values())


def _pair(pair: _Line, name: str, licence: str) -> Piece:
    """The question stands as the first line, so that it is searched and quoted with the answer."""
    text = f"{pair.question}\n\n{pair.answer}\n"
    key = content_id("\x1f".join((pair.url, text)).encode())
    title = pair.question or pair.focus
    document = Document(key, f"{title[:120]}", "text", text, guess_language(text))
    return Piece(
        document, title, web(pair.url), pair.source or Path(name).stem, licence, ANY_ENCOUNTER
    )


@lru_cache(maxsize=1)
def guidance() -> tuple[Piece, ...]:
    """The built-in passages: the project's own, each saying that it is no guideline."""
    path = Path(__file__).parent / "guidance" / "passages.tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(_own(line) for line in csv.DictReader(handle, delimiter="\t"))


def _own(line: dict[str, str]) -> Piece:
    chinese = line["language"] == "zh"
    mark = SYNTHETIC_ZH if chinese else SYNTHETIC
    points = f"参见：{line['source']}。" if chinese else f"See: {line['source']}."
    text = f"{line['title']}\n\n{line['text']}\n\n{mark} {points}\n"
    document = Document(
        content_id(text.encode()), line["title"], "text", text, "zh" if chinese else "en"
    )
    return Piece(document, line["title"], line["url"], GUIDANCE, mark, ANY_ENCOUNTER)


def parse(
    data: bytes,
    name: str,
    *,
    licence: str,
    max_pages: int,
    progress: Callable[[str, float], None],
) -> bytes:
    """What the sandbox runs. Raises UnreadableFile, as `read_corpus` does."""
    progress("reading", 0.1)
    pieces = read_corpus(data, name, licence=licence, max_pages=max_pages)
    progress("packing", 0.9)
    return pack(pieces)
