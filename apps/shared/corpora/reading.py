"""Reads a whole file that is to be cited as it stands: text, PDF, HTML or Word.

Runs in the sandbox. Knows no index and no desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from apps.shared.admission import check_archive
from apps.shared.corpora.piece import Piece
from rag.document import Document, content_id, guess_language
from rag.readers.errors import UnreadableFile

_MARKUP = re.compile(rb"^\s*<(?:!doctype\s+html|html|head|body)\b", re.I)
_DOCX = b"PK\x03\x04"


def read_whole(data: bytes, name: str, *, licence: str = "", max_pages: int = 3_000) -> Piece:
    """One file as one document. Raises UnreadableFile, naming the remedy where it can."""
    if not data.strip():
        raise UnreadableFile(name, "empty", "the file is empty", "choose the collection again")
    document = _read(data, name, max_pages)
    if not document.text.strip():
        raise UnreadableFile(name, "no_text", "it has no text", "save it as text and try again")
    return Piece(document, _title(document), "", Path(name).stem, licence)


def json_lines(data: bytes, name: str) -> Iterator[tuple[int, str]]:
    """The lines of a collection that are not blank, numbered from 1. Raises UnreadableFile."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableFile(
            name, "wrong_type", f"it is not UTF-8 at byte {problem.start}", "save it as UTF-8"
        ) from problem
    return ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def _read(data: bytes, name: str, max_pages: int) -> Document:
    if b"%PDF-" in data[:1_024]:
        from rag.readers.pdf import read_pdf

        return read_pdf(data, name, max_pages=max_pages)
    if data.startswith(_DOCX):
        from rag.readers.word import word_text

        check_archive(name, data)
        text = word_text(data, name)
        return Document(content_id(data), name, "text", text, guess_language(text))
    if _MARKUP.search(data[:2_000]):
        from rag.readers.html import read_html

        return read_html(data, name).document
    from rag.readers.text import read_text

    return read_text(data, name)


def _title(document: Document) -> str:
    first = next((line.strip() for line in document.text.splitlines() if line.strip()), "")
    return first[:160] or document.name
