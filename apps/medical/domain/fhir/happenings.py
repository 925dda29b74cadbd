"""Reads what else happened to a patient into events: procedures, vaccines, plans, reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from apps.medical.domain.concept import Concept
from apps.medical.domain.fhir.context import Context
from apps.medical.domain.fhir.elements import Json, Opened, concept, listed, narrative, text_of
from apps.medical.domain.fhir.medicines import drug
from apps.medical.domain.record import Event

Namer = Callable[[Opened, Context], Concept]


def _code(element: str) -> Namer:
    return lambda opened, context: concept(opened.resource.get(element))


def _first(element: str) -> Namer:
    return lambda opened, context: next(
        (found for item in listed(opened.resource, element) if (found := concept(item)).text),
        Concept(""),
    )


def _titled(element: str, fallback: Namer) -> Namer:
    def named(opened: Opened, context: Context) -> Concept:
        title = text_of(opened.resource.get(element))
        found = fallback(opened, context)
        return Concept(title or found.text, found.codings)

    return named


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where a type of resource says what it is and when it was."""

    kind: str
    named: Namer
    element: str
    starts: Sequence[str] = ()
    ends: Sequence[str] = ()


_SHAPES: Final = {
    "Procedure": _Shape(
        "procedure",
        _code("code"),
        "code",
        ("performedDateTime", "performedPeriod.start"),
        ("performedPeriod.end",),
    ),
    "Immunization": _Shape(
        "immunisation", _code("vaccineCode"), "vaccineCode", ("occurrenceDateTime",)
    ),
    "CarePlan": _Shape(
        "care plan",
        _titled("title", _first("category")),
        "category",
        ("period.start", "created"),
        ("period.end",),
    ),
    "DiagnosticReport": _Shape(
        "diagnostic report",
        _code("code"),
        "code",
        ("effectiveDateTime", "effectivePeriod.start", "issued"),
        ("effectivePeriod.end",),
    ),
    "DocumentReference": _Shape(
        "document", _titled("description", _code("type")), "type", ("date", "context.period.start")
    ),
    "ServiceRequest": _Shape(
        "request",
        _code("code"),
        "code",
        ("authoredOn", "occurrenceDateTime", "occurrencePeriod.start"),
        ("occurrencePeriod.end",),
    ),
    "ImagingStudy": _Shape(
        "imaging study", _titled("description", _first("procedureCode")), "procedureCode",
        ("started",),
    ),
    "MedicationAdministration": _Shape(
        "drug given",
        drug,
        "medicationCodeableConcept",
        ("effectiveDateTime", "effectivePeriod.start"),
        ("effectivePeriod.end",),
    ),
    "MedicationDispense": _Shape(
        "drug dispensed",
        drug,
        "medicationCodeableConcept",
        ("whenHandedOver", "whenPrepared"),
    ),
    "Goal": _Shape("goal", _code("description"), "description", ("startDate",)),
    "ClinicalImpression": _Shape(
        "assessment", _titled("summary", _code("code")), "summary", ("effectiveDateTime", "date")
    ),
    "RiskAssessment": _Shape("risk assessment", _code("code"), "code", ("occurrenceDateTime",)),
    "AdverseEvent": _Shape("adverse event", _code("event"), "event", ("date",)),
    "Specimen": _Shape(
        "specimen", _code("type"), "type", ("collection.collectedDateTime", "receivedTime")
    ),
}  # fmt: skip
EVENT_TYPES: Final = frozenset(_SHAPES) | {"FamilyMemberHistory"}


def events(opened: Opened, context: Context) -> list[Event]:
    """The event of a resource; a family member's history gives one for each condition."""
    if opened.entry.type == "FamilyMemberHistory":
        return _family(opened)
    shape = _SHAPES[opened.entry.type]
    named = shape.named(opened, context)
    if not named.text:
        named = Concept(narrative(opened.resource)[:120] or shape.kind, named.codings)
    return [
        Event(
            id=opened.key,
            kind=shape.kind,
            concept=named,
            start=next((found for path in shape.starts if (found := opened.when(path))), None),
            end=next((found for path in shape.ends if (found := opened.when(path))), None),
            source=opened.source(shape.element, "medicationReference", "code"),
        )
    ]


def _family(opened: Opened) -> list[Event]:
    """`family history` events: the condition's concept, with the relative in front of its words."""
    resource = opened.resource
    relative = concept(resource.get("relationship")).text
    when = opened.when("date")
    conditions = listed(resource, "condition")
    if not conditions:
        whole = Concept(relative, concept(resource.get("relationship")).codings)
        return [
            Event(opened.key, "family member", whole, when, None, opened.source("relationship"))
        ]
    return [
        Event(
            f"{opened.key}#condition[{number}]",
            "family history",
            _told(relative, item),
            when,
            None,
            opened.source(f"condition[{number}].code"),
        )
        for number, item in enumerate(conditions)
    ]


def _told(relative: str, item: Json) -> Concept:
    found = concept(item.get("code"))
    return Concept(f"{relative}: {found.text}" if relative else found.text, found.codings)
