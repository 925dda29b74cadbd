"""What recognisers read and what they report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from apps.medical.domain.deidentify.entity import Entity


@dataclass(frozen=True, slots=True)
class Found:
    """Characters `[start, end)` of the text that was read; `score` in (0, 1] ranks overlaps."""

    entity: Entity
    start: int
    end: int
    score: float
    recogniser: str = ""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A named way to find some entities; `find` reads one window of folded text."""

    name: str
    entities: tuple[Entity, ...]
    languages: tuple[str, ...]
    find: Callable[[str], Iterable[Found]]
