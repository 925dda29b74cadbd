"""Writes a whole record as a bundle that any FHIR R4 system, and this desk, can read again.

Resources leave as they came. Notes leave as document references, rows of laboratory tables as
observations, and what was never valid R4 as binaries, so that nothing is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from apps.medical.domain.fhir.out_assessment import findings_impression
from apps.medical.domain.fhir.out_elements import (
    Json,
    coded,
    concept,
    data,
    fhir_id,
    filled,
    hashed_id,
    instant,
    moment,
    patient,
    quantity,
    resource,
    words,
)
from apps.medical.domain.fhir.validity import problem_of
from apps.medical.domain.finding import Finding
from apps.medical.domain.intake.draft import FIELDS
from apps.medical.domain.record import Identity, Observation, PatientRecord
from apps.medical.domain.source import DocumentKind, SourceDocument

_KINDS = {
    DocumentKind.NOTE: ("Clinical note", "text/plain; charset=utf-8"),
    DocumentKind.IMAGING: ("Imaging report", "text/plain; charset=utf-8"),
    DocumentKind.LABORATORY: ("Laboratory table", "text/csv; charset=utf-8"),
}
_TEST = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}


def patient_bundle(
    record: PatientRecord,
    findings: Sequence[Finding] = (),
    *,
    at: datetime,
    extra: Sequence[Json] = (),
) -> Json:
    """A collection bundle of the record, its findings, and `extra` resources (impressions, issues).

    `at` is when it is written, with its offset.
    """
    own = _own_resources(record)
    resources = [*([] if _has_patient(own) else [_patient(record)]), *own]
    resources += _papers(record, inside=own)
    resources += [
        _observation(line, record) for line in record.observations if _is_row(line, record)
    ]
    impression = findings_impression(findings, record, at=at)
    resources += [impression] if impression else []
    return resource(
        "Bundle",
        hashed_id("bundle", record.id, instant(at)),
        {
            "type": "collection",
            "timestamp": instant(at),
            "entry": [
                {
                    "fullUrl": f"https://consilium.example/{r['resourceType']}/{r['id']}",
                    "resource": r,
                }
                for r in [*resources, *extra]
            ],
        },
    )


def _own_resources(record: PatientRecord) -> list[Json]:
    """The resources of the record as they came; of several versions the one its lines use.

    What is no valid R4, another version, or without an id leaves as a binary.
    """
    used = {line.source.document_id for name in FIELDS.values() for line in getattr(record, name)}
    documents = [d for d in record.documents if d.kind is DocumentKind.RESOURCE]
    chosen: dict[tuple[str, str], SourceDocument] = {}
    for document in sorted(documents, key=lambda d: d.id not in used):
        body = _loaded(document)
        if body.get("id") and "resourceType" in body and problem_of(body) is None:
            chosen.setdefault((body["resourceType"], body["id"]), document)
    kept = {document.id for document in chosen.values()}
    return [
        _loaded(document) if document.id in kept else _binary(document, record)
        for document in documents
    ]


def _loaded(document: SourceDocument) -> Json:
    body = json.loads(document.text)
    return body if isinstance(body, dict) else {}


def _binary(document: SourceDocument, record: PatientRecord) -> Json:
    return resource(
        "Binary",
        document.id[:32],
        {
            "contentType": "application/json",
            "securityContext": patient(record.id),
            "data": data(document.text),
        },
    )


def _has_patient(resources: Sequence[Json]) -> bool:
    return any(item["resourceType"] == "Patient" for item in resources)


def _patient(record: PatientRecord) -> Json:
    """A Patient of the identity, where none came as a resource."""
    identity = record.identity
    return resource(
        "Patient",
        record.id,
        {
            "meta": {"tag": [_TEST]} if identity.synthetic else None,
            "identifier": [
                filled({"system": item.system, "value": item.value})
                for item in identity.identifiers
            ],
            "name": [{"text": identity.name}] if identity.name else None,
            "gender": identity.sex,
            "birthDate": _day(identity),
            "deceasedDateTime": moment(identity.died),
            "telecom": [{"value": value} for value in identity.telecom],
            "address": [{"text": identity.address}] if identity.address else None,
        },
    )


def _day(identity: Identity) -> str | None:
    return None if identity.birth is None else str(identity.birth)[:10]


def _papers(record: PatientRecord, *, inside: Sequence[Json]) -> Iterator[Json]:
    """The notes, reports and tables that came as files, not inside a resource."""
    carriers = {f"{item['resourceType']}/{item['id']}" for item in inside}
    for document in record.documents:
        if document.kind is DocumentKind.RESOURCE:
            continue
        if document.origin.rpartition(" › ")[2] in carriers:
            continue
        kind, content_type = _KINDS[document.kind]
        yield resource(
            "DocumentReference",
            document.id[:32],
            {
                "status": "current",
                "type": {"text": kind},
                "subject": patient(record.id),
                "description": words(document.title),
                "context": filled({"period": filled({"start": moment(document.written)})}),
                "content": [
                    {
                        "attachment": {
                            "contentType": content_type,
                            "title": words(document.title),
                            "data": data(document.text),
                        }
                    }
                ],
            },
        )


def _is_row(line: Observation, record: PatientRecord) -> bool:
    """True for an observation that no resource of the record carries."""
    return record.document(line.source.document_id).kind is not DocumentKind.RESOURCE


def _observation(line: Observation, record: PatientRecord) -> Json:
    limits = {"low": line.low, "high": line.high}
    bounds = {side: quantity(v, line.unit) for side, v in limits.items() if v is not None}
    value = None if line.value is None else quantity(line.value, line.unit, line.comparator)
    return resource(
        "Observation",
        hashed_id(record.id, line.id),
        {
            "status": "final",
            "category": [coded("observation-category", "laboratory")],
            "code": concept(line.concept),
            "subject": patient(record.id),
            "effectiveDateTime": moment(line.taken),
            "valueQuantity": value,
            "valueString": None if value else words(line.text),
            "interpretation": [{"text": line.interpretation}] if line.interpretation else None,
            "referenceRange": [bounds] if bounds else None,
            "derivedFrom": [
                {"reference": f"DocumentReference/{fhir_id(line.source.document_id[:32])}"}
            ],
        },
    )
