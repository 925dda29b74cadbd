"""Addresses of passages that fit into a link: which document, from which character to which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.document import Span

_REF = re.compile(r"([0-9a-f]{16})\.(\d{1,12})\.(\d{1,12})")


@dataclass(frozen=True, slots=True)
class Place:
    """A half-open range of characters of a document."""

    doc_id: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"place {self.start}..{self.end} is not a range of characters")

    @property
    def ref(self) -> str:
        return f"{self.doc_id}.{self.start}.{self.end}"


def place_of(doc_id: str, span: Span) -> Place:
    return Place(doc_id, span.start, span.end)


def read_ref(ref: object) -> Place | None:
    """The place that a link names, or None where the link is not one (links come from outside)."""
    match = _REF.fullmatch(ref) if isinstance(ref, str) else None
    if match is None or int(match[2]) > int(match[3]):
        return None
    return Place(match[1], int(match[2]), int(match[3]))
