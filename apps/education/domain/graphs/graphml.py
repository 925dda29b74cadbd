"""Graphs as GraphML: a node a point, an edge from each prerequisite to what needs it.

Source: Brandes et al., GraphML primer (2002). Read through defusedxml: no entities, no doctype.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as Plain

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.graphs.reading import UnreadableGraph
from apps.education.domain.graphs.version import stamped
from apps.education.domain.words import Words

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_FIELDS = ("name_en", "name_zh", "unit", "grade", "standard")
_LABELS = ("name_en", "name", "label", "title", "description")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(graph: KnowledgeGraph) -> bytes:
    """UTF-8 with an XML declaration. Characters that XML cannot hold are left out."""
    root = Plain.Element("graphml", {"xmlns": _SPACE})
    for field in _FIELDS:
        kind = "int" if field == "grade" else "string"
        key = {"id": field, "for": "node", "attr.name": field, "attr.type": kind}
        Plain.SubElement(root, "key", key)
    body = Plain.SubElement(root, "graph", {"id": _clean(graph.name), "edgedefault": "directed"})
    for id, point in graph.points.items():
        node = Plain.SubElement(body, "node", {"id": _clean(id)})
        grade = None if point.grade is None else str(point.grade)
        cells = (point.name.en, point.name.zh, point.unit, grade, point.standard)
        for field, cell in zip(_FIELDS, cells, strict=True):
            if cell is not None and cell != "":
                Plain.SubElement(node, "data", {"key": field}).text = _clean(cell)
    for id in graph.points:
        for need in graph.prerequisites(id):
            Plain.SubElement(body, "edge", {"source": _clean(need), "target": _clean(id)})
    Plain.indent(root)
    return Plain.tostring(root, encoding="utf-8", xml_declaration=True)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def read_graphml(name: str, data: bytes) -> KnowledgeGraph:
    """Raises UnreadableGraph."""
    try:
        root = Safe.fromstring(data, forbid_dtd=True)
    except (Plain.ParseError, DefusedXmlException, ValueError) as problem:
        raise UnreadableGraph(
            name, f"it is not XML that may be read ({problem})", "save it as GraphML without a DTD"
        ) from problem
    body = next((node for node in root.iter() if _local(node.tag) == "graph"), None)
    if _local(root.tag) != "graphml" or body is None:
        raise UnreadableGraph(name, "it is not GraphML", "save it as GraphML")
    keys = {
        node.get("id", ""): node.get("attr.name", node.get("id", "")).lower()
        for node in root
        if _local(node.tag) == "key"
    }
    points = _points(name, body, keys)
    needs: dict[str, list[str]] = {}
    for node in body:
        if _local(node.tag) == "edge":
            needs.setdefault(node.get("target", ""), []).append(node.get("source", ""))
    title = body.get("id") or name
    return stamped(KnowledgeGraph(title, points, {id: tuple(n) for id, n in needs.items()}))


def _points(name: str, body: Plain.Element, keys: dict[str, str]) -> dict[str, Point]:
    points: dict[str, Point] = {}
    for node in body:
        if _local(node.tag) != "node":
            continue
        id = node.get("id", "")
        if not id or id in points:
            raise UnreadableGraph(name, f"node {id!r} has no id of its own", "give every node one")
        cells = {
            keys.get(data.get("key", ""), ""): (data.text or "").strip()
            for data in node
            if _local(data.tag) == "data"
        }
        en = next((cells[label] for label in _LABELS if cells.get(label)), id)
        grade = cells.get("grade", "")
        points[id] = Point(
            id,
            Words(en, cells.get("name_zh") or en),
            cells.get("unit", ""),
            int(grade) if grade.isdigit() else None,
            cells.get("standard") or None,
        )
    return points


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
