"""What reading a file gathers beside the responses: people, names of items, and counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.education.domain.intake.imported import RosterEntry


@dataclass(slots=True)
class Gathered:
    rows: int = 0
    blank: int = 0
    without_zone: int = 0
    item_names: dict[str, str] = field(default_factory=dict)
    _people: dict[str, tuple[str | None, dict[str, str]]] = field(default_factory=dict)

    def person(self, student: str, name: str | None, groups: Mapping[str, str]) -> None:
        """The last word on a student counts; what a row leaves blank stays as it was."""
        known = self._people.get(student)
        told = {key: value for key, value in groups.items() if value}
        if known is None:
            self._people[student] = (name, told)
        elif (name is not None and name != known[0]) or told != known[1]:
            self._people[student] = (name or known[0], known[1] | told)

    def roster(self) -> tuple[RosterEntry, ...]:
        return tuple(RosterEntry(id, name, groups) for id, (name, groups) in self._people.items())
