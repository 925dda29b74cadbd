"""Reads FHIR's data types out of a resource that was found valid: concepts, moments, quantities.

Works on the JSON as it was sent, so that every figure keeps its digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.medical.domain.concept import UCUM, Coding, Concept
from apps.medical.domain.fhir.bundle import Entry
from apps.medical.domain.fhir.printed import Printed
from apps.medical.domain.intake.cleaning import cleaned
from apps.medical.domain.source import Notice, Severity, Source, SourceDocument
from apps.medical.domain.when import ImpossibleDate, When

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A valid resource with its text: what lines are read from."""

    entry: Entry
    key: str
    document: SourceDocument
    printed: Printed
    notices: list[Notice] = field(default_factory=list)

    @property
    def resource(self) -> Json:
        return self.entry.resource

    def source(self, *paths: str) -> Source:
        """The first of the paths that the resource has; the whole resource where it has none."""
        for path in paths:
            if path in self.printed.spans:
                start, end = self.printed.spans[path]
                return Source(self.document.id, start, end, f"{self.entry.type}.{path}")
        return Source(self.document.id, 0, len(self.document.text), self.entry.type)

    def when(self, path: str) -> When | None:
        """The moment at a path (`period.start`); one that is no day of the calendar is noticed."""
        return self.moment(at(self.resource, path), path)

    def moment(self, value: Any, path: str) -> When | None:
        """The moment that a value of the resource is; None where it is missing."""
        if not isinstance(value, str):
            return None
        try:
            return When.parse(value)
        except ImpossibleDate as problem:
            self.notices.append(
                Notice(
                    Severity.WARNING,
                    "impossible-date",
                    self.key,
                    f"{path}: {problem}",
                    "the line is kept without this date; correct it at its source",
                    self.source(path),
                )
            )
            return None


def at(value: Any, path: str) -> Any:
    """What lies at a dotted path; None where a step is missing."""
    for step in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def listed(value: Any, key: str) -> list[Json]:
    """The objects of a list element; empty where it is missing."""
    found = value.get(key) if isinstance(value, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text_of(value: Any) -> str:
    return cleaned(value).strip() if isinstance(value, str) else ""


def concept(value: Any) -> Concept:
    """A CodeableConcept or a Coding. Its words are its text, else the first display, else code."""
    if not isinstance(value, dict):
        return Concept("")
    codings = tuple(_coding(item) for item in listed(value, "coding"))
    if "code" in value:
        codings += (_coding(value),)
    words = (
        text_of(value.get("text"))
        or next((c.display for c in codings if c.display), "")
        or next((c.code for c in codings if c.code), "")
    )
    return Concept(words, tuple(c for c in codings if c.code))


def _coding(value: Json) -> Coding:
    return Coding(
        text_of(value.get("system")), text_of(value.get("code")), text_of(value.get("display"))
    )


def code_of(value: Any) -> str:
    """The first code of a CodeableConcept, else its text; empty where there is neither."""
    found = concept(value)
    return found.codings[0].code if found.codings else found.text


def number(value: Any) -> Decimal | None:
    """A finite number, as sent."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def unit_of(quantity: Any) -> str:
    """The UCUM code where one was given, else the unit as it is shown."""
    if not isinstance(quantity, dict):
        return ""
    if quantity.get("system") == UCUM and quantity.get("code"):
        return text_of(quantity["code"])
    return text_of(quantity.get("unit")) or text_of(quantity.get("code"))


def quantity_text(value: Any) -> str:
    """A Quantity in words, as `5 mg`."""
    if not isinstance(value, dict):
        return ""
    amount = number(value.get("value"))
    shown = "" if amount is None else f"{text_of(value.get('comparator'))}{amount}"
    return f"{shown} {text_of(value.get('unit')) or text_of(value.get('code'))}".strip()


def range_text(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return f"{quantity_text(value.get('low'))} – {quantity_text(value.get('high'))}".strip(" –")


def ratio_text(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    sides = [quantity_text(value.get(side)) for side in ("numerator", "denominator")]
    return ":".join(side for side in sides if side)


_TAG = re.compile(r"<[^>]*>")


def narrative(value: Any) -> str:
    """The words of a narrative's XHTML; used only to tell what a resource is."""
    div = at(value, "text.div")
    return " ".join(_TAG.sub(" ", div).split()) if isinstance(div, str) else ""
