"""Reads the resources of many files into drafts of records, one for each patient.

Every resource gets one account. Nothing is dropped: what makes no line is kept as a document of
its patient, or as a loose one where it has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from apps.medical.domain.fhir import clinical, medicines
from apps.medical.domain.fhir.attachments import texts_of
from apps.medical.domain.fhir.belonging import owners
from apps.medical.domain.fhir.bundle import Broken, Entry, Parts
from apps.medical.domain.fhir.context import Context
from apps.medical.domain.fhir.elements import Opened, at, code_of, listed
from apps.medical.domain.fhir.happenings import EVENT_TYPES, events
from apps.medical.domain.fhir.measurements import observations
from apps.medical.domain.fhir.person import identity_of
from apps.medical.domain.fhir.printed import printed
from apps.medical.domain.fhir.sameness import Sorted, sort_out
from apps.medical.domain.fhir.validity import (
    DROPPED_IN_R4B,
    faulty_elements,
    problem_of,
    refuse_r5,
)
from apps.medical.domain.intake.document import document
from apps.medical.domain.intake.draft import Draft, Line
from apps.medical.domain.intake.imported import Account, Outcome
from apps.medical.domain.record import Identity
from apps.medical.domain.source import DocumentKind, Notice, Severity, SourceDocument

_VOID = {
    "entered-in-error": "entered in error",
    "not-done": "it was not done",
    "cancelled": "it was cancelled",
}
"""Statuses under which a resource states nothing of its patient."""
_UNKNOWN = Identity("", "unknown", None)


@dataclass(slots=True)
class Reading:
    """What the resources of all files came to; `drafts` by the key of their patient."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    loose: list[SourceDocument] = field(default_factory=list)


def check_release(parts: Parts) -> dict[int, str]:
    """Why entries of one file are no R4, by number. Raises UnreadableFile where the file is R5."""
    problems = {
        number: problem
        for number, entry in enumerate(parts.entries)
        if (problem := problem_of(entry.resource)) is not None
    }
    if problems:
        refuse_r5(parts.entries, [parts.entries[number] for number in problems])
    return problems


def read_resources(files: Sequence[tuple[Parts, dict[int, str]]]) -> Reading:
    """The drafts of all patients in files that were taken apart and checked."""
    entries: list[Entry] = []
    problems: dict[int, str] = {}
    for parts, found in files:
        problems |= {len(entries) + number: problem for number, problem in found.items()}
        entries += parts.entries
    return _Reader(entries, problems).read([parts for parts, _ in files])


class _Reader:
    """Reads entries that were sorted out: who owns each, and what it says."""

    def __init__(self, entries: list[Entry], problems: dict[int, str]) -> None:
        self.entries = entries
        self.problems = problems
        self.sorted: Sorted = sort_out(entries)
        references = self.sorted.references
        self.keys = {number: key for key, number in self.sorted.used.items()}
        used = {key: entries[number] for key, number in self.sorted.used.items()}
        self.context = Context(references, used, self._laboratory())
        self.owners = owners(entries, self.sorted)
        self.reading = Reading()
        self.outcomes: dict[int, Account] = {}
        self.strays: list[str] = []

    def read(self, files: list[Parts]) -> Reading:
        for number in range(len(self.entries)):
            if self._key(number).startswith("Patient/") and number in self.keys:
                self._person(number)
        for number in range(len(self.entries)):
            if number not in self.outcomes:
                self._resource(number)
        for key, notice in self.sorted.notices:
            self._notices(self.owners.of_key(key)).append(notice)
        if self.strays:
            self.reading.notices.append(_stray(self.strays))
        self._account(files)
        return self.reading

    def _laboratory(self) -> set[str]:
        """The observations that a laboratory's report lists."""
        found = set()
        for entry in self.entries:
            if entry.type != "DiagnosticReport":
                continue
            codes = {code_of(item) for item in listed(entry.resource, "category")}
            if codes & {"LAB", "laboratory", "CH", "HM", "MB", "SR"}:
                results = listed(entry.resource, "result")
                found |= {self.sorted.references.find(item, entry.origin) for item in results}
        return {key for key in found if key}

    def _key(self, number: int) -> str:
        return self.keys.get(number) or self.sorted.references.key(self.entries[number])

    def _open(self, number: int) -> Opened:
        entry, key = self.entries[number], self._key(number)
        shown = printed(entry.resource)
        text = document(DocumentKind.RESOURCE, key, shown.text, entry.origin)
        return Opened(entry, key, text, shown)

    def _person(self, number: int) -> None:
        opened = self._open(number)
        identity, outcome, reason = _UNKNOWN, Outcome.IMPORTED, ""
        if (problem := self.problems.get(number)) is None:
            identity = identity_of(opened)
            if at(opened.resource, "deceasedBoolean") is True:
                opened.notices.append(_died(opened))
        else:
            outcome, reason = Outcome.UNPARSED, problem
            identity = _legible_identity(opened)
            opened.notices.append(_unparsed(opened, problem, severity=Severity.ERROR))
        id = opened.key.removeprefix("Patient/") if opened.entry.id else opened.document.id[:16]
        draft = Draft(id, identity, notices=opened.notices)
        draft.keep(opened.document)
        self.reading.drafts[opened.key] = draft
        self._tell(number, outcome, reason)

    def _resource(self, number: int) -> None:
        opened = self._open(number)
        owner = self.owners.of(number)
        drafts = [self.reading.drafts[key] for key in owner.patients]
        if not drafts:
            self.reading.loose.append(opened.document)
            if owner.stray:
                self.strays.append(f"{opened.key} ({owner.reason})")
        for draft in drafts:
            draft.keep(opened.document)
        if number in self.sorted.duplicates:
            self._tell(number, Outcome.DUPLICATE, self.sorted.duplicates[number])
        elif (problem := self.problems.get(number)) is not None:
            self._tell(number, Outcome.UNPARSED, problem)
            opened.notices.append(_unparsed(opened, problem))
        elif number in self.sorted.superseded:
            self._tell(number, Outcome.KEPT_ONLY, self.sorted.superseded[number])
        elif owner.direct is None:
            self._tell(number, Outcome.KEPT_ONLY, owner.reason)
        else:
            self._lines(number, opened, self.reading.drafts[owner.direct])
            if owner.assumed:
                opened.notices.append(_assumed(opened))
        for notices in [draft.notices for draft in drafts] or [self.reading.notices]:
            notices.extend(opened.notices)

    def _lines(self, number: int, opened: Opened, draft: Draft) -> None:
        if reason := _void(opened):
            return self._tell(number, Outcome.KEPT_ONLY, reason)
        if opened.entry.type in DROPPED_IN_R4B:
            return self._tell(number, Outcome.KEPT_ONLY, "an R4 type that R4B dropped; unchecked")
        lines = _lines_of(opened, self.context)
        if lines is None:
            reason = f"a record has no field for {opened.entry.type}; its text is kept"
            return self._tell(number, Outcome.KEPT_ONLY, reason)
        if not lines:
            return self._tell(number, Outcome.KEPT_ONLY, "a panel; its members carry the values")
        draft.add(lines)
        if opened.entry.type in ("DiagnosticReport", "DocumentReference"):
            draft.keep(*texts_of(opened))
        return self._tell(number, Outcome.IMPORTED, "")

    def _notices(self, patient: str | None) -> list[Notice]:
        if patient in self.reading.drafts:
            return self.reading.drafts[patient].notices
        return self.reading.notices

    def _tell(self, number: int, outcome: Outcome, reason: str) -> None:
        entry = self.entries[number]
        id = entry.id or entry.place
        self.outcomes[number] = Account(entry.type, id, outcome, reason, entry.origin)

    def _account(self, files: list[Parts]) -> None:
        """Accounts by file: its bundles, its entries, and what was no resource."""
        number = 0
        for parts in files:
            self.reading.notices += parts.notices
            for wrapper in parts.wrappers:
                count = len(listed(wrapper.resource, "entry"))
                reason = f"opened; its {count} entries have accounts of their own"
                id = wrapper.id or wrapper.place
                self.reading.accounts.append(
                    Account("Bundle", id, Outcome.IMPORTED, reason, wrapper.origin)
                )
            for _ in parts.entries:
                self.reading.accounts.append(self.outcomes[number])
                number += 1
            for broken in parts.broken:
                self._broken(broken)

    def _broken(self, broken: Broken) -> None:
        outcome = Outcome.KEPT_ONLY if broken.harmless else Outcome.UNPARSED
        account = Account("entry", broken.place, outcome, broken.problem, broken.origin)
        self.reading.accounts.append(account)
        kept = document(DocumentKind.RESOURCE, broken.place, broken.text, broken.origin)
        self.reading.loose.append(kept)


def _lines_of(opened: Opened, context: Context) -> list[Line] | None:
    """The lines of a resource; None where a record has no field for its type."""
    match opened.entry.type:
        case "Encounter":
            return [clinical.encounter(opened, context)]
        case "Condition":
            return [clinical.condition(opened, context)]
        case "AllergyIntolerance":
            return [clinical.allergy(opened, context)]
        case "MedicationRequest":
            return [medicines.request(opened, context)]
        case "MedicationStatement":
            return [medicines.statement(opened, context)]
        case "Observation":
            return list(observations(opened, context))
        case kind if kind in EVENT_TYPES:
            return list(events(opened, context))
    return None


def _void(opened: Opened) -> str | None:
    """Why a resource states nothing of its patient; None where it does."""
    resource = opened.resource
    if resource.get("doNotPerform") is True:
        return "an instruction not to do it"
    for value in (resource.get("status"), code_of(resource.get("verificationStatus"))):
        if value in _VOID:
            return f"its status is {value}: {_VOID[value]}"
    return None


def _legible_identity(opened: Opened) -> Identity:
    """The identity from the elements of a faulty Patient that are sound by themselves."""
    faulty = faulty_elements(opened.resource)
    sound = {key: value for key, value in opened.resource.items() if key.lstrip("_") not in faulty}
    if problem_of(sound) is not None:
        return _UNKNOWN
    return identity_of(replace(opened, entry=replace(opened.entry, resource=sound)))


def _unparsed(opened: Opened, problem: str, severity: Severity = Severity.WARNING) -> Notice:
    whose = " (the identity holds only what could be read)" if severity is Severity.ERROR else ""
    return Notice(
        severity,
        "unparsed",
        opened.key,
        f"is no valid R4 {opened.entry.type}{whose}: {problem}",
        "its text is kept as a document; correct it at its source and import it again",
        opened.source(),
    )


def _stray(told: list[str]) -> Notice:
    return Notice(
        Severity.WARNING,
        "absent-patient",
        told[0],
        f"{len(told)} resources are of no patient of these files",
        "they are in no record; import them with their Patient resource",
    )


def _died(opened: Opened) -> Notice:
    return Notice(
        Severity.INFORMATION,
        "died",
        opened.key,
        "is marked as deceased, without a date",
        "nothing to do; the record shows no date of death",
        opened.source("deceasedBoolean"),
    )


def _assumed(opened: Opened) -> Notice:
    return Notice(
        Severity.WARNING,
        "assumed-patient",
        opened.key,
        "names no patient; it was given to the only patient of its file",
        "check that it is this patient's",
        opened.source(),
    )
