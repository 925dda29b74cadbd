"""Answers as xAPI statements with the verb `answered` (Experience API 1.0.3, part two).

Students appear as accounts under their pseudonyms. The id of a statement follows from what it
says, so that a second export replaces rather than repeats.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from apps.education.domain.intake.xapi import ANSWERED
from apps.education.domain.response import Response, ResponseLog

_NAMESPACE: Final = uuid.UUID("6f0a1f5e-3b0e-5d0c-9a35-6f3f1c2b7a10")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
_POINT: Final = "urn:consilium:point:"
_ITEM: Final = "urn:consilium:item:"
_ACTIVITY: Final = "urn:consilium:activity:"
_COMPETENCY: Final = "http://adlnet.gov/expapi/activities/objective"


def statements(
    log: ResponseLog, *, home_page: str, point_names: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """One statement per answer. `home_page` is the IRI of the system that knows the pseudonyms."""
    for i in range(len(log)):
        yield _statement(log.response(i), home_page, point_names or {})


def statements_json(
    log: ResponseLog, *, home_page: str, point_names: Mapping[str, str] | None = None
) -> str:
    """All of them as one JSON array."""
    lines = (
        json.dumps(one, ensure_ascii=False)
        for one in statements(log, home_page=home_page, point_names=point_names)
    )
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _statement(response: Response, home_page: str, names: Mapping[str, str]) -> dict[str, Any]:
    at = None if response.at is None else response.at.isoformat()
    told = (response.student, response.item, at, response.source.file, response.source.row)
    result: dict[str, Any] = {"success": response.correct, "completion": True}
    if response.seconds is not None:
        result["duration"] = f"PT{response.seconds:.2f}S"
    extensions = {
        f"urn:consilium:{name}": value
        for name, value in (("hints", response.hints), ("attempt", response.attempt))
        if value is not None
    }
    if extensions:
        result["extensions"] = extensions
    statement: dict[str, Any] = {
        "id": str(uuid.uuid5(_NAMESPACE, json.dumps(told))),
        "version": "1.0.3",
        "actor": {"account": {"homePage": home_page, "name": response.student}},
        "verb": {"id": ANSWERED, "display": {"en": "answered", "zh": "作答"}},
        "object": {
            "id": _iri(response.item, _ITEM),
            "definition": {
                "name": {"en": response.item},
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            },
        },
        "result": result,
    }
    if at is not None:
        statement["timestamp"] = at
    if (context := _context(response, names)) is not None:
        statement["context"] = context
    return statement


def _context(response: Response, names: Mapping[str, str]) -> dict[str, Any] | None:
    activities: dict[str, Any] = {}
    if response.points:
        activities["category"] = [_point(point, names) for point in response.points]
    if response.activity is not None:
        activities["parent"] = [
            {
                "id": _iri(response.activity, _ACTIVITY),
                "definition": {"name": {"en": response.activity}},
            }
        ]
    return {"contextActivities": activities} if activities else None


def _point(point: str, names: Mapping[str, str]) -> dict[str, Any]:
    definition = {"name": {"en": names.get(point, point)}, "type": _COMPETENCY}
    return {"id": _iri(point, _POINT), "definition": definition}


def _iri(name: str, prefix: str) -> str:
    """A name that is an IRI stays; others are put below the prefix."""
    scheme = name.partition(":")[0].lower()
    if _IRI.fullmatch(name) and scheme in ("http", "https", "urn"):
        return name
    return prefix + quote(name, safe="")
