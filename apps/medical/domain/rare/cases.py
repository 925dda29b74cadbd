"""Solved cases as GA4GH phenopackets, and how they are split for training and reporting.

One JSON object a line: `{"group", "path", "phenopacket"}`. Cases of one disease, of entries merged
with it, or of one publication stay together: no part of a split shares any of the three.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from apps.medical.domain.rare.evidence import Patient
from apps.medical.domain.rare.table import Table

Group = Literal["cited", "never_cited", "not_in_hpoa"]

HELD_OUT_PERCENT: Final = 25
FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Case:
    """`reference` is the publication the case was taken from, as the annotations write it."""

    group: Group
    disease: str
    reference: str
    patient: Patient


_AGE = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")


def years_of(duration: str | None) -> float | None:
    """An ISO 8601 duration in years; None where absent or of another form."""
    found = _AGE.fullmatch(duration) if duration else None
    if found is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return years + months / 12 + weeks / 52 + days / 365


def read_cases(rows: Iterable[Mapping[str, Any]], table: Table) -> list[Case]:
    """Every case with at least one observed term of the ontology. KeyError names a missing part."""
    cases = (_case(row, table) for row in rows)
    return [case for case in cases if case.patient.present]


def terms_of(ids: Iterable[str], table: Table) -> tuple[int, ...]:
    """Numbers of the findings among the ids, former ids mapped, each once."""
    number, findings = table.ontology.number, table.ontology.findings
    known = (number[i] for i in ids if i in number)
    return tuple(dict.fromkeys(n for n in known if findings[n]))


def _case(row: Mapping[str, Any], table: Table) -> Case:
    packet = row["phenopacket"]
    features = packet.get("phenotypicFeatures", [])
    present = terms_of((f["type"]["id"] for f in features if not f.get("excluded")), table)
    absent = terms_of((f["type"]["id"] for f in features if f.get("excluded")), table)
    subject = packet.get("subject", {})
    seen = subject.get("timeAtLastEncounter", {}).get("age", {}).get("iso8601duration")
    patient = Patient(
        present,
        tuple(term for term in absent if term not in present),
        {"MALE": "male", "FEMALE": "female"}.get(subject.get("sex")),  # type: ignore[arg-type]
        years_of(seen),
    )
    disease = packet["interpretations"][0]["diagnosis"]["disease"]["id"]
    return Case(row["group"], disease, packet["metaData"]["externalReferences"][0]["id"], patient)


def fingerprint(text: str) -> int:
    """32 bits that tell a disease or a publication without naming it."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def clusters(cases: Sequence[Case], table: Table) -> list[str]:
    """For each case the first disease id of those it is bound to by disease or publication."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for case in cases:
        candidate = table.number.get(case.disease)
        ends = [case.disease, case.reference]
        ends += [] if candidate is None else [f"candidate {candidate}"]
        for end in ends[1:]:
            low, high = sorted((top(ends[0]), top(end)))
            above[high] = low
    named: dict[str, str] = {}
    for case in cases:
        root = top(case.disease)
        named[root] = min(named.get(root, case.disease), case.disease)
    return [named[top(case.disease)] for case in cases]


def fold_of(cluster: str) -> int:
    """-1 for the held-out quarter, else one of the training folds 0 to FOLDS - 1."""
    percent = fingerprint("rare" + cluster) % 100
    if percent < HELD_OUT_PERCENT:
        return -1
    return (percent - HELD_OUT_PERCENT) * FOLDS // (100 - HELD_OUT_PERCENT)


def unseen(cases: Sequence[Case], trained_on: npt.NDArray[np.uint32]) -> list[bool]:
    """Whether neither the disease nor the publication of each case was trained on."""
    seen = set(trained_on.tolist())
    return [
        fingerprint(case.disease) not in seen and fingerprint(case.reference) not in seen
        for case in cases
    ]
