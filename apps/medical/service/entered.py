"""What a clinician adds to a record at the desk: an answer to a question, a finding seen.

Kept as a FHIR Observation of its own (R4: `valueBoolean`, or `dataAbsentReason` for unknown), so
that it opens like every other line and leaves with the record. Taken back by `entered-in-error`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from apps.medical.domain.concept import Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.intake.document import document
from apps.medical.domain.record import Observation, PatientRecord
from apps.medical.domain.source import DocumentKind, Source, TextLanguage
from apps.medical.domain.when import When

Reply = Literal["yes", "no", "unknown"]
ORIGIN = "entered at the desk"
_PREFIX = "entered-"
_REPLIES: dict[str, Reply] = {"yes": "yes", "no": "no", "unknown": "unknown"}
_ASSERTIONS: dict[str, Assertion] = {"yes": Assertion.PRESENT, "no": Assertion.ABSENT}


def enter(
    record: PatientRecord,
    concept: Concept,
    reply: Reply,
    *,
    by: str,
    at: datetime,
    language: TextLanguage = "en",
) -> PatientRecord:
    """The record with the reply in it, in place of an earlier reply about the same concept."""
    text = _as_fhir(record.id, concept, reply, by, at)
    kept = document(
        DocumentKind.RESOURCE,
        concept.text,
        text,
        ORIGIN,
        written=When.on(at.date()),
        language=language,
    )
    line = Observation(
        id=f"{_PREFIX}{kept.id[:16]}",
        category="other",
        concept=concept,
        value=None,
        unit="",
        text=reply,
        taken=When.parse(at.isoformat(timespec="seconds")),
        source=_place(text, concept.text, kept.id),
    )
    cleared = withdraw(record, concept)
    return replace(
        cleared,
        documents=(*cleared.documents, kept),
        observations=(*cleared.observations, line),
    )


def withdraw(record: PatientRecord, concept: Concept) -> PatientRecord:
    """The record without what was entered about a concept."""
    gone = {
        line.source.document_id for line in entered(record) if _key(line.concept) == _key(concept)
    }
    return replace(
        record,
        documents=tuple(one for one in record.documents if one.id not in gone),
        observations=tuple(
            one for one in record.observations if one.source.document_id not in gone
        ),
    )


def entered(record: PatientRecord) -> Iterator[Observation]:
    """The lines that were entered at the desk."""
    return (line for line in record.observations if line.id.startswith(_PREFIX))


def is_entered(record: PatientRecord, source: Source) -> bool:
    return record.document(source.document_id).origin == ORIGIN


def entered_findings(record: PatientRecord) -> tuple[Finding, ...]:
    """The replies as findings; an unknown says nothing."""
    return tuple(
        Finding(line.concept, _ASSERTIONS[line.text], Origin.CODED, line.source, line.taken)
        for line in entered(record)
        if line.text in _ASSERTIONS
    )


def replies(record: PatientRecord) -> list[tuple[Observation, Reply]]:
    """The lines that were entered, with what was replied."""
    return [(line, _REPLIES[line.text]) for line in entered(record)]


def replied(record: PatientRecord) -> dict[str, Reply]:
    """What was replied, by the code that was asked for."""
    return {_key(line.concept): reply for line, reply in replies(record)}


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _key(concept: Concept) -> str:
    return concept.codings[0].code if concept.codings else concept.text


def _as_fhir(patient: str, concept: Concept, reply: Reply, by: str, at: datetime) -> str:
    seed = f"{patient}\0{_key(concept)}\0{at.isoformat()}"
    resource: dict[str, object] = {
        "resourceType": "Observation",
        "id": f"{_PREFIX}{hashlib.sha256(seed.encode()).hexdigest()[:24]}",
        "status": "final",
        "code": {
            "coding": [_coding(coding) for coding in concept.codings],
            "text": concept.text,
        },
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": at.isoformat(timespec="seconds"),
        "performer": [{"display": by}],
    }
    if reply == "unknown":
        resource["dataAbsentReason"] = {"text": "unknown"}
    else:
        resource["valueBoolean"] = reply == "yes"
    return json.dumps(resource, indent=2, ensure_ascii=False)


def _coding(coding: Coding) -> dict[str, str]:
    return {"system": coding.system, "code": coding.code, "display": coding.display}


def _place(text: str, words: str, document_id: str) -> Source:
    quoted = json.dumps(words, ensure_ascii=False)[1:-1]
    start = text.rindex(f'"text": "{quoted}"') + len('"text": "')
    return Source(document_id, start, start + len(quoted), "Observation.code.text")
