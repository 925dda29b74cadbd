"""Makes a record of what the EMR sent along: prefetched resources and draft orders.

Reads them as any import is read. Refuses what is not FHIR R4, what is another patient's, and what
lacks a resource that the cards would need. Asks no server for anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.imported import Outcome
from apps.medical.domain.record import Medication, PatientRecord
from apps.medical.service.hooks.messages import HookRequest, Resource
from apps.medical.service.hooks.refusals import Refused
from rag.readers.errors import UnreadableFile

PREFETCH: Mapping[str, str] = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "medications": "MedicationRequest?patient={{context.patientId}}&status=active",
    "allergies": "AllergyIntolerance?patient={{context.patientId}}",
    "laboratory": "Observation?patient={{context.patientId}}&category=laboratory"
    "&_sort=-date&_count=200",
}
_READ_AGAIN = "send the prefetch that the discovery names, as FHIR R4"


@dataclass(frozen=True, slots=True)
class Sent:
    """The patient's record, and how many resources of what was sent could not be read."""

    record: PatientRecord
    unread: int


def record_of(request: HookRequest, needed: Sequence[str]) -> Sent:
    """The record of the prefetched resources. Raises Refused (412, 422)."""
    missing = [key for key in needed if not request.prefetch.get(key)]
    if missing:
        raise Refused(
            412,
            f"the prefetch lacks {', '.join(repr(key) for key in missing)}",
            "this service asks no FHIR server; send the prefetch that /cds-services names",
        )
    given = [r for key, r in request.prefetch.items() if key in PREFETCH and r]
    return _read(given, request)


def drafts_of(request: HookRequest) -> tuple[Medication, ...]:
    """The drafted medications that are selected; all of them where no selection is given.

    Raises Refused: 400 without `draftOrders`, 422 where they cannot be read.
    """
    orders = request.context.draftOrders
    if orders is None:
        raise Refused(400, "`context.draftOrders` is missing", "order-select sends a Bundle there")
    patient = request.prefetch["patient"]
    assert patient is not None
    sent = _read([patient, orders], request)
    if sent.unread:
        raise Refused(422, "a draft order is no valid FHIR R4", "send draft orders as FHIR R4")
    drafted = sent.record.medications
    if request.context.selections is None:
        return drafted
    chosen = {name.removeprefix("MedicationRequest/") for name in request.context.selections}
    return tuple(one for one in drafted if one.id.removeprefix("MedicationRequest/") in chosen)


def _read(resources: Sequence[Resource], request: HookRequest) -> Sent:
    entries = [{"resource": resource} for resource in resources]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    try:
        data = json.dumps(bundle).encode("utf-8", "surrogatepass")
        imported = read_files([("prefetch.json", data)])
    except UnreadableFile as problem:
        raise Refused(422, problem.problem, problem.remedy) from problem
    except RecursionError as problem:
        raise Refused(422, "the resources are nested too deeply", _READ_AGAIN) from problem
    asked = request.context.patientId.removeprefix("Patient/")
    others = [one for one in imported.records if one.id != asked]
    found = [one for one in imported.records if one.id == asked]
    if not found:
        raise Refused(422, "the prefetch holds no Patient of `context.patientId`", _READ_AGAIN)
    if others:
        raise Refused(422, "the prefetch holds another patient's resources", _READ_AGAIN)
    unread = sum(account.outcome is Outcome.UNPARSED for account in imported.accounts)
    return Sent(found[0], unread)
