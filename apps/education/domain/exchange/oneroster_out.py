"""Mastery as results in a OneRoster 1.2 CSV archive, for a gradebook to take in.

One line item per knowledge point, with the probability of mastery in percent as its score. A pair
that is not decided has no score and the status `submitted` (handed in, not graded): it is not a
zero. Source: 1EdTech OneRoster 1.2 CSV binding, section 5 and the manifest of section 3.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from apps.education.domain.exchange.csv_out import Cell, table_csv
from apps.education.domain.weakness import Verdict, WeakPoint

_NAMESPACE: Final = uuid.UUID("0d0c2a0e-8d2b-5a51-8f27-5f0f5d4d9b11")
_FILES: Final = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources",
    "demographics", "enrollments", "lineItemLearningObjectiveIds", "lineItems",
    "lineItemScoreScales", "orgs", "resources", "resultLearningObjectiveIds", "results",
    "resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources", "users",
)  # fmt: skip
_BULK: Final = ("categories", "lineItems", "lineItemLearningObjectiveIds", "results")
_CATEGORIES: Final = ("sourcedId", "status", "dateLastModified", "title", "weight")
_LINE_ITEMS: Final = (
    "sourcedId", "status", "dateLastModified", "title", "description", "assignDate", "dueDate",
    "classSourcedId", "categorySourcedId", "academicSessionSourcedId", "resultValueMin",
    "resultValueMax", "schoolSourcedId",
)  # fmt: skip
_OBJECTIVES: Final = (
    "sourcedId", "status", "dateLastModified", "lineItemSourcedId", "source",
    "learningObjectiveId",
)  # fmt: skip
_RESULTS: Final = (
    "sourcedId", "status", "dateLastModified", "lineItemSourcedId", "studentSourcedId",
    "scoreStatus", "score", "scoreDate", "comment", "textScore", "classSourcedId", "inProgress",
    "incomplete", "late", "missing",
)  # fmt: skip
_COMMENTS: Final = {
    Verdict.WEAK: "weak: the evidence is enough to say so",
    Verdict.SECURE: "secure: the evidence is enough to say so",
    Verdict.UNDECIDED: "not enough evidence",
}


@dataclass(frozen=True, slots=True)
class Gradebook:
    """Where the results go: the school's own ids of class, term and school, and of its students
    by pseudonym. A student without an id is left out."""

    class_id: str
    session_id: str
    school_id: str
    student_ids: Mapping[str, str]


def results_archive(
    judged: Sequence[WeakPoint],
    point_names: Mapping[str, str],
    gradebook: Gradebook,
    *,
    now: datetime,
) -> bytes:
    """The ZIP archive. Raises ValueError for a time without a zone."""
    if now.tzinfo is None:
        raise ValueError(f"{now!r} has no time zone; give the time of the export in UTC")
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    points = sorted({one.mastery.point for one in judged})
    category = _id("category", gradebook.class_id)
    tables: dict[str, tuple[Sequence[str], list[tuple[Cell, ...]]]] = {
        "categories": (_CATEGORIES, [(category, "", "", "Mastery", None)]),
        "lineItems": (
            _LINE_ITEMS,
            [_line_item(point, point_names, gradebook, category, now) for point in points],
        ),
        "lineItemLearningObjectiveIds": (
            _OBJECTIVES,
            [_objective(point, gradebook) for point in points],
        ),
        "results": (
            _RESULTS,
            [
                _result(one, gradebook, now)
                for one in judged
                if one.mastery.student in gradebook.student_ids
            ],
        ),
    }
    return _packed(tables, stamp)


def _line_item(
    point: str, names: Mapping[str, str], gradebook: Gradebook, category: str, now: datetime
) -> tuple[Cell, ...]:
    day = now.date().isoformat()
    return (
        _item_id(point, gradebook),
        "",
        "",
        names.get(point, point),
        f"Probability of mastery of {point}, in percent",
        day,
        day,
        gradebook.class_id,
        category,
        gradebook.session_id,
        0,
        100,
        gradebook.school_id,
    )


def _objective(point: str, gradebook: Gradebook) -> tuple[Cell, ...]:
    id = _id("objective", gradebook.class_id, point)
    return (id, "", "", _item_id(point, gradebook), "unknown", point)


def _result(one: WeakPoint, gradebook: Gradebook, now: datetime) -> tuple[Cell, ...]:
    """An open pair has no score, so that no gradebook takes it for a zero."""
    mastery = one.mastery
    decided = one.verdict is not Verdict.UNDECIDED
    return (
        _id("result", gradebook.class_id, mastery.student, mastery.point),
        "",
        "",
        _item_id(mastery.point, gradebook),
        gradebook.student_ids[mastery.student],
        "fully graded" if decided else "submitted",
        round(mastery.probability * 100, 1) if decided else None,
        (mastery.as_of or now).date().isoformat(),
        _COMMENTS[one.verdict],
        "",
        gradebook.class_id,
        "",
        "",
        "",
        "",
    )


def _item_id(point: str, gradebook: Gradebook) -> str:
    return _id("point", gradebook.class_id, point)


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\0".join(parts)))


def _packed(
    tables: Mapping[str, tuple[Sequence[str], list[tuple[Cell, ...]]]], stamp: str
) -> bytes:
    properties: list[tuple[Cell, ...]] = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
    properties += [(f"file.{name}", "bulk" if name in _BULK else "absent") for name in _FILES]
    properties += [("source.systemName", "Consilium"), ("source.systemCode", stamp)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = table_csv(("propertyName", "value"), properties, mark=False)
        archive.writestr("manifest.csv", manifest)
        for name, (columns, rows) in tables.items():
            archive.writestr(f"{name}.csv", table_csv(columns, rows, mark=False))
    return packed.getvalue()
