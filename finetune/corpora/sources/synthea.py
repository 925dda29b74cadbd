"""Synthea bundles (FHIR R4) as short notes, one an encounter, without the patient's name.

The note is written from the record, so each printed measurement carries its claim; the patients are
synthetic.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from finetune.corpora.rows import Claim, Row, passage, read_json

NAME, DOMAIN = "synthea", "medical"
_KIND = re.compile(
    r"\s*\((?:procedure|finding|disorder|situation|record artifact|physical object)\)"
)


def read(folder: Path) -> Iterator[Row]:
    files = sorted({*folder.glob("original_fhir_json/*.json"), *folder.glob("*.json")})
    if not files:
        raise FileNotFoundError(f"{folder}: no bundles, neither here nor in original_fhir_json/")
    for path in files:
        resources = [entry["resource"] for entry in read_json(path).get("entry", ())]
        patients = [one for one in resources if one["resourceType"] == "Patient"]
        if len(patients) == 1:
            yield from _notes(patients[0], resources)


def _notes(patient: dict[str, Any], resources: list[dict[str, Any]]) -> Iterator[Row]:
    during: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in resources:
        during[(one.get("encounter") or {}).get("reference", "").removeprefix("urn:uuid:")].append(
            one
        )
    for place, visit in enumerate(one for one in resources if one["resourceType"] == "Encounter"):
        text, claims = _note(patient, visit, during[visit["id"]])
        yield passage(NAME, DOMAIN, patient["id"], place, text, claims=claims)


def _note(
    patient: dict[str, Any], visit: dict[str, Any], events: list[dict[str, Any]]
) -> tuple[str, tuple[Claim, ...]]:
    day = visit["period"]["start"][:10]
    age = int(day[:4]) - int(patient["birthDate"][:4]) - (day[5:] < patient["birthDate"][5:])
    who = "girl" if patient.get("gender") == "female" else "boy"
    who = who if age < 18 else {"girl": "woman", "boy": "man"}[who]
    measured = [
        line for one in events if one["resourceType"] == "Observation" for line in _values(one)
    ]
    lines = [
        f"Visit of {day}: {_name(visit['type'][0])}. The patient is a {who} of {age} years.",
        _list("Conditions found", (one["code"] for one in _of(events, "Condition"))),
        _list("Procedures", (one["code"] for one in _of(events, "Procedure"))),
        _list("Immunizations given", (one["vaccineCode"] for one in _of(events, "Immunization"))),
        _list("Care planned", (one["category"][0] for one in _of(events, "CarePlan"))),
        f"Measured: {'; '.join(said for said, _ in measured)}." if measured else "",
    ]
    claims = tuple(Claim("figure", printed) for _, printed in measured if printed)
    return "\n".join(line for line in lines if line), claims


def _of(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in events if one["resourceType"] == kind]


def _values(observation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part in observation.get("component", [observation]):
        name = _name(part["code"])
        if "valueQuantity" in part:
            value = f"{part['valueQuantity']['value']:.4g}"
            yield f"{name} {value} {part['valueQuantity'].get('unit', '')}".strip(), value
        elif "valueCodeableConcept" in part:
            yield f"{name}: {_name(part['valueCodeableConcept'])}", ""


def _name(concept: dict[str, Any]) -> str:
    return _KIND.sub("", concept.get("text") or concept["coding"][0].get("display", "")).strip()


def _list(head: str, concepts: Iterable[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(_name(one) for one in concepts))
    return f"{head}: {', '.join(names)}." if names else ""
