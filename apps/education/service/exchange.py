"""What a course gives to other systems: answers, masteries and results, as files.

Names go out only where the teacher takes a file that needs them; xAPI statements carry pseudonyms.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from apps.education.domain.exchange.csv_out import Cell, responses_csv, table_csv
from apps.education.domain.exchange.oneroster_out import Gradebook, results_archive
from apps.education.domain.exchange.xapi_out import statements_json
from apps.education.service.classroom import Classroom
from apps.education.service.roster import Roster
from apps.shared.words import Language

_HOME = "https://consilium.invalid/courses"
"""Names the system that knows the pseudonyms; an address that never resolves (RFC 2606)."""
_TERM, _SCHOOL = "current-term", "school"
_MASTERY = (
    "student", "point", "name", "verdict", "by_teacher", "probability", "low", "high", "basis",
    "responses", "as_of",
)  # fmt: skip


def answers_csv(room: Classroom) -> str:
    return responses_csv(room.log, _names(room))


def masteries_csv(room: Classroom, language: Language) -> str:
    """One row a student and point. Probabilities in shares of one."""
    names = _names(room)
    rows: list[tuple[Cell, ...]] = []
    for (student, point), one in room.judged.items():
        found = one.mastery
        rows.append(
            (
                names.get(student, student),
                point,
                room.point(point).name.of(language),
                room.verdict(student, point).value,
                (student, point) in room.overrides,
                found.probability,
                found.low,
                found.high,
                found.basis.value,
                len(found.evidence),
                room.as_of.isoformat(),
            )
        )
    return table_csv(_MASTERY, rows)


def xapi_json(room: Classroom) -> str:
    names = {point.id: point.name.en for point in room.points}
    return statements_json(room.log, home_page=f"{_HOME}/{room.course}", point_names=names)


def oneroster_zip(room: Classroom, roster: Roster, *, now: datetime) -> bytes:
    """Results by point; what is open has no score. Students by the ids that the school gave."""
    known = {one.pseudonym: one.source_id for one in roster.enrolled(room.course)}
    ids: Mapping[str, str] = {one.id: known.get(one.id, one.id) for one in room.students}
    names = {point.id: point.name.en for point in room.points}
    judged = [room.stands(student, point) for student, point in room.judged]
    return results_archive(judged, names, Gradebook(room.course, _TERM, _SCHOOL, ids), now=now)


def _names(room: Classroom) -> dict[str, str]:
    return {one.id: one.name for one in room.students}
