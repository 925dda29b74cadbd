"""Finds resources that say the same: sent twice, sent under another id, or as another version.

The people come first, since whose resource it is belongs to what it says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.medical.domain.fhir.bundle import Entry
from apps.medical.domain.fhir.elements import at, listed
from apps.medical.domain.fhir.references import References, identifier_pairs, person_references
from apps.medical.domain.source import Notice, Severity
from apps.medical.domain.when import ImpossibleDate, When

_ORDER = ("Patient", "Organization", "Practitioner", "Location", "Medication", "Encounter")
_APART = frozenset({"id", "meta", "text"})
"""What may differ between two resources that say the same."""


@dataclass(slots=True)
class Sorted:
    """Which entries are used, by key, and what became of the others (by their number)."""

    references: References
    used: dict[str, int] = field(default_factory=dict)
    duplicates: dict[int, str] = field(default_factory=dict)
    superseded: dict[int, str] = field(default_factory=dict)
    notices: list[tuple[str, Notice]] = field(default_factory=list)


def sort_out(entries: Sequence[Entry]) -> Sorted:
    """Choose one resource for each thing said; every other entry gets its reason."""
    found = Sorted(References(_foreign_files(entries)))
    by_content: dict[str, str] = {}
    for number in _ordered(entries):
        entry = entries[number]
        key = _own_key(entry, entries, found)
        content = _content(entry, found.references)
        if key in found.used:
            _meet(entries, number, key, content, found)
            continue
        first = by_content.get(content) or _same_person(entry, key, entries, found)
        if first is not None:
            found.references.alias(key, entry, first)
            found.duplicates[number] = f"says the same as {first}"
            continue
        by_content[content] = key
        found.used[key] = number
        found.references.add(key, entry)
    return found


def _own_key(entry: Entry, entries: Sequence[Entry], found: Sorted) -> str:
    """The key of an entry; one of its own where another patient's resource has the same id.

    Converters that number by content give one id to the same thing said of two people.
    """
    key = found.references.key(entry)
    if key not in found.used:
        return key
    owner = _owner(entry, found.references)
    if owner in (None, _owner(entries[found.used[key]], found.references)):
        return key
    return found.references.set_apart(key, f"{key}@{owner}", entry.origin)


def _owner(entry: Entry, references: References) -> str | None:
    people = (references.find(item, entry.origin) for _, item in person_references(entry.resource))
    return next((key for key in people if key is not None and key.startswith("Patient/")), None)


def _ordered(entries: Sequence[Entry]) -> list[int]:
    rank = {kind: position for position, kind in enumerate(_ORDER)}
    return sorted(range(len(entries)), key=lambda n: rank.get(entries[n].type, len(rank)))


def _content(entry: Entry, references: References) -> str:
    """A hash of what a resource says; people without a name or number are never the same."""
    resource = {key: value for key, value in entry.resource.items() if key not in _APART}
    if entry.type == "Patient" and not (_names(entry.resource) or _numbers(entry.resource)):
        resource["id"] = references.key(entry)
    text = json.dumps(_resolved(resource, entry.origin, references), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _resolved(value: Any, origin: str, references: References) -> Any:
    """The value with each reference replaced by what it finds."""
    if isinstance(value, list):
        return [_resolved(item, origin, references) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _resolved(item, origin, references) for key, item in value.items()}
    if isinstance(value.get("reference"), str):
        found["reference"] = references.find(value, origin) or value["reference"]
    return found


def _meet(entries: Sequence[Entry], number: int, key: str, content: str, found: Sorted) -> None:
    """Two entries with one key: the same twice, or two versions, of which the later is used."""
    other = found.used[key]
    if _content(entries[other], found.references) == content:
        found.duplicates[number] = f"{key} was sent before"
        return
    winner, loser = (
        (number, other) if _is_newer(entries[number], entries[other]) else (other, number)
    )
    found.used[key] = winner
    found.superseded[loser] = f"another version of {key} is used ({entries[winner].origin})"
    found.references.add(key, entries[winner])
    found.notices.append((key, _versions(key, entries[winner], entries[loser])))


def _is_newer(entry: Entry, other: Entry) -> bool:
    """By `meta.lastUpdated`; where that does not tell, what came later."""
    mine, its = _updated(entry), _updated(other)
    return mine is None or its is None or mine >= its


def _updated(entry: Entry) -> When | None:
    value = at(entry.resource, "meta.lastUpdated")
    try:
        return When.parse(value) if isinstance(value, str) else None
    except ImpossibleDate:
        return None


def _versions(key: str, winner: Entry, loser: Entry) -> Notice:
    differing = sorted(
        name
        for name in {*winner.resource, *loser.resource} - _APART
        if winner.resource.get(name) != loser.resource.get(name)
    )
    crucial = {"birthDate", "gender"} & set(differing) if winner.type == "Patient" else set()
    told = [
        f"{name}: {loser.resource.get(name)} / {winner.resource.get(name)}"
        for name in sorted(crucial)
    ]
    return Notice(
        Severity.ERROR if crucial else Severity.WARNING,
        "contradiction",
        key,
        f"was sent in two versions that differ in {', '.join(told or differing)[:200]}",
        f"the one of {winner.origin} ({winner.place}) is used; check which is right",
    )


def _names(resource: dict[str, Any]) -> set[str]:
    found = set()
    for name in listed(resource, "name"):
        given = [item for item in name.get("given") or [] if isinstance(item, str)]
        words = [*given, name.get("family") or "", name.get("text") or ""]
        found.add(" ".join(sorted(str(word).casefold() for word in words if word)))
    return found - {""}


def _numbers(resource: dict[str, Any]) -> set[tuple[str, str]]:
    return set(identifier_pairs(resource))


def _same_person(entry: Entry, key: str, entries: Sequence[Entry], found: Sorted) -> str | None:
    """The key of a patient with one of this one's numbers, whose birth and sex agree."""
    if entry.type != "Patient":
        return None
    for pair in identifier_pairs(entry.resource):
        other = found.references.identifiers.get(pair)
        if other is None:
            continue
        against = entries[found.used[other]].resource
        differing = [
            name
            for name in ("birthDate", "gender")
            if entry.resource.get(name)
            and against.get(name)
            and entry.resource[name] != against[name]
        ]
        if not differing:
            return other
        notice = Notice(
            Severity.ERROR,
            "identity-conflict",
            key,
            f"has the number {pair[1]!r} of {other}, and another {' and '.join(differing)}",
            "they were kept apart; check who they are at their source",
        )
        found.notices += [(key, notice), (other, notice)]
    return None


def _foreign_files(entries: Iterable[Entry]) -> frozenset[str]:
    """Files in which a patient's id is another person's than in a file before it."""
    first: dict[str, Entry] = {}
    apart = set()
    for entry in entries:
        if entry.type != "Patient" or not entry.id:
            continue
        other = first.setdefault(entry.id, entry)
        if other.origin != entry.origin and _other_person(other.resource, entry.resource):
            apart.add(entry.origin)
    return frozenset(apart)


def _other_person(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """True where names and birth dates both differ; what is missing differs from nothing."""
    names, births = (_names(one), _names(other)), (one.get("birthDate"), other.get("birthDate"))
    return bool(all(names) and not names[0] & names[1] and all(births) and births[0] != births[1])
