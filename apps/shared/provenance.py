"""A place in a document with what is known about it, as the viewer needs it.

Values only; knows nothing of finance or of screens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from apps.shared.places import Place
from rag.document import Document


@dataclass(frozen=True, slots=True)
class Detail:
    """One line about the source. `tone` is `flag` for what the reader should look at twice."""

    label: str
    value: str
    tone: Literal["plain", "flag"] = "plain"


@dataclass(frozen=True, slots=True)
class Provenance:
    """A place in a document and what is known about it. `data` fetches the file's bytes."""

    document: Document
    place: Place
    data: Callable[[], bytes]
    title: str = ""
    details: tuple[Detail, ...] = ()
    others: tuple[Place, ...] = ()
    """All places where the same is printed, this one included, in reading order."""
