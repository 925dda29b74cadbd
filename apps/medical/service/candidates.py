"""What a differential says first: its leading candidate, and a candidate as a disease."""

from __future__ import annotations

from apps.medical.domain.concept import ICD10CM, Coding, Concept
from apps.medical.domain.differential import Candidate, Differential

LEAST = 0.001

_SYSTEMS = {
    "ICD10": ICD10CM,
    "OMIM": "http://www.omim.org",
    "ORPHA": "http://www.orpha.net",
    "MONDO": "http://purl.obolibrary.org/obo/mondo.owl",
}
NONE = "none-of-these"
"""Stands for the row of a differential that says that no candidate fits."""


def leading(of: Differential) -> Candidate | None:
    """The first candidate, or None where `none of these` is at least as probable."""
    first = next(iter(of.candidates), None)
    return first if first is not None and first.probability > of.none_of_these else None


def plausible(of: Differential) -> tuple[Candidate, ...]:
    """The candidates worth a reader's time: at least one in a thousand."""
    return tuple(one for one in of.candidates if one.probability >= LEAST)


def disease_of(candidate: Candidate) -> Concept:
    prefix, _, code = candidate.id.partition(":")
    system = _SYSTEMS.get(prefix)
    codings = (Coding(system, code, candidate.name),) if system and code else ()
    return Concept(candidate.name, codings)
