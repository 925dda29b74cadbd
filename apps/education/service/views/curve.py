"""How a likelihood moved with each answer: data for a chart, and the same as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.education.service.classroom import Classroom, CurvePoint
from apps.education.service.views.evidence import moment, row_ref
from apps.shared.formats import whole_percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words


@dataclass(frozen=True, slots=True)
class CurveView:
    """`records` for the chart; `labels` of axis, band and the two kinds of answers."""

    records: tuple[dict[str, Any], ...]
    labels: dict[str, str]
    alt: str


def answered_most(room: Classroom, student: str) -> list[str]:
    """The points that this student has answered, those with most answers first."""
    counts = Counter(
        {one.mastery.point: len(one.mastery.evidence) for one in room.of_student(student)}
    )
    return [point for point, count in counts.most_common() if count]


def curve_view(room: Classroom, curve: Sequence[CurvePoint], t: Words) -> CurveView:
    records = tuple(_record(place, one, room, t) for place, one in enumerate(curve, 1))
    labels = {
        "place": t("Answer number"),
        "likelihood": t("Likelihood"),
        "right": t("right"),
        "wrong": t("wrong"),
        "date": t("Date"),
        "item": t("Item"),
        "interval": t("90% interval"),
    }
    first, last = records[0]["told"], records[-1]["told"]
    alt = t("The likelihood went from {first} to {last}", first=first, last=last)
    return CurveView(records, labels, alt)


def _record(place: int, one: CurvePoint, room: Classroom, t: Words) -> dict[str, Any]:
    response, found = room.log.response(one.row), one.mastery
    low, high = (whole_percent(share, t.language) for share in (found.low, found.high))
    return {
        "place": place,
        "p": found.probability,
        "low": found.low,
        "high": found.high,
        "answer": t("right") if response.correct else t("wrong"),
        "told": whole_percent(found.probability, t.language),
        "interval": f"{low} – {high}",
        "date": moment(response.at, t.language),
        "item": response.item,
    }


def curve_table(room: Classroom, curve: Sequence[CurvePoint], t: Words) -> TableView:
    columns = (
        TableColumn(t("Answer"), align="left"),
        TableColumn(t("Likelihood")),
        TableColumn(t("90% interval")),
        TableColumn(t("Item"), align="left"),
    )
    rows = []
    for place, one in enumerate(curve, 1):
        record = _record(place, one, room, t)
        right = room.log.response(one.row).correct
        rows.append(
            TableRow(
                f"{place} · {record['date']}",
                (
                    TableCell(record["answer"], tone="good" if right else "flag"),
                    TableCell(record["told"]),
                    TableCell(record["interval"], tone="muted"),
                    TableCell(record["item"]),
                ),
                ref=row_ref(room.log, one.row),
            )
        )
    return TableView(t("Learning curve"), columns, tuple(rows), t("Answer number"))
