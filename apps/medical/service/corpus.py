"""Reads what a user adds to be cited: question-answer collections and guideline files.

A collection is one JSON object a line, as MedQuAD is laid out (`question`, `answer`, `focus`,
`source`, `url`); a guideline is text, PDF, HTML or DOCX. Each comes out as documents with title,
address, collection and licence. Runs in the sandbox through `parse`. Knows no index and no patient.
"""

from __future__ import annotations

import base64
import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from rag.document import Document, content_id, guess_language
from rag.readers.errors import UnreadableFile

GUIDANCE = "project guidance"
SYNTHETIC = "Project-written summary, synthetic sample, not a guideline."
SYNTHETIC_ZH = "项目自写摘要，合成样例，并非指南。"
MOST_DOCUMENTS = 100_000
LONGEST_ANSWER = 200_000
_MARKUP = re.compile(rb"^\s*<(?:!doctype\s+html|html|head|body)\b", re.I)
_DOCX = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Piece:
    """A document to be cited, and what is said of where it comes from."""

    document: Document
    title: str
    url: str
    collection: str
    licence: str

    @property
    def meta(self) -> dict[str, str]:
        """What the index keeps beside every passage."""
        return {
            "title": self.title,
            "url": self.url,
            "collection": self.collection,
            "licence": self.licence,
        }


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
    document = _guideline(data, name, max_pages)
    if not document.text.strip():
        raise UnreadableFile(name, "no_text", "it has no text", "save it as text and try again")
    return [Piece(document, _title(document), "", Path(name).stem, licence)]


def _guideline(data: bytes, name: str, max_pages: int) -> Document:
    if b"%PDF-" in data[:1_024]:
        from rag.readers.pdf import read_pdf

        return read_pdf(data, name, max_pages=max_pages)
    if data.startswith(_DOCX):
        from apps.medical.domain.intake.word import word_text
        from apps.shared.admission import check_archive

        check_archive(name, data)
        return _document(word_text(data, name), name, data)
    if _MARKUP.search(data[:2_000]):
        from rag.readers.html import read_html

        return read_html(data, name).document
    from rag.readers.text import read_text

    return read_text(data, name)


def _document(text: str, name: str, data: bytes) -> Document:
    return Document(content_id(data), name, "text", text, guess_language(text))


def _title(document: Document) -> str:
    first = next((line.strip() for line in document.text.splitlines() if line.strip()), "")
    return first[:160] or document.name


def _collection(data: bytes, name: str, licence: str) -> list[Piece]:
    pieces: dict[str, Piece] = {}
    for number, line in enumerate(_lines(data, name), 1):
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


def _lines(data: bytes, name: str) -> Iterator[str]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableFile(
            name, "wrong_type", f"it is not UTF-8 at byte {problem.start}", "save it as UTF-8"
        ) from problem
    return (line for line in text.split("\n") if line.strip())


def _pair(pair: _Line, name: str, licence: str) -> Piece:
    """The question stands as the first line, so that it is searched and quoted with the answer."""
    text = f"{pair.question}\n\n{pair.answer}\n"
    key = content_id("\x1f".join((pair.url, text)).encode())
    title = pair.question or pair.focus
    document = Document(key, f"{title[:120]}", "text", text, guess_language(text))
    return Piece(document, title, _web(pair.url), pair.source or Path(name).stem, licence)


def _web(address: str) -> str:
    """Only addresses of the web are kept: they become links."""
    return address if address.startswith(("https://", "http://")) else ""


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
    return Piece(document, line["title"], line["url"], GUIDANCE, mark)


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


def pack(pieces: list[Piece]) -> bytes:
    rows = [
        {
            "id": piece.document.id,
            "name": piece.document.name,
            "type": piece.document.media_type,
            "text": base64.b64encode(piece.document.text.encode()).decode(),
            "pages": [(p.number, p.start, p.end) for p in piece.document.pages],
            **piece.meta,
        }
        for piece in pieces
    ]
    return json.dumps(rows).encode()


class _Sent(BaseModel):
    """A piece as it comes out of the sandbox, whose word is not taken."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{16}$")
    name: str
    type: str = Field(pattern=r"^(pdf|html|text|sheet)$")
    text: str
    pages: list[tuple[int, int, int]]
    title: str
    url: str
    collection: str
    licence: str


_SENT = TypeAdapter(list[_Sent])


def unpack(packed: bytes, name: str) -> list[Piece]:
    """Raises UnreadableFile where the bytes are no pieces."""
    try:
        return [_received(sent) for sent in _SENT.validate_json(packed)]
    except ValueError as problem:
        raise UnreadableFile(
            name, "crashed", "its reader sent no documents", "save the file anew and try again"
        ) from problem


def _received(sent: _Sent) -> Piece:
    from rag.document import Page

    text = base64.b64decode(sent.text).decode()
    pages = tuple(Page(number, start, end) for number, start, end in sent.pages)
    kind = "pdf" if sent.type == "pdf" else "html" if sent.type == "html" else "text"
    document = Document(sent.id, sent.name, kind, text, guess_language(text), pages)
    return Piece(document, sent.title, _web(sent.url), sent.collection, sent.licence)
