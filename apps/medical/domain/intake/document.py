"""Makes the documents that the lines of a record point into."""

from __future__ import annotations

import hashlib

from apps.medical.domain.source import DocumentKind, SourceDocument, TextLanguage
from apps.medical.domain.when import When
from rag.document import guess_language


def document(
    kind: DocumentKind,
    title: str,
    text: str,
    origin: str,
    *,
    written: When | None = None,
    language: TextLanguage | None = None,
) -> SourceDocument:
    """A document; its id depends on kind and text alone, so the same text is the same document."""
    id = hashlib.sha256(f"{kind}\0{text}".encode()).hexdigest()
    return SourceDocument(id, kind, title, text, language or guess_language(text), origin, written)
