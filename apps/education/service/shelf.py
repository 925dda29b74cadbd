"""What the desk keeps of its courses, as the desk asks for it; a store answers behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.response import ResponseLog
from apps.education.domain.sheet import Sheet
from apps.education.service.classroom import Override, Pair, Student


@dataclass(frozen=True, slots=True)
class Course:
    id: str
    title: str
    synthetic: bool
    responses: int


class Wanting(StrEnum):
    PIN = "pin"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a teacher wants of one student's path: a point first, or not at all."""

    point: str
    kind: Wanting
    who: str
    when: datetime


class Shelf(Protocol):
    """Raises KeyError for a course that is not there."""

    def courses(self) -> Sequence[Course]: ...

    def stamp(self, course: str) -> str:
        """Another one after any change to what the course's pages show."""
        ...

    def log(self, course: str) -> ResponseLog: ...

    def graph(self, course: str) -> KnowledgeGraph: ...

    def save_graph(self, course: str, graph: KnowledgeGraph, who: str) -> None: ...

    def students(self, course: str) -> Sequence[Student]: ...

    def overrides(self, course: str) -> Mapping[Pair, Override]: ...

    def override(self, course: str, pair: Pair, said: Override) -> None: ...

    def take_back(self, course: str, pair: Pair, who: str) -> None: ...

    def wishes(self, course: str, student: str) -> Sequence[Wish]: ...

    def wish(self, course: str, student: str, wish: Wish) -> None: ...

    def unwish(self, course: str, student: str, point: str, who: str) -> None: ...

    def links(self, course: str) -> Mapping[str, str]:
        """Points of the course that the teacher linked to bundled ones."""
        ...

    def link(self, course: str, point: str, bundled: str | None, who: str) -> None: ...

    def sheets(self, course: str) -> Sequence[Sheet]:
        """Those made last."""
        ...

    def keep_sheets(self, course: str, sheets: Sequence[Sheet]) -> None: ...
