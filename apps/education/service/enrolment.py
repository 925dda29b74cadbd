"""Takes what was read of a file into a course: names to the roster, answers under pseudonyms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apps.education.domain.intake.imported import Imported, RosterEntry
from apps.education.domain.intake.log import renamed
from apps.education.service.importing import Destination
from apps.education.service.response_rows import Appended
from apps.education.service.store import CourseStore


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Callable as the `TakeIn` of an intake."""

    store: CourseStore

    def __call__(self, imported: Imported, into: Destination, who: str) -> str:
        """Stores what was read and returns the course's id; a new course where none is named.

        Raises KeyError where the course named is gone.
        """
        course = into.course or self.store.create(
            into.title or imported.name, who=who, time_zone=into.time_zone
        )
        self.add(imported, course, who)
        return course

    def add(
        self,
        imported: Imported,
        course: str,
        who: str,
        progress: Callable[[float], None] | None = None,
    ) -> Appended:
        """Into a course that exists."""
        self.store.stamp(course)
        named = {entry.student for entry in imported.roster}
        nameless = (RosterEntry(one) for one in imported.log.students if one not in named)
        pseudonyms = self.store.roster.admit(course, (*imported.roster, *nameless))
        return self.store.append(
            course,
            renamed(imported.log, pseudonyms),
            who=who,
            name=imported.name,
            digest=imported.digest,
            item_names=imported.item_names,
            progress=progress,
        )
