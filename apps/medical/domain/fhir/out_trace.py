"""Writes where things came from and who did what: Provenance, AuditEvent, OperationOutcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from apps.medical.domain.fhir.out_elements import (
    HL7,
    Json,
    coded,
    filled,
    hashed_id,
    instant,
    patient,
    resource,
    words,
)
from apps.medical.domain.source import Notice, Severity

Action = Literal["C", "R", "U", "D", "E"]
"""Create, read, update, delete, execute (FHIR audit-event-action)."""
_SEVERITIES = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "information",
}
_ISSUES: Final = {
    "unparsed": "structure",
    "truncated": "structure",
    "duplicate": "duplicate",
    "contradiction": "conflict",
    "identity-conflict": "conflict",
    "identity-mismatch": "conflict",
    "impossible-date": "value",
    "impossible-value": "value",
    "impossible-unit": "value",
    "impossible-age": "value",
    "too_large": "too-long",
    "timeout": "timeout",
    "wrong_type": "not-supported",
}
"""FHIR issue types of the notices; any other is `processing`."""


def provenance(
    targets: Sequence[str],
    *,
    at: datetime,
    agent: str,
    activity: str,
    versions: Mapping[str, str] | None = None,
    sources: Sequence[str] = (),
) -> Json:
    """Who or what made the targets (references), from which sources, with which versions.

    Raises ValueError without a target.
    """
    if not targets:
        raise ValueError("a Provenance speaks of something; pass at least one target")
    made_by = "; ".join(f"{name} {version}" for name, version in (versions or {}).items())
    agents = [{"type": coded("provenance-participant-type", "author"), "who": {"display": agent}}]
    if made_by:
        kind = coded("provenance-participant-type", "assembler")
        agents.append({"type": kind, "who": {"display": made_by}})
    return resource(
        "Provenance",
        hashed_id("provenance", *targets, instant(at), agent),
        {
            "target": [{"reference": target} for target in targets],
            "recorded": instant(at),
            "activity": {"text": activity},
            "agent": agents,
            "entity": [{"role": "source", "what": {"display": source}} for source in sources],
        },
    )


def audit_event(
    action: Action,
    what: str,
    *,
    at: datetime,
    user: str,
    role: str,
    patient_id: str | None = None,
    succeeded: bool = True,
    site: str = "Consilium",
) -> Json:
    """One view or decision of the audit log; `what` in words without anything of the patient."""
    entity = None
    if patient_id is not None:
        kind = {"system": f"{HL7}/audit-entity-type", "code": "1", "display": "Person"}
        entity = [{"what": patient(patient_id), "type": kind}]
    return resource(
        "AuditEvent",
        hashed_id("audit", action, what, instant(at), user),
        {
            "type": {"system": f"{HL7}/audit-event-type", "code": "rest", "display": "RESTful"},
            "subtype": [
                {"system": "https://consilium.example/audit", "code": "desk", "display": what}
            ],
            "action": action,
            "recorded": instant(at),
            "outcome": "0" if succeeded else "4",
            "agent": [{"who": {"display": user}, "role": [{"text": role}], "requestor": True}],
            "source": {"observer": {"display": site}},
            "entity": entity,
        },
    )


def operation_outcome(notices: Sequence[Notice]) -> Json:
    """The notices of an import; where there are none, that all is well."""
    issues = [
        filled(
            {
                "severity": _SEVERITIES[notice.severity],
                "code": _ISSUES.get(notice.kind, "processing"),
                "details": {"text": words(f"{notice.culprit}: {notice.problem}")},
                "diagnostics": words(notice.remedy),
                "expression": [notice.source.path]
                if notice.source is not None and notice.source.path
                else None,
            }
        )
        for notice in notices
    ]
    well = {"severity": "information", "code": "informational", "details": {"text": "All is well"}}
    return resource(
        "OperationOutcome", hashed_id("outcome", *(map(str, notices))), {"issue": issues or [well]}
    )
