"""Writes a made-up patient's chart as a FHIR R4 bundle, a line of Python for a line of the chart.

Every resource carries the tag HTEST (test health data), so it can never pass for a real one.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, Literal

from apps.medical.domain.concept import ICD10CM, LOINC, RXNORM, UCUM
from apps.medical.samples.analytes import analytes

Language = Literal["en", "zh"]
Json = dict[str, Any]
_HL7 = "http://terminology.hl7.org/CodeSystem"
_TAG = {"system": f"{_HL7}/v3-ActReason", "code": "HTEST", "display": "test health data"}
_CLASSES = {"AMB": "ambulatory", "EMER": "emergency", "IMP": "inpatient encounter"}
_SPACE = uuid.UUID("6f2c3a34-5d0e-4b0e-9a56-8f6a3d2b7c10")


class Chart:
    """A chart while it is written; `key` leads the ids of its resources."""

    def __init__(self, key: str, language: Language, offset: str, patient: Json) -> None:
        self.key = key
        self.language = language
        self.offset = offset
        self.resources: list[Json] = []
        self.visit_id = ""
        self._add("Patient", patient, "patient")

    def visit(self, kind: str, start: str, end: str, title: str) -> None:
        """An encounter; what follows in the chart belongs to it. Times are local, `T` forms."""
        self.visit_id = self._add(
            "Encounter",
            {
                "status": "finished",
                "class": _coding(f"{_HL7}/v3-ActCode", kind, _CLASSES[kind]),
                "type": [{"text": title}],
                "subject": self._patient(),
                "period": {"start": self._at(start), "end": self._at(end)},
            },
        )

    def problem(
        self,
        code: str,
        english: str,
        words: str = "",
        *,
        onset: str = "",
        end: str = "",
        status: str = "active",
        sure: str = "confirmed",
    ) -> None:
        """A condition by its ICD-10-CM code; `words` as charted, where they are not `english`."""
        self._add(
            "Condition",
            {
                "clinicalStatus": _status("condition-clinical", status)
                if sure != "refuted"
                else None,
                "verificationStatus": _status("condition-ver-status", sure),
                "code": _concept(ICD10CM, code, english, words),
                "subject": self._patient(),
                "encounter": self._visit(),
                "onsetDateTime": onset or None,
                "abatementDateTime": end or None,
            },
        )

    def drug(
        self,
        code: str,
        english: str,
        dose: str,
        start: str,
        end: str = "",
        *,
        words: str = "",
        status: str = "",
    ) -> None:
        """A prescription by its RxNorm ingredient; ended ones are completed."""
        period = {"start": start, "end": end or None}
        self._add(
            "MedicationRequest",
            {
                "status": status or ("completed" if end else "active"),
                "intent": "order",
                "medicationCodeableConcept": _concept(RXNORM, code, english, words),
                "subject": self._patient(),
                "encounter": self._visit(),
                "authoredOn": start,
                "dosageInstruction": [
                    {"text": dose, "timing": {"repeat": {"boundsPeriod": _without_none(period)}}}
                ],
            },
        )

    def allergy(self, code: str, english: str, reaction: str, *, words: str = "") -> None:
        """A confirmed drug allergy of high criticality."""
        self._add(
            "AllergyIntolerance",
            {
                "clinicalStatus": _status("allergyintolerance-clinical", "active"),
                "verificationStatus": _status("allergyintolerance-verification", "confirmed"),
                "category": ["medication"],
                "criticality": "high",
                "code": _concept(RXNORM, code, english, words),
                "patient": self._patient(),
                "reaction": [{"manifestation": [{"text": reaction}], "severity": "severe"}],
            },
        )

    def measure(self, at: str, **values: str) -> None:
        """Measurements of one moment by their keys; `"<3"`, or `"5.2 H 3.5-5.0"` with interval."""
        for key, written in values.items():
            if key == "bp":
                self._pressure(at, written)
            else:
                self._measurement(at, key, written)

    def event(self, kind: str, words: str, at: str, **more: Any) -> None:
        """A procedure or an immunisation in words."""
        named, timed = {
            "Procedure": ("code", "performedDateTime"),
            "Immunization": ("vaccineCode", "occurrenceDateTime"),
        }[kind]
        person = "patient" if kind == "Immunization" else "subject"
        self._add(
            kind,
            {
                "status": "completed",
                named: {"text": words},
                person: self._patient(),
                "encounter": self._visit(),
                timed: self._at(at),
                **more,
            },
        )

    def family(self, relation: str, code: str, english: str, words: str = "") -> None:
        """A relative's condition."""
        self._add(
            "FamilyMemberHistory",
            {
                "status": "completed",
                "patient": self._patient(),
                "relationship": {"text": relation},
                "condition": [{"code": _concept(ICD10CM, code, english, words)}],
            },
        )

    def bundle(self) -> bytes:
        """The chart as a collection bundle."""
        entries = [
            {"fullUrl": f"urn:uuid:{uuid.uuid5(_SPACE, resource['id'])}", "resource": resource}
            for resource in self.resources
        ]
        whole = {
            "resourceType": "Bundle",
            "id": f"{self.key}-bundle",
            "meta": {"tag": [_TAG]},
            "type": "collection",
            "entry": entries,
        }
        return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()

    def _measurement(self, at: str, key: str, written: str) -> None:
        analyte = analytes()[key]
        value, *rest = written.split()
        flag = next((word for word in rest if word.isalpha()), "")
        span = next((word for word in rest if not word.isalpha()), f"{analyte.low}-{analyte.high}")
        comparator = value[0] if value[0] in "<>" else None
        quantity = {
            "value": _number(value.lstrip("<>")),
            "comparator": comparator,
            **_unit(analyte.unit),
        }
        low, _, high = span.partition("-")
        limits = {
            "low": low and _bound(low, analyte.unit),
            "high": high and _bound(high, analyte.unit),
        }
        bounds = {side: bound for side, bound in limits.items() if bound}
        self._add(
            "Observation",
            {
                "status": "final",
                "category": [_status("observation-category", analyte.category)],
                "code": self._named(analyte.loinc, analyte.english, analyte.chinese),
                "subject": self._patient(),
                "encounter": self._visit(),
                "effectiveDateTime": self._at(at),
                "valueQuantity": _without_none(quantity),
                "interpretation": [_status("v3-ObservationInterpretation", flag)] if flag else None,
                "referenceRange": [bounds] if bounds else None,
            },
        )

    def _pressure(self, at: str, written: str) -> None:
        parts = (("8480-6", "Systolic blood pressure"), ("8462-4", "Diastolic blood pressure"))
        components = [
            {
                "code": {"coding": [_coding(LOINC, code, name)], "text": name},
                "valueQuantity": {"value": int(value), **_unit("mm[Hg]")},
            }
            for (code, name), value in zip(parts, written.split("/"), strict=True)
        ]
        self._add(
            "Observation",
            {
                "status": "final",
                "category": [_status("observation-category", "vital-signs")],
                "code": self._named("85354-9", "Blood pressure panel", "血压"),
                "subject": self._patient(),
                "encounter": self._visit(),
                "effectiveDateTime": self._at(at),
                "component": components,
            },
        )

    def _named(self, code: str, english: str, chinese: str) -> Json:
        words = chinese if self.language == "zh" else english
        return {"coding": [_coding(LOINC, code, english)], "text": words}

    def _add(self, kind: str, body: Json, id: str = "") -> str:
        number = sum(resource["resourceType"] == kind for resource in self.resources) + 1
        id = f"{self.key}-{id or f'{kind.lower()}-{number}'}"
        head = {"resourceType": kind, "id": id, "meta": {"tag": [_TAG]}}
        self.resources.append(_without_none(head | body))
        return id

    def _patient(self) -> Json:
        return {"reference": f"Patient/{self.key}-patient"}

    def _visit(self) -> Json | None:
        return {"reference": f"Encounter/{self.visit_id}"} if self.visit_id else None

    def _at(self, moment: str) -> str:
        """A local time with the chart's offset; a date alone stays one."""
        return f"{moment}:00{self.offset}" if "T" in moment else moment


def person(
    name: str,
    sex: str,
    birth: str,
    number: str,
    *,
    language: Language,
    address: str = "",
    phone: str = "",
    card: str = "",
) -> Json:
    """A Patient's elements; a Chinese name's first character is the family name."""
    family, given = (
        (name[0], [name[1:]]) if language == "zh" else (name.split()[-1], name.split()[:-1])
    )
    identifiers = [
        {
            "type": {"coding": [_coding(f"{_HL7}/v2-0203", "MR", "Medical record number")]},
            "system": "https://consilium.example/synthetic/mrn",
            "value": number,
        }
    ]
    if card:
        identifiers.append({"system": "https://consilium.example/synthetic/id-card", "value": card})
    return {
        "identifier": identifiers,
        "name": [{"use": "official", "text": name, "family": family, "given": given}],
        "gender": sex,
        "birthDate": birth,
        "telecom": [{"system": "phone", "value": phone}] if phone else None,
        "address": [{"text": address}] if address else None,
    }


def identity_card(place: str, birth: str, order: str) -> str:
    """An 18-digit Chinese identity number with its check digit (GB 11643-1999).

    `place` must be a county code that was never given out, so that the number is nobody's.
    """
    digits = place + birth.replace("-", "") + order
    total = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def _coding(system: str, code: str, display: str = "") -> Json:
    return {"system": system, "code": code} | ({"display": display} if display else {})


def _concept(system: str, code: str, english: str, words: str) -> Json:
    coding = [_coding(system, code, english)] if code else None
    return _without_none({"coding": coding, "text": words or english})


def _status(system: str, code: str) -> Json:
    return {"coding": [_coding(f"{_HL7}/{system}", code)]}


def _unit(unit: str) -> Json:
    return {"unit": unit, "system": UCUM, "code": unit}


def _bound(value: str, unit: str) -> Json:
    return {"value": _number(value), **_unit(unit)}


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _without_none(body: Json) -> Json:
    return {key: value for key, value in body.items() if value is not None}
