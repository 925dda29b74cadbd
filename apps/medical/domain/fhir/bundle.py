"""Takes a JSON file apart into its resources: a bundle of any type, one resource, or a line each.

Nested bundles are opened; contained resources stay within the one that contains them. Knows
nothing of what the resources say, and checks none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.medical.domain.source import Notice, Severity
from rag.readers.errors import UnreadableFile

MAX_DEPTH = 100
"""Levels of nesting. FHIR's deepest resources (questionnaires) stay far below."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_REMEDY = "give a FHIR R4 bundle, a resource, or one resource a line as JSON"
_XML_REMEDY = "export it as FHIR R4 JSON"


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource as it was sent, where it lay in its file, and the URL that others call it by."""

    resource: dict[str, Any]
    origin: str
    place: str
    full_url: str = ""

    @property
    def type(self) -> str:
        return self.resource["resourceType"]

    @property
    def id(self) -> str:
        found = self.resource.get("id")
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A part of a file that is no resource: where it lies, what it holds, and why it is none."""

    origin: str
    place: str
    text: str
    problem: str
    harmless: bool = False


@dataclass(slots=True)
class Parts:
    """What a file held, in its order; `wrappers` are the bundles themselves."""

    entries: list[Entry] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    wrappers: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def parts_of(text: str, name: str) -> Parts:
    """The resources of a JSON text.

    Raises UnreadableFile: `truncated` (no valid JSON; says line and column), `wrong_type` (JSON
    that is no FHIR, or XML), `bomb` (nested too deep), `empty`.
    """
    _refuse_markup(text, name)
    parts = Parts()
    for place, value in _values(text, name, parts):
        if isinstance(value, dict) and "resourceType" in value:
            _take(value, name, place, "", parts)
        elif place:
            parts.broken.append(Broken(name, place, _shown(value), "it is no FHIR resource"))
        else:
            raise UnreadableFile(name, "wrong_type", _not_fhir(value), _REMEDY)
    if not parts.entries and not parts.wrappers:
        first = parts.broken[0] if parts.broken else None
        problem = (
            f"{first.place or 'the whole'}: {first.problem}" if first else "it holds no resource"
        )
        raise UnreadableFile(name, "wrong_type" if first else "empty", problem, _REMEDY)
    return parts


def _refuse_markup(text: str, name: str) -> None:
    if not text.startswith("<"):
        return
    head = text[:4_096]
    if "http://hl7.org/fhir" in head:
        raise UnreadableFile(name, "wrong_type", "it is FHIR written as XML", _XML_REMEDY)
    what = "a CDA document" if "urn:hl7-org:v3" in head else "XML or HTML"
    raise UnreadableFile(name, "wrong_type", f"it is {what}", _XML_REMEDY)


def _not_fhir(value: Any) -> str:
    if isinstance(value, dict):
        keys = ", ".join(repr(key)[:30] for key in list(value)[:3]) or "no keys"
        return f"it is JSON without a resourceType (it starts with {keys}), so no FHIR"
    return f"it is JSON, but a bare {type(value).__name__}, so no FHIR"


def _values(text: str, name: str, parts: Parts) -> Iterator[tuple[str, Any]]:
    """The whole value with place '', or the items of a list or of lines with their places."""
    try:
        whole = _loaded(text, name, parts)
    except json.JSONDecodeError as problem:
        lines = text.splitlines()
        if problem.msg != "Extra data" or len(lines) < 2:
            raise UnreadableFile(
                name,
                "truncated",
                f"it is no valid JSON at line {problem.lineno}, column {problem.colno}"
                f" ({problem.msg})",
                "export it again, whole",
            ) from problem
        yield from _lines(lines, name, parts)
        return
    if isinstance(whole, list):
        yield from ((f"[{number}]", item) for number, item in enumerate(whole))
    else:
        yield "", whole


def _lines(lines: list[str], name: str, parts: Parts) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield f"line {number}", _loaded(line, name, parts)
        except json.JSONDecodeError as problem:
            why = f"no valid JSON at column {problem.colno} ({problem.msg})"
            parts.broken.append(Broken(name, f"line {number}", line, why))


def _loaded(text: str, name: str, parts: Parts) -> Any:
    repeated: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            repeated.extend(key for key, _ in items)
        return found

    try:
        value = json.loads(
            text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=pairs
        )
    except RecursionError as problem:
        raise _too_deep(name) from problem
    except json.JSONDecodeError:
        raise
    except (ValueError, ArithmeticError) as problem:
        why = "it holds a number that is none, or has too many digits"
        raise UnreadableFile(name, "wrong_type", why, "export it again") from problem
    _check_depth(value, name)
    if repeated:
        parts.notices.append(_repeated(name, repeated))
    return _without_surrogates(value) if _SURROGATE.search(text) else value


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON number")


def _repeated(name: str, keys: list[str]) -> Notice:
    return Notice(
        Severity.WARNING,
        "repeated-key",
        name,
        f"an object names a key twice (among {', '.join(sorted(set(keys)))[:120]})",
        "the last value was read; compare with the source system",
    )


def _check_depth(value: Any, name: str) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise _too_deep(name)


def _too_deep(name: str) -> UnreadableFile:
    return UnreadableFile(
        name, "bomb", f"it nests deeper than {MAX_DEPTH} levels", "export it again from its system"
    )


def _without_surrogates(value: Any) -> Any:
    """Halves of characters, which no text can hold, become the replacement character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    return value


def _take(value: dict[str, Any], name: str, place: str, url: str, parts: Parts) -> None:
    """A resource, or a bundle whose entries are resources."""
    kind = value["resourceType"]
    if not isinstance(kind, str):
        parts.broken.append(Broken(name, place, _shown(value), "its resourceType is no word"))
    elif kind == "Bundle":
        parts.wrappers.append(Entry(value, name, place, url))
        _open(value, name, place, parts)
    else:
        parts.entries.append(Entry(value, name, place, url))


def _open(bundle: dict[str, Any], name: str, place: str, parts: Parts) -> None:
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        parts.broken.append(Broken(name, f"{place}entry", _shown(entries), "entry is no list"))
        return
    for number, entry in enumerate(entries):
        here = f"{place + '.' if place else ''}entry[{number}]"
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and "resourceType" in resource:
            url = entry.get("fullUrl")
            _take(resource, name, here, url if isinstance(url, str) else "", parts)
        elif isinstance(entry, dict) and resource is None:
            why = "the entry holds no resource (a request or a response only)"
            parts.broken.append(Broken(name, here, _shown(entry), why, harmless=True))
        else:
            parts.broken.append(Broken(name, here, _shown(entry), "the entry is no resource"))


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
