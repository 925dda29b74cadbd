"""Graphs as CASE 1.1 JSON: competencies and how they precede one another.

Standard: 1EdTech Competencies and Academic Standards Exchange 1.1, CFPackage. A prerequisite is
an association `precedes` from the earlier item to the later one. Ids of our points travel in the
item's `uri`; identifiers are UUIDs of version 5, the same for the same id every time.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.graphs.reading import UnreadableGraph
from apps.education.domain.graphs.version import stamped, version_of
from apps.education.domain.words import Words

_URI = "urn:consilium:point:"
_NAMESPACE = uuid.UUID("6f0c7a52-6a0e-5d0b-9c55-3a5f0a6a7d11")


class _Link(BaseModel):
    model_config = ConfigDict(extra="ignore")
    identifier: str
    uri: str = ""


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore")
    identifier: str
    uri: str = ""
    full_statement: str = Field(alias="fullStatement")
    abbreviated: str | None = Field(default=None, alias="abbreviatedStatement")
    alternative: str | None = Field(default=None, alias="alternativeLabel")
    code: str | None = Field(default=None, alias="humanCodingScheme")
    levels: list[str] | None = Field(default=None, alias="educationLevel")
    concepts: list[str] | None = Field(default=None, alias="conceptKeywords")


class _Association(BaseModel):
    model_config = ConfigDict(extra="ignore")
    kind: str = Field(alias="associationType")
    origin: _Link = Field(alias="originNodeURI")
    destination: _Link = Field(alias="destinationNodeURI")


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")
    title: str


class _Package(BaseModel):
    model_config = ConfigDict(extra="ignore")
    document: _Document = Field(alias="CFDocument")
    items: list[_Item] = Field(alias="CFItems")
    associations: list[_Association] = Field(default_factory=list, alias="CFAssociations")


def read_case(name: str, data: bytes) -> KnowledgeGraph:
    """Raises UnreadableGraph."""
    try:
        package = _Package.model_validate_json(data)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UnreadableGraph(
            name, f"{place}: {first['msg']}", "give a CFPackage of CASE 1.1"
        ) from problem
    ids = {item.identifier: _id(item) for item in package.items}
    points = {ids[item.identifier]: _point(ids[item.identifier], item) for item in package.items}
    if len(points) != len(package.items):
        raise UnreadableGraph(name, "an identifier stands twice", "give every item its own")
    needs: dict[str, list[str]] = {}
    for link in package.associations:
        if link.kind == "precedes":
            before, after = link.origin.identifier, link.destination.identifier
            needs.setdefault(ids.get(after, after), []).append(ids.get(before, before))
    graph = KnowledgeGraph(
        package.document.title, points, {id: tuple(listed) for id, listed in needs.items()}
    )
    return stamped(graph)


def _id(item: _Item) -> str:
    return item.uri.removeprefix(_URI) if item.uri.startswith(_URI) else item.identifier


def _point(id: str, item: _Item) -> Point:
    en = item.abbreviated or item.full_statement
    zh = item.alternative or en
    unit = item.concepts[0] if item.concepts else ""
    return Point(id, Words(en, zh), unit, _grade(item.levels), item.code)


def _grade(levels: list[str] | None) -> int | None:
    """CEDS codes: KG, 01 to 12. The first of several."""
    for level in sorted(levels or [], key=lambda level: level != "KG"):
        if level == "KG":
            return 0
        if level.isdigit():
            return int(level)
    return None


def write_case(graph: KnowledgeGraph, *, now: datetime) -> str:
    """A CFPackage; `now` becomes the time of its last change, in UTC."""
    changed = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    package = {
        "CFDocument": {
            **_identified(f"document:{graph.name}", changed),
            "title": graph.name,
            "creator": "Consilium",
            "version": graph.version or version_of(graph),
        },
        "CFItems": [_item(point, changed) for point in graph.points.values()],
        "CFAssociations": list(_associations(graph, changed)),
    }
    return json.dumps(package, ensure_ascii=False, indent=1)


def _identified(id: str, changed: str) -> dict[str, Any]:
    return {
        "identifier": str(uuid.uuid5(_NAMESPACE, id)),
        "uri": f"{_URI}{id}",
        "lastChangeDateTime": changed,
    }


def _item(point: Point, changed: str) -> dict[str, Any]:
    item = {
        **_identified(point.id, changed),
        "fullStatement": point.name.en,
        "alternativeLabel": point.name.zh,
        "CFItemType": "Skill",
        "language": "en",
    }
    if point.standard is not None:
        item["humanCodingScheme"] = point.standard
    if point.grade is not None:
        item["educationLevel"] = ["KG" if point.grade == 0 else f"{point.grade:02d}"]
    if point.unit:
        item["conceptKeywords"] = [point.unit]
    return item


def _associations(graph: KnowledgeGraph, changed: str) -> Iterator[dict[str, Any]]:
    for id in graph.points:
        for need in graph.prerequisites(id):
            yield {
                **_identified(f"{need}>{id}", changed),
                "associationType": "precedes",
                "originNodeURI": _node(graph, need),
                "destinationNodeURI": _node(graph, id),
            }


def _node(graph: KnowledgeGraph, id: str) -> dict[str, str]:
    title = graph.points[id].name.en if id in graph.points else id
    return {
        "title": title,
        "identifier": str(uuid.uuid5(_NAMESPACE, id)),
        "uri": f"{_URI}{id}",
    }
