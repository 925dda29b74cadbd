"""A shelf in memory with one small course on it."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.response import ResponseLog
from apps.education.domain.sheet import Sheet
from apps.education.service.classroom import Override, Pair, Student
from apps.education.service.shelf import Course, Wish
from tests.fakes.education_class import GRAPH, small_log

COURSE = "small"
NAMES = {"ada": "Ada <b>Lovelace</b>", "bo": "Bo", "cy": "陈一"}


class SmallShelf:
    """Holds one course; every change makes another stamp."""

    def __init__(self, log: ResponseLog | None = None, graph: KnowledgeGraph = GRAPH) -> None:
        self._log, self._graph = log or small_log(), graph
        self._changes = 0
        self._overrides: dict[Pair, Override] = {}
        self._wishes: dict[str, dict[str, Wish]] = {}
        self._links: dict[str, str] = {}
        self._sheets: list[Sheet] = []

    def courses(self) -> list[Course]:
        return [Course(COURSE, "Class 1b", True, len(self._log))]

    def stamp(self, course: str) -> str:
        return f"{course}-{self._changes}"

    def log(self, course: str) -> ResponseLog:
        return self._log

    def graph(self, course: str) -> KnowledgeGraph:
        return self._graph

    def save_graph(self, course: str, graph: KnowledgeGraph, who: str) -> None:
        self._graph = graph
        self._changes += 1

    def students(self, course: str) -> list[Student]:
        return [Student(id, NAMES.get(id, id), {"class": "1b"}) for id in self._log.students]

    def overrides(self, course: str) -> dict[Pair, Override]:
        return dict(self._overrides)

    def override(self, course: str, pair: Pair, said: Override) -> None:
        self._overrides[pair] = said
        self._changes += 1

    def take_back(self, course: str, pair: Pair, who: str) -> None:
        self._overrides.pop(pair, None)
        self._changes += 1

    def wishes(self, course: str, student: str) -> list[Wish]:
        return list(self._wishes.get(student, {}).values())

    def wish(self, course: str, student: str, wish: Wish) -> None:
        self._wishes.setdefault(student, {})[wish.point] = wish
        self._changes += 1

    def unwish(self, course: str, student: str, point: str, who: str) -> None:
        self._wishes.get(student, {}).pop(point, None)
        self._changes += 1

    def links(self, course: str) -> dict[str, str]:
        return dict(self._links)

    def link(self, course: str, point: str, bundled: str | None, who: str) -> None:
        if bundled is None:
            self._links.pop(point, None)
        else:
            self._links[point] = bundled
        self._changes += 1

    def sheets(self, course: str) -> list[Sheet]:
        return list(self._sheets)

    def keep_sheets(self, course: str, sheets: Sequence[Sheet]) -> None:
        self._sheets = list(sheets)
        self._changes += 1
