"""Reads Observation resources into observations, each component as one of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from apps.medical.domain.concept import LOINC, Concept
from apps.medical.domain.fhir.context import Context
from apps.medical.domain.fhir.elements import (
    Json,
    Opened,
    at,
    code_of,
    concept,
    listed,
    number,
    quantity_text,
    range_text,
    ratio_text,
    text_of,
    unit_of,
)
from apps.medical.domain.intake.interval import Interval, interval
from apps.medical.domain.record import Comparator, Observation
from apps.medical.domain.when import When

Category = Literal["laboratory", "vital-signs", "other"]
VITAL_LOINC: Final = frozenset(
    [
        "8310-5",
        "8331-1",
        "8867-4",
        "9279-1",
        "59408-5",
        "2708-6",
        "85354-9",
        "8480-6",
        "8462-4",
        "55284-4",
        "8302-2",
        "8306-3",
        "29463-7",
        "3141-9",
        "39156-5",
        "59576-9",
        "9843-4",
        "8287-5",
        "77606-2",
        "85353-1",
    ]
)
"""Codes of the FHIR vital-signs profile and of the body measures beside it."""
_COMPARATORS: dict[str, Comparator] = {"<": "<", "<=": "<=", ">=": ">=", ">": ">"}
_WORDS: dict[str, Callable[[Any], str]] = {
    "valueCodeableConcept": lambda value: concept(value).text,
    "valueString": text_of,
    "valueBoolean": lambda value: "true" if value is True else "false",
    "valueRange": range_text,
    "valueRatio": ratio_text,
    "valueTime": text_of,
    "valueDateTime": text_of,
    "valuePeriod": lambda value: f"{text_of(value.get('start'))} – {text_of(value.get('end'))}",
    "valueSampledData": lambda value: "a series of samples",
}


@dataclass(frozen=True, slots=True)
class _Value:
    """The value of an observation or of a component."""

    number: Decimal | None = None
    unit: str = ""
    text: str = ""
    comparator: Comparator | None = None
    element: str = ""


def observations(opened: Opened, context: Context) -> list[Observation]:
    """The observation, where it has a value or says why not, and one for each component.

    A panel that has only members gives none.
    """
    resource = opened.resource
    found = []
    components = listed(resource, "component")
    if _has_value(resource) or not (components or listed(resource, "hasMember")):
        found.append(_one(opened, context, resource, "", opened.key, None))
    category = _category(opened, context)
    for number_, component in enumerate(components):
        place = f"component[{number_}]"
        id = f"{opened.key}#{place}"
        found.append(_one(opened, context, component, place, id, category))
    return found


def _has_value(part: Json) -> bool:
    return any(key.startswith("value") for key in part) or "dataAbsentReason" in part


def _one(
    opened: Opened, context: Context, part: Json, place: str, id: str, category: Category | None
) -> Observation:
    value = _value(part)
    low, high = _reference(part, value)
    named = concept(part.get("code"))
    path = f"{place}.{value.element}" if place and value.element else place or value.element
    return Observation(
        id=id,
        category=category or _category(opened, context),
        concept=named if named.text else Concept(f"(no code) {id}"),
        value=value.number,
        unit=value.unit,
        text=value.text,
        taken=_taken(opened),
        source=opened.source(path or "code", "code"),
        comparator=value.comparator,
        low=low,
        high=high,
        interpretation=next((code_of(item) for item in listed(part, "interpretation")), ""),
        encounter_id=context.encounter(opened),
    )


def _taken(opened: Opened) -> When | None:
    return (
        opened.when("effectiveDateTime")
        or opened.when("effectiveInstant")
        or opened.when("effectivePeriod.start")
    )


def _value(part: Json) -> _Value:
    if isinstance(part.get("valueQuantity"), dict):
        quantity = part["valueQuantity"]
        return _Value(
            number(quantity.get("value")),
            unit_of(quantity),
            "" if number(quantity.get("value")) is not None else quantity_text(quantity),
            _COMPARATORS.get(text_of(quantity.get("comparator"))),
            "valueQuantity",
        )
    if "valueInteger" in part:
        return _Value(number(part["valueInteger"]), element="valueInteger")
    for element, words in _WORDS.items():
        if part.get(element) is not None:
            return _Value(text=words(part[element]), element=element)
    if reason := concept(part.get("dataAbsentReason")).text:
        return _Value(text=f"not available: {reason}", element="dataAbsentReason")
    return _Value()


def _reference(part: Json, value: _Value) -> tuple[Decimal | None, Decimal | None]:
    """The normal interval, where it was given in the unit of the value."""
    for item in listed(part, "referenceRange"):
        if code_of(item.get("type")) not in ("", "normal"):
            continue
        low, high = number(at(item, "low.value")), number(at(item, "high.value"))
        if low is None and high is None:
            printed = interval(text_of(item.get("text"))) or Interval(None, None)
            low, high = printed.low, printed.high
        units = {unit_of(item.get(side)) for side in ("low", "high")} - {""}
        if units - {value.unit} and value.unit:
            continue
        if low is not None or high is not None:
            return low, high
    return None, None


def _category(opened: Opened, context: Context) -> Category:
    resource = opened.resource
    codes = {code_of(item) for item in listed(resource, "category")}
    codes |= {c.code for item in listed(resource, "category") for c in concept(item).codings}
    if "laboratory" in codes or opened.key in context.laboratory:
        return "laboratory"
    loinc = concept(resource.get("code")).code(LOINC)
    if "vital-signs" in codes or (not codes and loinc in VITAL_LOINC):
        return "vital-signs"
    measured = "specimen" in resource or "referenceRange" in resource
    return "laboratory" if not codes and measured else "other"
