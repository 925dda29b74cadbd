"""Where a line of the record came from: a document that was imported, and a span of its text.

Every imported thing becomes a document with text: a note is itself, a FHIR resource is its JSON
printed with two spaces of indent, a laboratory file is its CSV. So every line opens at words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from apps.medical.domain.when import When

TextLanguage = Literal["en", "zh"]


class DocumentKind(StrEnum):
    NOTE = "note"
    IMAGING = "imaging"
    LABORATORY = "laboratory"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One imported text. `id` is the SHA-256 of kind and text; `origin` is the file it lay in."""

    id: str
    kind: DocumentKind
    title: str
    text: str
    language: TextLanguage
    origin: str
    written: When | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Characters `[start, end)` of a document's text; `path` names the element of a resource."""

    document_id: str
    start: int
    end: int
    path: str = ""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something of an import that its reader must know: what, why, and what to do about it.

    `kind` is a stable word (`unparsed`, `duplicate`, `identity-mismatch`, `impossible-date`, ...).
    """

    severity: Severity
    kind: str
    culprit: str
    problem: str
    remedy: str
    source: Source | None = None
