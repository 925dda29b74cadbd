"""From chunk to answer: what was found, what is claimed, and on what ground.

Values only; the last links of `Document -> Chunk -> Evidence -> Claim -> Answer`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from rag.document import Span

SUBJECT = "subject"
"""Key of a chunk's metadata: whom all chunks of the same value are about, said or unsaid."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document. `text == document.text[span.start:span.end]`.

    `meta` is what routing filters by: company, period, form, tenant (all strings).
    `context` is a heading put before the text when it is indexed, never quoted.
    """

    doc_id: str
    span: Span
    text: str
    context: str = ""
    meta: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        key = f"{self.doc_id}:{self.span.start}:{self.span.end}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A chunk with its score (higher is better) and why it was chosen, by part of the score."""

    chunk: Chunk
    score: float
    why: tuple[tuple[str, float], ...] = ()


class Rung(StrEnum):
    """The degradation ladder, best first; the active rung is shown on the screen."""

    REMOTE = "remote"
    EMBEDDED = "embedded"
    EXTRACTIVE = "extractive"
    SEARCH = "search"


class Status(StrEnum):
    """What checking a claim found."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation that can be checked again: `document(doc_id).text[start:end] == quote`."""

    doc_id: str
    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer with what carries it. `reason` says why it is struck out."""

    text: str
    citations: tuple[Citation, ...]
    status: Status
    value: Decimal | None = None
    unit: str | None = None
    period: str | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.status is Status.VERIFIED and not self.citations:
            raise ValueError(f"claim {self.text!r} is called verified without a citation")
        if self.status is Status.UNVERIFIED and not self.reason:
            raise ValueError(f"claim {self.text!r} is unverified; say why in `reason`")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question: claims, or the reason for refusing.

    `note` tells the reader how it was made where that is not as he would expect.
    """

    question: str
    claims: tuple[Claim, ...]
    rung: Rung
    refused_because: str = ""
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    note: str = ""

    def __post_init__(self) -> None:
        if bool(self.claims) == bool(self.refused_because):
            raise ValueError("an answer has claims or a reason for refusing, and not both")
