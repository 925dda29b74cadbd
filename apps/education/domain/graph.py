"""Knowledge points and what each needs first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.education.domain.words import Words


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to master. `grade` counts school years from 0 (kindergarten); None if not told.

    `standard` is a code of the Common Core mathematics standards (such as 4.NBT.B.5) or of the
    framework that the graph was imported from.
    """

    id: str
    name: Words
    unit: str = ""
    grade: int | None = None
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """`needs` maps a point to its direct prerequisites. May hold cycles until it is repaired:
    nothing that walks it may assume otherwise without asking `apps.education.domain.graphs`.
    """

    name: str
    points: Mapping[str, Point]
    needs: Mapping[str, tuple[str, ...]]
    version: str = ""

    def prerequisites(self, point: str) -> tuple[str, ...]:
        return self.needs.get(point, ())
