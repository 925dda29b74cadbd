"""Finds what a reference points at: by type and id, by full URL, by identifier, or within.

Duplicates are pointed at their first: an alias leads from the one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from apps.medical.domain.fhir.bundle import Entry
from apps.medical.domain.fhir.elements import Json, listed

_TYPED = re.compile(r"(?:^|/)(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]+)$")
_HISTORY = re.compile(r"/_history/[^/]*$")
_PEOPLE = (
    "subject",
    "patient",
    "beneficiary",
    "individual",
    "for",
    "subscriber",
    "securityContext",
)


class References:
    """The resources of an import by everything they may be called.

    `apart` are files whose ids are of another system, in which the same id is another thing.
    """

    def __init__(self, apart: frozenset[str] = frozenset()) -> None:
        self.apart = apart
        self.keys: set[str] = set()
        self.urls: dict[str, str] = {}
        self.identifiers: dict[tuple[str, str], str] = {}
        self.aliases: dict[str, str] = {}
        self.local: dict[tuple[str, str], str] = {}

    def key(self, entry: Entry) -> str:
        """`Type/id`; a resource without an id is called by its place."""
        id = entry.id or f"{entry.origin}#{entry.place}"
        return f"{entry.type}/{id}{self._scope(entry.origin)}"

    def _scope(self, origin: str) -> str:
        return f"@{origin}" if origin in self.apart else ""

    def add(self, key: str, entry: Entry) -> None:
        self.keys.add(key)
        scope = self._scope(entry.origin)
        if entry.full_url:
            self.urls[entry.full_url + scope] = key
        if entry.id:
            self.urls.setdefault(f"urn:uuid:{entry.id}{scope}", key)
        if entry.type == "Patient":
            for pair in identifier_pairs(entry.resource):
                self.identifiers.setdefault(pair, key)

    def alias(self, key: str, entry: Entry, first: str) -> None:
        """Whatever points at `key` from now on finds `first`."""
        if key != first:
            self.aliases[key] = first
        if entry.full_url:
            self.urls[entry.full_url + self._scope(entry.origin)] = first

    def set_apart(self, key: str, own: str, origin: str) -> str:
        """Within a file, `key` is another thing than elsewhere: there it is called `own`."""
        self.local[origin, key] = own
        return own

    def find(self, reference: Any, origin: str) -> str | None:
        """The key of what a Reference of a file points at; None where it is not in these files."""
        if not isinstance(reference, dict):
            return None
        target = reference.get("reference")
        if isinstance(target, str) and not target.startswith("#"):
            return self._by_url(_HISTORY.sub("", target.strip()), origin)
        named = reference.get("identifier")
        if isinstance(named, dict):
            pair = str(named.get("system") or ""), str(named.get("value") or "")
            return self._final(self.identifiers.get(pair))
        return None

    def _by_url(self, target: str, origin: str) -> str | None:
        scope = self._scope(origin)
        key = self.urls.get(target + scope)
        if key is None:
            typed = _TYPED.search(target)
            key = f"{typed['type']}/{typed['id']}{scope}" if typed else ""
        return self._final(self.local.get((origin, key), key))

    def _final(self, key: str | None) -> str | None:
        while key is not None and key in self.aliases:
            key = self.aliases[key]
        return key if key in self.keys else None


def identifier_pairs(resource: Json) -> Iterator[tuple[str, str]]:
    """System and value of each identifier that names a system."""
    for item in listed(resource, "identifier"):
        if item.get("system") and item.get("value"):
            yield str(item["system"]), str(item["value"])


def person_references(resource: Json) -> Iterator[tuple[str, Json]]:
    """The elements of a resource that may name its patient, with their references."""
    for element in _PEOPLE:
        found = resource.get(element)
        if isinstance(found, dict):
            yield element, found


def all_references(value: Any) -> Iterator[Json]:
    """Every Reference within a resource."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if isinstance(item.get("reference"), str):
                yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
