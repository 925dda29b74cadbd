"""Writes a caution about a drug as a DetectedIssue."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from apps.medical.domain.concept import Concept
from apps.medical.domain.fhir.out_elements import (
    DERIVED,
    Json,
    coded,
    hashed_id,
    instant,
    patient,
    pointed,
    resource,
    words,
)
from apps.medical.domain.option import Caution, CautionKind
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import Severity

_CODES: Final = {
    CautionKind.ALLERGY: ("ALGY", "Allergy Alert"),
    CautionKind.DUPLICATE: ("DUPTHPY", "Duplicate Therapy Alert"),
    CautionKind.INTERACTION: ("DRG", "Drug Interaction Alert"),
    CautionKind.PREGNANCY: ("PREG", "Pregnancy Alert"),
    CautionKind.RENAL: ("LAB", "Lab Alert"),
    CautionKind.AGE: ("AGE", "Age Alert"),
    CautionKind.CONDITION: ("COND", "Condition Alert"),
}
"""HL7 v3 ActCode, domain ActDetectedIssueCode."""
_SEVERITIES = {
    Severity.ERROR: "high",
    Severity.WARNING: "moderate",
    Severity.INFORMATION: "low",
}


def detected_issue(caution: Caution, record: PatientRecord, *, drug: Concept, at: datetime) -> Json:
    """The caution, with the lines of the record that gave rise to it as evidence."""
    code, display = _CODES[caution.kind]
    url = caution.reference.url
    source = f" Source: {caution.reference.title}." if caution.reference.title else ""
    return resource(
        "DetectedIssue",
        hashed_id("issue", record.id, caution.kind, caution.text, drug.text),
        {
            "meta": {"security": [DERIVED]},
            "status": "preliminary",
            "code": coded("v3-ActCode", code, display),
            "severity": _SEVERITIES[caution.severity],
            "patient": patient(record.id),
            "identifiedDateTime": instant(at),
            "implicated": [{"display": words(drug.text)}] if drug.text else None,
            "evidence": [{"detail": [pointed(line, record)]} for line in caution.because],
            "detail": words(caution.text + source),
            "reference": url if url.startswith("http") else None,
        },
    )
