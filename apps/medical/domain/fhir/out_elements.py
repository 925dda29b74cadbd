"""Writes FHIR's data types: references, concepts, moments, ids. Every value is plain JSON."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from apps.medical.domain.concept import ICD10CM, UCUM, Coding, Concept
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import Source
from apps.medical.domain.when import When

Json = dict[str, Any]
HL7: Final = "http://terminology.hl7.org/CodeSystem"
DERIVED: Final = {
    "system": f"{HL7}/v3-ObservationValue",
    "code": "SOFTREC",
    "display": "recommended by software",
}
"""Security label of what the desk suggested, so that it never passes for what a person charted."""
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_DISEASES: Final = {
    "OMIM": "https://omim.org",
    "ORPHA": "http://www.orpha.net",
    "MONDO": "http://purl.obolibrary.org/obo/mondo.owl",
    "ICD10": ICD10CM,
    "ICD10CM": ICD10CM,
}
_CODE_LIKE_UNIT = re.compile(r"[!-~]+")


def resource(kind: str, id: str, body: Json) -> Json:
    """A resource without its empty elements."""
    return {"resourceType": kind, "id": fhir_id(id)} | filled(body)


def filled(body: Json) -> Json:
    """The elements that have a value; FHIR forbids empty ones."""
    return {key: value for key, value in body.items() if value not in (None, "", [], {})}


def fhir_id(text: str) -> str:
    """The text where FHIR allows it as an id, else a hash of it."""
    return text if _ID.fullmatch(text) else hashlib.sha256(text.encode()).hexdigest()[:32]


def hashed_id(*parts: object) -> str:
    """An id that depends on the parts alone."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def patient(id: str) -> Json:
    return {"reference": f"Patient/{fhir_id(id)}"}


def instant(at: datetime) -> str:
    """Raises ValueError for a time without an offset, which FHIR's instants must have."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone; pass one in UTC")
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def moment(when: When | None) -> str | None:
    """A FHIR dateTime; only the day of a time that has no offset."""
    if when is None:
        return None
    if when.instant is not None and when.instant.tzinfo is None:
        return when.first.isoformat()
    return str(when)


def words(text: str) -> str | None:
    """A text that FHIR accepts as a string; None where it says nothing."""
    return " ".join(text.split()) or None


def concept(value: Concept) -> Json:
    codings = [coding(item) for item in value.codings]
    return filled({"coding": codings, "text": words(value.text)})


def coding(value: Coding) -> Json:
    return filled({"system": value.system, "code": value.code, "display": words(value.display)})


def coded(system: str, code: str, display: str = "") -> Json:
    """A CodeableConcept of one of HL7's own systems."""
    return {"coding": [filled({"system": f"{HL7}/{system}", "code": code, "display": display})]}


def disease(id: str, name: str) -> Json:
    """A CodeableConcept of a disease by an id such as `OMIM:154700`."""
    prefix, _, code = id.partition(":")
    system = _DISEASES.get(prefix.upper())
    found = [{"system": system, "code": code, "display": name}] if system and code else []
    return filled({"coding": found, "text": words(name) or id})


def quantity(value: Decimal, unit: str, comparator: str | None = None) -> Json:
    """A Quantity; a unit without blanks or Chinese is given as a UCUM code too."""
    is_code = _CODE_LIKE_UNIT.fullmatch(unit) is not None
    figure = int(value) if value == value.to_integral_value() else float(value)
    return filled(
        {
            "comparator": comparator,
            "unit": unit,
            "system": UCUM if is_code else None,
            "code": unit if is_code else None,
        }
    ) | {"value": figure}


def data(text: str) -> str:
    """A text as base64Binary."""
    return base64.b64encode(text.encode()).decode()


def pointed(source: Source, record: PatientRecord) -> Json:
    """A Reference to what a source points at, showing its words."""
    document = record.document(source.document_id)
    shown = words(record.quote(source))
    title = (
        document.title if re.fullmatch(r"[A-Za-z]+/[A-Za-z0-9\-.]{1,64}", document.title) else ""
    )
    target = title or f"DocumentReference/{document.id[:32]}"
    return filled({"reference": target, "display": shown[:300] if shown else None})
