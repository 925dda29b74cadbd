"""A what-if in words: which likelihoods would move, and which steps would come or go."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.mastery import Mastery
from apps.education.domain.path import LearningPath
from apps.education.service.classroom import Classroom
from apps.shared.formats import whole_percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words

_LEAST = 0.01
_SHOWN = 12


def changed_table(room: Classroom, supposed: Sequence[Mastery], t: Words) -> TableView:
    """The likelihoods that would move most."""
    moved = [
        (one, room.judged[one.student, one.point].mastery.probability)
        for one in supposed
        if (one.student, one.point) in room.judged
    ]
    moved = [pair for pair in moved if abs(pair[0].probability - pair[1]) >= _LEAST]
    moved.sort(key=lambda pair: -abs(pair[0].probability - pair[1]))
    rows = tuple(
        TableRow(
            room.point(one.point).name.of(t.language),
            (
                TableCell(whole_percent(before, t.language), tone="muted"),
                TableCell(whole_percent(one.probability, t.language), bar=one.probability),
            ),
        )
        for one, before in moved[:_SHOWN]
    )
    columns = (TableColumn(t("Now")), TableColumn(t("Then"), align="left"))
    return TableView(t("What would move"), columns, rows, t("Point"))


def path_change(before: LearningPath, after: LearningPath, room: Classroom, t: Words) -> str:
    now = [step.point for step in before.steps]
    then = [step.point for step in after.steps]
    gone = [_name(room, id, t) for id in now if id not in then]
    come = [_name(room, id, t) for id in then if id not in now]
    if not gone and not come:
        return t("The same steps would remain.")
    lines = []
    if gone:
        lines.append(t("No longer proposed: {names}.", names="; ".join(gone)))
    if come:
        lines.append(t("New: {names}.", names="; ".join(come)))
    return " ".join(lines)


def _name(room: Classroom, id: str, t: Words) -> str:
    return room.point(id).name.of(t.language)
