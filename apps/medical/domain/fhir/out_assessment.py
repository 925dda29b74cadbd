"""Writes what was found and thought of a patient: findings, a differential, an answer to a call.

Candidates are what software suggests; who decided what stands beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.medical.domain.differential import Candidate, Differential, Weighed
from apps.medical.domain.fhir.out_elements import (
    DERIVED,
    Json,
    concept,
    disease,
    filled,
    hashed_id,
    instant,
    patient,
    resource,
    words,
)
from apps.medical.domain.fhir.out_trace import operation_outcome
from apps.medical.domain.finding import Assertion, Finding
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import Notice

_SHOWN = 5
_STATED = {
    Assertion.PRESENT: "present",
    Assertion.ABSENT: "absent",
    Assertion.POSSIBLE: "possible",
    Assertion.HISTORICAL: "in the past",
    Assertion.HYPOTHETICAL: "not stated as a fact",
    Assertion.FAMILY: "of a relative",
}


@dataclass(frozen=True, slots=True)
class SignedOff:
    """What a clinician decided (`accept`, `override`, `defer`), why and who; `at` with offset."""

    decision: str
    by: str
    at: datetime
    reason: str = ""


def clinical_impression(
    differential: Differential,
    sign_off: SignedOff | None = None,
    *,
    patient_id: str,
    at: datetime,
) -> Json:
    """A differential as a ClinicalImpression: in progress until it is signed off."""
    named = {candidate.name: candidate for candidate in differential.candidates}
    notes = [
        f"Probability of none of these: {differential.none_of_these:.3f}; of diseases not listed: "
        f"{differential.rest:.3f}.",
        f"Model {differential.model_version}; knowledge {differential.data_version}.",
    ]
    if sign_off is not None:
        notes.insert(0, _decision(sign_off))
    return resource(
        "ClinicalImpression",
        hashed_id("impression", patient_id, differential.knowledge, instant(at)),
        {
            "meta": {"security": [DERIVED]},
            "status": "in-progress" if sign_off is None else "completed",
            "description": f"Ranked diagnoses ({differential.knowledge} conditions), options for a"
            " clinician and no diagnosis",
            "subject": patient(patient_id),
            "effectiveDateTime": instant(at),
            "date": instant(at if sign_off is None else sign_off.at),
            "assessor": None if sign_off is None else {"display": sign_off.by},
            "summary": words(", ".join(list(named)[:_SHOWN])),
            "finding": [_candidate(candidate) for candidate in differential.candidates],
            "note": [{"text": text} for text in notes],
        },
    )


def findings_impression(
    findings: Sequence[Finding], record: PatientRecord, *, at: datetime
) -> Json | None:
    """The findings of a record as a ClinicalImpression, each with its words; None without any."""
    if not findings:
        return None
    return resource(
        "ClinicalImpression",
        hashed_id("findings", record.id, instant(at)),
        {
            "meta": {"security": [DERIVED]},
            "status": "completed",
            "description": "Findings read out of the record by software, each with its words",
            "subject": patient(record.id),
            "date": instant(at),
            "finding": [
                {
                    "itemCodeableConcept": concept(finding.concept),
                    "basis": f"{_STATED[finding.assertion]}: “{_quote(finding, record)}”",
                }
                for finding in findings
            ],
        },
    )


def guidance_response(
    request_id: str,
    module_uri: str,
    *,
    patient_id: str,
    at: datetime,
    notices: Sequence[Notice] = (),
    reason: str = "",
) -> Json:
    """The answer to a decision-support call; its notices as a contained OperationOutcome."""
    outcome = operation_outcome(notices) | {"id": "outcome"} if notices else None
    return resource(
        "GuidanceResponse",
        hashed_id("guidance", request_id, module_uri, instant(at)),
        {
            "contained": [outcome] if outcome else None,
            "requestIdentifier": {"value": request_id},
            "moduleUri": module_uri,
            "status": "success",
            "subject": patient(patient_id),
            "occurrenceDateTime": instant(at),
            "reasonCode": [{"text": reason}] if reason else None,
            "evaluationMessage": [{"reference": "#outcome"}] if outcome else None,
        },
    )


def _decision(sign_off: SignedOff) -> str:
    why = f": {sign_off.reason}" if sign_off.reason else ""
    return f"Decision of {sign_off.by} at {instant(sign_off.at)}: {sign_off.decision}{why}."


def _candidate(candidate: Candidate) -> Json:
    parts = [f"probability {candidate.probability:.3f}"]
    for name, weighed in (("for", candidate.supports), ("against", candidate.opposes)):
        if weighed:
            parts.append(f"{name}: {', '.join(map(_weight, weighed[:_SHOWN]))}")
    references = [found.url or found.title for found in candidate.references[:_SHOWN]]
    if references:
        parts.append(f"sources: {', '.join(references)}")
    return filled(
        {
            "itemCodeableConcept": disease(candidate.id, candidate.name),
            "basis": words("; ".join(parts)),
        }
    )


def _weight(weighed: Weighed) -> str:
    return f"{weighed.label} ({weighed.nats:+.2f} nats)"


def _quote(finding: Finding, record: PatientRecord) -> str:
    return words(record.quote(finding.source)) or finding.concept.text
