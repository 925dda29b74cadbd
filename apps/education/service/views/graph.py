"""The points of a course as a map and tables: what each needs, its faults, its exercises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.graphs.validation import Remark, Weight, remarks
from apps.education.domain.graphs.walk import around, part, unlocks
from apps.education.domain.skills.unit_names import unit_words
from apps.education.service.views.heat import point_line, point_ref
from apps.education.service.views.node_map import Box, NodeMap, node_map
from apps.shared.formats import ABSENT
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words

_DRAWN = 80
"""Points that one map shows at most."""
_LISTED = 500


def units(graph: KnowledgeGraph) -> list[str]:
    return list(dict.fromkeys(one.unit for one in graph.points.values() if one.unit))


def chosen_part(graph: KnowledgeGraph, unit: str, focus: str) -> KnowledgeGraph:
    """What is around a point, else a unit, else the whole; as much as one map can show."""
    if focus in graph.points:
        found = around(graph, focus, before=3, after=2)
    elif unit:
        found = part(graph, {id for id, one in graph.points.items() if one.unit == unit})
    else:
        found = graph
    return part(found, frozenset(list(found.points)[:_DRAWN]))


def graph_map(graph: KnowledgeGraph, focus: str, t: Words) -> NodeMap:
    faulty = {id for one in _faults(graph) for id in one.points}
    boxes = [
        Box(
            id=point.id,
            ref=point_ref(point.id),
            label=point.name.of(t.language),
            tone="bad" if point.id in faulty else "step" if point.id == focus else "",
            note=point_line(point, t),
            focus=point.id == focus,
        )
        for point in graph.points.values()
    ]
    return node_map(t("Points and what they need"), boxes, graph)


def _faults(graph: KnowledgeGraph) -> list[Remark]:
    return [one for one in remarks(graph) if one.weight is Weight.FAULT]


def drawn_line(shown: KnowledgeGraph, graph: KnowledgeGraph, t: Words) -> str:
    if len(shown.points) == len(graph.points):
        return t.plural("{count} point", "{count} points", len(shown.points))
    return t("{shown} of {count} points", shown=len(shown.points), count=len(graph.points))


def points_table(
    graph: KnowledgeGraph, linked: Mapping[str, str], bundled: Mapping[str, Point], t: Words
) -> TableView:
    after = unlocks(graph)
    columns = (
        TableColumn(t("Unit"), align="left"),
        TableColumn(t("Grade")),
        TableColumn(t("Needs")),
        TableColumn(t("Opens")),
        TableColumn(t("Exercises from"), align="left"),
    )
    rows = tuple(
        TableRow(
            point.name.of(t.language),
            (
                TableCell(unit_words(point.unit).of(t.language) or ABSENT),
                TableCell(ABSENT if point.grade is None else str(point.grade)),
                TableCell(str(len(graph.prerequisites(point.id))) or ABSENT),
                TableCell(str(len(after.get(point.id, ())))),
                _exercises(point, linked, bundled, t),
            ),
            ref=point_ref(point.id),
        )
        for point in list(graph.points.values())[:_LISTED]
    )
    return TableView(t("Points"), columns, rows, t("Point"))


def _exercises(
    point: Point, linked: Mapping[str, str], bundled: Mapping[str, Point], t: Words
) -> TableCell:
    id = linked.get(point.id)
    if id is None:
        return TableCell(t("none yet"), tone="flag")
    return TableCell(t("its own") if id == point.id else bundled[id].name.of(t.language))


def link_options(
    linked: str | None, proposed: Sequence[str], bundled: Mapping[str, Point]
) -> list[str | None]:
    """None, the link there is, what is proposed, then all the rest."""
    first = (None, *([linked] if linked else []), *proposed)
    return list(dict.fromkeys((*first, *bundled)))


def remarks_table(found: Sequence[Remark], t: Words) -> TableView:
    rows = tuple(
        TableRow(
            t("Must be repaired") if one.weight is Weight.FAULT else t("Look at it"),
            (
                TableCell(
                    one.words.of(t.language),
                    point_ref(one.points[0]) if one.points else "",
                    "bad" if one.weight is Weight.FAULT else "plain",
                ),
            ),
        )
        for one in found
    )
    return TableView(t("Remarks"), (TableColumn(t("What"), align="left"),), rows, t("Weight"))


def read_point_id(ref: str, graph: KnowledgeGraph) -> str:
    kind, _, id = ref.partition("~")
    return id if kind == "point" and id in graph.points else ""
