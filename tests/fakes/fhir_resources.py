"""Small FHIR resources for tests: a patient, and whatever a test says of her."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def patient(id: str = "p", **more: Any) -> Json:
    return {
        "resourceType": "Patient",
        "id": id,
        "name": [{"family": "Doe", "given": ["Jane"]}],
        "birthDate": "1980-01-01",
        "gender": "female",
        "identifier": [{"system": "urn:mrn", "value": f"N-{id}"}],
    } | more


def condition(id: str = "c", text: str = "Asthma", who: str = "p", **more: Any) -> Json:
    about = {"code": {"text": text}, "subject": {"reference": f"Patient/{who}"}}
    return {"resourceType": "Condition", "id": id} | about | more


def observation(id: str = "o", who: str = "p", **more: Any) -> Json:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {
            "coding": [{"system": "http://loinc.org", "code": "2160-0"}],
            "text": "Creatinine",
        },
        "subject": {"reference": f"Patient/{who}"},
    } | more


def bundle(*resources: Json, **more: Any) -> bytes:
    entries = [{"resource": resource} for resource in resources]
    whole = {"resourceType": "Bundle", "type": "collection", "entry": entries} | more
    return json.dumps(whole, ensure_ascii=False).encode()
