"""Reads encounters, conditions and allergies into lines of a record."""

from __future__ import annotations

from apps.medical.domain.concept import Concept
from apps.medical.domain.fhir.context import Context
from apps.medical.domain.fhir.elements import Opened, at, code_of, concept, listed, text_of
from apps.medical.domain.record import Allergy, Encounter, Problem, Verification

_CLASSES = {
    "AMB": "ambulatory",
    "EMER": "emergency",
    "IMP": "inpatient",
    "ACUTE": "inpatient",
    "NONAC": "inpatient",
    "OBSENC": "observation",
    "SS": "short stay",
    "HH": "home health",
    "VR": "virtual",
    "FLD": "field",
    "PRENC": "pre-admission",
}
"""HL7 v3 ActEncounterCode, in words."""


def encounter(opened: Opened, context: Context) -> Encounter:
    """A visit. Its title is its type, else its reason, else its class."""
    resource = opened.resource
    kind = text_of(at(resource, "class.code"))
    titles = [
        concept(item).text for key in ("type", "reasonCode") for item in listed(resource, key)
    ]
    titles += [concept(resource.get("serviceType")).text]
    shown = _CLASSES.get(kind) or text_of(at(resource, "class.display")) or kind
    return Encounter(
        id=opened.key,
        kind=shown,
        title=next((title for title in titles if title), shown),
        start=opened.when("period.start"),
        end=opened.when("period.end"),
        source=opened.source("type", "class", "period"),
    )


def condition(opened: Opened, context: Context) -> Problem:
    """A diagnosis or complaint. One without a verification status counts as confirmed."""
    resource = opened.resource
    return Problem(
        id=opened.key,
        concept=_named(opened, "code"),
        clinical_status=code_of(resource.get("clinicalStatus")),
        verification=_verification(resource.get("verificationStatus")),
        onset=opened.when("onsetDateTime") or opened.when("onsetPeriod.start"),
        abated=opened.when("abatementDateTime") or opened.when("abatementPeriod.end"),
        source=opened.source("code"),
        encounter_id=context.encounter(opened),
    )


def allergy(opened: Opened, context: Context) -> Allergy:
    """An allergy or intolerance; its reactions in words, with their severity."""
    resource = opened.resource
    reactions = []
    for item in listed(resource, "reaction"):
        shown = ", ".join(concept(sign).text for sign in listed(item, "manifestation"))
        severity = text_of(item.get("severity"))
        reactions.append(f"{shown} ({severity})" if severity else shown)
    substance = concept(resource.get("code"))
    if not substance.text:
        substances = [concept(item.get("substance")) for item in listed(resource, "reaction")]
        substance = next((item for item in substances if item.text), Concept(opened.key))
    return Allergy(
        id=opened.key,
        substance=substance,
        reaction="; ".join(item for item in reactions if item),
        criticality=text_of(resource.get("criticality")),
        verification=_verification(resource.get("verificationStatus")),
        source=opened.source("code", "reaction"),
    )


def _named(opened: Opened, element: str) -> Concept:
    found = concept(opened.resource.get(element))
    return found if found.text else Concept(f"(no code) {opened.key}")


def _verification(value: object) -> Verification:
    try:
        return Verification(code_of(value))
    except ValueError:
        return Verification.CONFIRMED
