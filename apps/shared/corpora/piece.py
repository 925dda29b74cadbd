"""A document that a user added to be cited, and how it leaves the sandbox that read it.

Knows no index and no desk.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from rag.document import Document, Page, guess_language
from rag.readers.errors import UnreadableFile


@dataclass(frozen=True, slots=True)
class Piece:
    """A document to be cited, and what is said of where it comes from.

    `about` is kept on every passage to filter by; `kept` beside the document only.
    """

    document: Document
    title: str
    url: str
    collection: str
    licence: str
    about: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def meta(self) -> dict[str, str]:
        """What the catalogue keeps beside the document."""
        return {
            **dict(self.about),
            **dict(self.kept),
            "title": self.title,
            "url": self.url,
            "collection": self.collection,
            "licence": self.licence,
        }


def web(address: str) -> str:
    """Only addresses of the web are kept: they become links."""
    return address if address.startswith(("https://", "http://")) else ""


def pack(pieces: Sequence[Piece]) -> bytes:
    rows = [
        {
            "id": piece.document.id,
            "name": piece.document.name,
            "type": piece.document.media_type,
            "text": base64.b64encode(piece.document.text.encode()).decode(),
            "pages": [(p.number, p.start, p.end) for p in piece.document.pages],
            "title": piece.title,
            "url": piece.url,
            "collection": piece.collection,
            "licence": piece.licence,
            "about": piece.about,
            "kept": piece.kept,
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
    about: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]


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
    text = base64.b64decode(sent.text).decode()
    pages = tuple(Page(number, start, end) for number, start, end in sent.pages)
    kind = "pdf" if sent.type == "pdf" else "html" if sent.type == "html" else "text"
    document = Document(sent.id, sent.name, kind, text, guess_language(text), pages)
    return Piece(
        document, sent.title, web(sent.url), sent.collection, sent.licence, sent.about, sent.kept
    )
