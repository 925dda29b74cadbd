"""Says whose each resource is: by its own reference, by its encounter, or by who points at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from apps.medical.domain.fhir.bundle import Entry
from apps.medical.domain.fhir.references import all_references, person_references
from apps.medical.domain.fhir.sameness import Sorted

_PERSONAL = frozenset(
    [
        "Encounter",
        "Condition",
        "AllergyIntolerance",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
        "Procedure",
        "Immunization",
        "CarePlan",
        "DiagnosticReport",
        "DocumentReference",
        "ServiceRequest",
        "ImagingStudy",
        "MedicationAdministration",
        "MedicationDispense",
        "Goal",
        "ClinicalImpression",
        "RiskAssessment",
        "FamilyMemberHistory",
        "AdverseEvent",
        "Specimen",
    ]
)
"""Types that always speak of a patient, also where they name none."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose a resource is: `direct` its own patient, `patients` all whose record keeps its text.

    `assumed` where it names nobody and its file has one patient; `reason` why it has no patient;
    `stray` where it speaks of a patient that these files lack.
    """

    direct: str | None
    patients: tuple[str, ...]
    reason: str = ""
    assumed: bool = False
    stray: bool = False


class Owners:
    """Whose each entry is, by number, and each resource by key."""

    def __init__(self, belongings: dict[int, Belonging], used: dict[str, int]) -> None:
        self._belongings = belongings
        self._used = used

    def of(self, number: int) -> Belonging:
        return self._belongings[number]

    def of_key(self, key: str) -> str | None:
        return self._belongings[self._used[key]].direct if key in self._used else None


def owners(entries: Sequence[Entry], found: Sorted) -> Owners:
    """Direct owners first; then what an owned resource is linked with goes with it."""
    alone = _alone(entries, found)
    belongings = {number: _direct(entries, number, found, alone) for number in range(len(entries))}
    for number, patients in _linked(entries, found, belongings).items():
        reason = "about no single patient; kept with the records that it is linked with"
        if not patients:
            reason = "about no patient, and linked with none; kept apart"
        belongings[number] = Belonging(None, tuple(sorted(patients)), reason)
    return Owners(belongings, found.used)


def _alone(entries: Sequence[Entry], found: Sorted) -> dict[str, str]:
    """The patient of each file that has just one."""
    patients: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.type == "Patient":
            key = found.references.find({"reference": f"Patient/{entry.id}"}, entry.origin)
            patients[entry.origin].add(key or found.references.key(entry))
    return {origin: keys.pop() for origin, keys in patients.items() if len(keys) == 1}


def _direct(
    entries: Sequence[Entry], number: int, found: Sorted, alone: dict[str, str]
) -> Belonging:
    entry = entries[number]
    if entry.type == "Patient":
        key = found.references.key(entry)
        final = found.references.find({"reference": f"Patient/{entry.id}"}, entry.origin) or key
        return Belonging(final, (final,))
    named = ""
    for element, reference in person_references(entry.resource):
        key = found.references.find(reference, entry.origin)
        if key is not None and key.startswith("Patient/"):
            return Belonging(key, (key,))
        target = reference.get("reference") or reference.get("display") or "(no reference)"
        named = named or f"its {element} {str(target)[:80]} is no patient of these files"
    if (through := _by_encounter(entries, entry, found)) is not None:
        return Belonging(through, (through,))
    if named:
        return Belonging(None, (), named, stray=True)
    if entry.type not in _PERSONAL:
        return Belonging(None, ())
    if (key := alone.get(entry.origin)) is not None:
        return Belonging(key, (key,), assumed=True)
    reason = "it names no patient, and its file has not just one"
    return Belonging(None, (), reason, stray=True)


def _by_encounter(entries: Sequence[Entry], entry: Entry, found: Sorted) -> str | None:
    visit = found.references.find(entry.resource.get("encounter"), entry.origin)
    if visit is None or not visit.startswith("Encounter/"):
        return None
    for _, reference in person_references(entries[found.used[visit]].resource):
        key = found.references.find(reference, entries[found.used[visit]].origin)
        if key is not None and key.startswith("Patient/"):
            return key
    return None


def _linked(
    entries: Sequence[Entry], found: Sorted, belongings: dict[int, Belonging]
) -> dict[int, set[str]]:
    """The patients of the resources that each entry without one is linked with, either way."""
    kept: dict[int, set[str]] = {
        number: set()
        for number, belonging in belongings.items()
        if not belonging.patients and not belonging.reason
    }
    for number, patients in kept.items():
        for reference in all_references(entries[number].resource):
            key = found.references.find(reference, entries[number].origin)
            patients.update(belongings[found.used[key]].patients if key else ())
    waiting = [(n, key) for n, belonging in belongings.items() for key in belonging.patients]
    waiting += [(n, key) for n, patients in kept.items() for key in patients]
    while waiting:
        number, patient = waiting.pop()
        for reference in all_references(entries[number].resource):
            key = found.references.find(reference, entries[number].origin)
            target = found.used.get(key) if key else None
            if target in kept and patient not in kept[target]:
                kept[target].add(patient)
                waiting.append((target, patient))
    return kept
