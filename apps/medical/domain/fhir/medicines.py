"""Reads prescriptions and statements of drugs taken into medications of a record."""

from __future__ import annotations

from typing import Any

from apps.medical.domain.concept import Concept
from apps.medical.domain.fhir.context import Context
from apps.medical.domain.fhir.elements import (
    Opened,
    at,
    concept,
    listed,
    number,
    quantity_text,
    range_text,
    text_of,
)
from apps.medical.domain.record import Medication
from apps.medical.domain.when import When

_UNITS = {"s": "s", "min": "min", "h": "h", "d": "day", "wk": "week", "mo": "month", "a": "year"}


def request(opened: Opened, context: Context) -> Medication:
    """A prescription: from its timing's bounds, else from when it was written."""
    start, end = _bounds(opened, "dosageInstruction")
    return Medication(
        id=opened.key,
        drug=drug(opened, context),
        status=text_of(opened.resource.get("status")),
        dose=_doses(listed(opened.resource, "dosageInstruction")),
        start=start or opened.when("authoredOn"),
        end=end or opened.when("dispenseRequest.validityPeriod.end"),
        source=opened.source("medicationCodeableConcept", "medicationReference"),
    )


def statement(opened: Opened, context: Context) -> Medication:
    """A statement that a drug is, was or will be taken."""
    start, end = _bounds(opened, "dosage")
    return Medication(
        id=opened.key,
        drug=drug(opened, context),
        status=text_of(opened.resource.get("status")),
        dose=_doses(listed(opened.resource, "dosage")),
        start=opened.when("effectivePeriod.start") or opened.when("effectiveDateTime") or start,
        end=opened.when("effectivePeriod.end") or end,
        source=opened.source("medicationCodeableConcept", "medicationReference"),
    )


def drug(opened: Opened, context: Context) -> Concept:
    """The drug, given as a concept, contained, or a Medication of these files."""
    resource = opened.resource
    found = concept(resource.get("medicationCodeableConcept"))
    if found.text:
        return found
    reference = resource.get("medicationReference")
    target = context.target(opened, reference)
    found = concept(target.get("code")) if target is not None else Concept("")
    if found.text:
        return found
    return Concept(text_of(at(reference, "display")) or f"(drug not named) {opened.key}")


def _bounds(opened: Opened, element: str) -> tuple[When | None, ...]:
    """The period of the first dosage, as moments."""
    first = next(iter(listed(opened.resource, element)), {})
    period = at(first, "timing.repeat.boundsPeriod")
    if not isinstance(period, dict):
        return (None, None)
    path = f"{element}[0].timing.repeat.boundsPeriod"
    return tuple(opened.moment(period.get(side), f"{path}.{side}") for side in ("start", "end"))


def _doses(dosages: list[dict[str, Any]]) -> str:
    return "; ".join(written for item in dosages if (written := _dose(item)))


def _dose(item: dict[str, Any]) -> str:
    """The dose as written; put together from its parts where nothing was written."""
    if written := text_of(item.get("text")):
        return written
    amounts = [
        quantity_text(rate.get("doseQuantity")) or range_text(rate.get("doseRange"))
        for rate in listed(item, "doseAndRate")
    ]
    parts = [
        *amounts,
        concept(item.get("route")).text,
        concept(at(item, "timing.code")).text or _timing(at(item, "timing.repeat")),
        "as needed" if item.get("asNeededBoolean") is True else "",
        text_of(item.get("patientInstruction")),
    ]
    return " ".join(part for part in parts if part)


def _timing(repeat: Any) -> str:
    if not isinstance(repeat, dict):
        return ""
    times, period = number(repeat.get("frequency")), number(repeat.get("period"))
    unit = _UNITS.get(str(repeat.get("periodUnit")), "")
    if times is None or period is None or not unit:
        return ""
    return f"{times} × / {unit}" if period == 1 else f"{times} × / {period} {unit}"
