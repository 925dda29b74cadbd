"""A sentence of an invented note with the questions that it answers. Values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the note, and questions that it answers. Some sentences go unasked."""

    text: str
    asked: tuple[str, ...]
    kind: str = "note"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
