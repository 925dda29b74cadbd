"""The Human Phenotype Ontology as arrays: terms, labels and who is an ancestor of whom.

Reads OBO 1.4 text. Knows nothing of diseases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ABNORMALITY = "HP:0000118"
"""Phenotypic abnormality: the branch whose terms are findings."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One live term as it stands in the file."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    parents: tuple[str, ...]
    old_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Terms numbered 0..T-1 so that every parent comes before its children.

    `number` maps ids to numbers, former ids (alt_id, replaced_by) included. The ancestors of t,
    t among them, are `ancestors[starts[t]:starts[t + 1]]`.
    """

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    number: Mapping[str, int]
    starts: npt.NDArray[np.int64]
    ancestors: npt.NDArray[np.int32]
    findings: npt.NDArray[np.bool_]

    def ancestors_of(self, term: int) -> npt.NDArray[np.int32]:
        return self.ancestors[self.starts[term] : self.starts[term + 1]]


def read_ontology(text: str) -> Ontology:
    """The live terms of an OBO file. Raises ValueError where it holds none, or a cycle."""
    live, replaced = _stanzas(text)
    if not live:
        raise ValueError("no live [Term] in the ontology; give hp.obo as the HPO publishes it")
    order = _parents_first({stanza.id: stanza.parents for stanza in live})
    by_id = {stanza.id: stanza for stanza in live}
    number = {term: n for n, term in enumerate(order)}
    number |= {old: number[s.id] for s in live for old in s.old_ids if old not in number}
    number |= {old: number[new] for old, new in replaced.items() if new in number}
    above: list[set[int]] = []
    for n, term in enumerate(order):
        parents = (above[number[p]] for p in by_id[term].parents if p in by_id)
        above.append({n}.union(*parents))
    root = number.get(ABNORMALITY)
    return Ontology(
        ids=tuple(order),
        labels=tuple(by_id[term].label for term in order),
        synonyms=tuple(by_id[term].synonyms for term in order),
        number=number,
        starts=np.cumsum([0, *map(len, above)], dtype=np.int64),
        ancestors=np.array([a for each in above for a in sorted(each)], np.int32),
        findings=np.array([root is None or (root in each) for each in above]),
    )


def _stanzas(text: str) -> tuple[list[Stanza], dict[str, str]]:
    live, replaced = [], {}
    for block in text.split("\n[")[1:]:
        if not block.startswith("Term]"):
            continue
        fields = list(_fields(block.splitlines()[1:]))
        value = dict(reversed(fields))
        if value.get("is_obsolete") == "true":
            if "replaced_by" in value:
                replaced[value["id"]] = value["replaced_by"]
            continue
        live.append(_stanza(value, fields))
    return live, replaced


def _stanza(value: Mapping[str, str], fields: Iterable[tuple[str, str]]) -> Stanza:
    fields = list(fields)
    return Stanza(
        id=value["id"],
        label=value.get("name", value["id"]),
        synonyms=tuple(
            found[1] for key, each in fields
            if key == "synonym" and (found := re.match(r'"((?:[^"\\]|\\.)*)"', each))
        ),
        parents=tuple(each.split(" ")[0] for key, each in fields if key == "is_a"),
        old_ids=tuple(each for key, each in fields if key == "alt_id"),
    )  # fmt: skip


def _fields(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, found, value = line.partition(": ")
        if found:
            yield key, value.strip()


def _parents_first(parents: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Kahn's order. Raises ValueError naming a term of a cycle."""
    waiting = {term: sum(p in parents for p in above) for term, above in parents.items()}
    children: dict[str, list[str]] = {term: [] for term in parents}
    for term, above in parents.items():
        for parent in above:
            if parent in children:
                children[parent].append(term)
    order = [term for term, count in waiting.items() if count == 0]
    for term in order:
        for child in children[term]:
            waiting[child] -= 1
            if waiting[child] == 0:
                order.append(child)
    if len(order) < len(parents):
        stuck = next(term for term, count in waiting.items() if count > 0)
        raise ValueError(f"{stuck}: is_a runs in a circle; take an unaltered hp.obo")
    return order
