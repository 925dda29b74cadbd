"""The class as a grid of students and points: what each cell says, in codes that a page can draw.

Pure. Sorting and filters are here; a cell's words are put together where it is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from apps.education.domain.graph import Point
from apps.education.domain.mastery import Basis
from apps.education.domain.skills.unit_names import unit_words
from apps.education.domain.weakness import Verdict, WeakPoint
from apps.education.service.classroom import Classroom, Student
from apps.shared.formats import whole_percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView, Tone
from apps.shared.words import Words, mark

VERDICTS = {
    Verdict.WEAK: mark("Needs work"),
    Verdict.SECURE: mark("Secure"),
    Verdict.UNDECIDED: mark("Not enough evidence"),
}
BASES = {
    Basis.OWN: mark("from own answers to it"),
    Basis.RELATED: mark("from own answers to related points"),
    Basis.CLASS: mark("from the class alone"),
}
TONES: dict[Verdict, Tone] = {
    Verdict.WEAK: "flag",
    Verdict.SECURE: "good",
    Verdict.UNDECIDED: "muted",
}
ROW_SORTS = {
    "name": mark("By name"),
    "work": mark("Most to work on first"),
    "secure": mark("Most secure first"),
    "open": mark("Most open first"),
}
COLUMN_SORTS = {
    "unit": mark("By unit and grade"),
    "work": mark("Most to work on first"),
}
_WANTED = {"work": Verdict.WEAK, "secure": Verdict.SECURE, "open": Verdict.UNDECIDED}
_CODES = {Verdict.WEAK: "w", Verdict.SECURE: "s", Verdict.UNDECIDED: "u"}


@dataclass(frozen=True, slots=True)
class HeatView:
    """`columns` and `rows` as the grid draws them; `counts` of pairs by verdict."""

    students: tuple[Student, ...]
    points: tuple[Point, ...]
    counts: dict[Verdict, int]
    data: dict[str, Any]


def units_of(room: Classroom) -> list[str]:
    return list(dict.fromkeys(point.unit for point in room.points if point.unit))


def groups_of(room: Classroom) -> list[str]:
    return sorted({group for one in room.students for group in one.groups.values()})


def heat_view(
    room: Classroom,
    t: Words,
    *,
    units: Sequence[str] = (),
    groups: Sequence[str] = (),
    rows: str = "name",
    columns: str = "unit",
) -> HeatView:
    """The chosen units and groups (all where none is chosen), in the order asked for."""
    points = [one for one in room.points if not units or one.unit in units]
    students = [
        one for one in room.students if not groups or set(groups) & set(one.groups.values())
    ]
    by_student: Counter[tuple[str, Verdict]] = Counter()
    by_point: Counter[tuple[str, Verdict]] = Counter()
    for one in students:
        for point in points:
            verdict = room.verdict(one.id, point.id)
            by_student[one.id, verdict] += 1
            by_point[point.id, verdict] += 1
    wanted = _WANTED.get(rows)
    students.sort(
        key=lambda one: (-by_student[one.id, wanted] if wanted else 0, one.name.casefold())
    )
    if columns == "work":
        points.sort(key=lambda one: -by_point[one.id, Verdict.WEAK])
    counts = {verdict: sum(by_point[one.id, verdict] for one in points) for verdict in Verdict}
    data = _data(room, students, points, t, grouped=columns == "unit")
    return HeatView(tuple(students), tuple(points), counts, data)


def _data(
    room: Classroom,
    students: Sequence[Student],
    points: Sequence[Point],
    t: Words,
    *,
    grouped: bool,
) -> dict[str, Any]:
    return {
        "caption": t("Students and points"),
        "corner": t("Student"),
        "units": _units(points, t) if grouped else [],
        "columns": [{"id": one.id, "label": one.name.of(t.language)} for one in points],
        "rows": [_row(room, one, points) for one in students],
        "words": {
            "w": t(VERDICTS[Verdict.WEAK]),
            "s": t(VERDICTS[Verdict.SECURE]),
            "u": t(VERDICTS[Verdict.UNDECIDED]),
            "own": t(BASES[Basis.OWN]),
            "related": t(BASES[Basis.RELATED]),
            "class": t(BASES[Basis.CLASS]),
            "told": t("{student} · {point}: {verdict}, {p}% (between {low}% and {high}%), {basis}"),
            "said": t("decided by the teacher"),
            "hint": t("Point at a cell, or walk with the arrow keys; Enter opens what is behind."),
        },
    }


def _units(points: Sequence[Point], t: Words) -> list[dict[str, Any]]:
    return [
        {"label": unit_words(unit).of(t.language), "span": len(list(run))}
        for unit, run in groupby(points, key=lambda one: one.unit)
    ]


def _row(room: Classroom, student: Student, points: Sequence[Point]) -> dict[str, Any]:
    here = [room.judged[student.id, point.id] for point in points]
    return {
        "id": student.id,
        "label": student.name,
        "codes": "".join(_CODES[room.verdict(student.id, point.id)] for point in points),
        "said": [i for i, point in enumerate(points) if (student.id, point.id) in room.overrides],
        "p": [_hundredth(one.mastery.probability) for one in here],
        "low": [_hundredth(one.mastery.low) for one in here],
        "high": [_hundredth(one.mastery.high) for one in here],
        "basis": [one.mastery.basis.value for one in here],
    }


def _hundredth(share: float) -> int:
    return round(100 * share)


def heat_table(room: Classroom, view: HeatView, t: Words) -> TableView:
    """The same as figures, each opening what is behind it."""
    columns = tuple(TableColumn(one.name.of(t.language)) for one in view.points)
    rows = tuple(
        TableRow(
            student.name,
            tuple(_cell(room, student.id, point.id, t) for point in view.points),
            ref=student_ref(student.id),
        )
        for student in view.students
    )
    return TableView(t("Students and points"), columns, rows, t("Student"))


def _cell(room: Classroom, student: str, point: str, t: Words) -> TableCell:
    verdict = room.verdict(student, point)
    return TableCell(
        whole_percent(room.judged[student, point].mastery.probability, t.language),
        pair_ref(student, point),
        TONES[verdict],
        t(VERDICTS[verdict]),
    )


def counts_table(room: Classroom, view: HeatView, t: Words) -> TableView:
    """How many of the pairs shown are decided, and how many are open."""
    total = sum(view.counts.values())
    rows = [
        TableRow(t("Students"), (TableCell(str(len(view.students))), TableCell(""))),
        TableRow(t("Points"), (TableCell(str(len(view.points))), TableCell(""))),
        TableRow(t("Answers"), (TableCell(f"{len(room.log):,}"), TableCell(""))),
    ]
    rows += [
        TableRow(
            t(VERDICTS[verdict]),
            (TableCell(str(count), tone=TONES[verdict]), _share(count, total, t)),
        )
        for verdict, count in view.counts.items()
    ]
    return TableView(
        t("At a glance"), (TableColumn(t("Count")), TableColumn(t("Share"))), tuple(rows)
    )


def _share(count: int, total: int, t: Words) -> TableCell:
    return TableCell(whole_percent(count / total, t.language) if total else "", tone="muted")


def point_line(point: Point, t: Words) -> str:
    """Unit, grade and standard of a point, as far as they are known."""
    grade = "" if point.grade is None else grade_word(point.grade, t)
    unit = unit_words(point.unit).of(t.language)
    return " · ".join(part for part in (unit, grade, point.standard or "") if part)


def grade_word(grade: int, t: Words) -> str:
    return t("kindergarten") if grade == 0 else t("grade {grade}", grade=grade)


_STUDENT, _POINT, _PAIR = "student", "point", "pair"
_SEPARATOR = "~"


def student_ref(student: str) -> str:
    return f"{_STUDENT}{_SEPARATOR}{student}"


def point_ref(point: str) -> str:
    return f"{_POINT}{_SEPARATOR}{point}"


def pair_ref(student: str, point: str) -> str:
    return f"{_PAIR}{_SEPARATOR}{student}{_SEPARATOR}{point}"


def read_pair(ref: str, room: Classroom) -> WeakPoint | None:
    """The pair that a reference names, or None (references come from links)."""
    kind, _, rest = ref.partition(_SEPARATOR)
    student, _, point = rest.partition(_SEPARATOR)
    return room.judged.get((student, point)) if kind == _PAIR else None


def read_point(ref: str, room: Classroom) -> Point | None:
    kind, _, id = ref.partition(_SEPARATOR)
    if kind != _POINT:
        return None
    return next((one for one in room.points if one.id == id), None)


def student_of(ref: str) -> str:
    """The student whose row was picked, or nothing."""
    kind, _, id = ref.partition(_SEPARATOR)
    return id if kind == _STUDENT else ""
