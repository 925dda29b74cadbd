"""All that the desk writes as FHIR R4; each function returns a resource as plain JSON."""

from __future__ import annotations

from apps.medical.domain.fhir.out_assessment import (
    SignedOff,
    clinical_impression,
    findings_impression,
    guidance_response,
)
from apps.medical.domain.fhir.out_bundle import patient_bundle
from apps.medical.domain.fhir.out_safety import detected_issue
from apps.medical.domain.fhir.out_trace import audit_event, operation_outcome, provenance

__all__ = [
    "SignedOff",
    "audit_event",
    "clinical_impression",
    "detected_issue",
    "findings_impression",
    "guidance_response",
    "operation_outcome",
    "patient_bundle",
    "provenance",
]
