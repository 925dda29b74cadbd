"""One patient as the imported sources tell of him: every line with the source that it opens."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from apps.medical.domain.concept import Concept
from apps.medical.domain.source import Notice, Source, SourceDocument
from apps.medical.domain.when import When

Sex = Literal["female", "male", "other", "unknown"]
Comparator = Literal["<", "<=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that names a person in some system: record, insurance or identity card."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who it is. Direct identifiers: never indexed, never logged, never given to the model."""

    name: str
    sex: Sex
    birth: When | None
    identifiers: tuple[Identifier, ...] = ()
    address: str = ""
    telecom: tuple[str, ...] = ()
    died: When | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Encounter:
    id: str
    kind: str
    title: str
    start: When | None
    end: When | None
    source: Source


class Verification(StrEnum):
    """FHIR condition-ver-status."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    DIFFERENTIAL = "differential"
    UNCONFIRMED = "unconfirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Problem:
    """`clinical_status` is FHIR's condition-clinical word: active, resolved, ..., or empty."""

    id: str
    concept: Concept
    clinical_status: str
    verification: Verification
    onset: When | None
    abated: When | None
    source: Source
    encounter_id: str | None = None


@dataclass(frozen=True, slots=True)
class Medication:
    """A prescription or a statement that a drug is taken. `dose` is as written."""

    id: str
    drug: Concept
    status: str
    dose: str
    start: When | None
    end: When | None
    source: Source


@dataclass(frozen=True, slots=True)
class Allergy:
    id: str
    substance: Concept
    reaction: str
    criticality: str
    verification: Verification
    source: Source


@dataclass(frozen=True, slots=True)
class Observation:
    """A measurement or an answer: `value` with `unit`, or `text` where it is not a number.

    `low` and `high` are the reference interval that the laboratory gave, in `unit`;
    `interpretation` is its own flag (H, L, HH, ...), empty where it gave none.
    """

    id: str
    category: Literal["laboratory", "vital-signs", "other"]
    concept: Concept
    value: Decimal | None
    unit: str
    text: str
    taken: When | None
    source: Source
    comparator: Comparator | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    interpretation: str = ""
    encounter_id: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Anything else that happened: a procedure, an immunisation, a care plan."""

    id: str
    kind: str
    concept: Concept
    start: When | None
    end: When | None
    source: Source


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """All of one patient. Documents hold the text that the sources of all lines point into."""

    id: str
    identity: Identity
    documents: tuple[SourceDocument, ...]
    encounters: tuple[Encounter, ...] = ()
    problems: tuple[Problem, ...] = ()
    medications: tuple[Medication, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    observations: tuple[Observation, ...] = ()
    events: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()

    def document(self, id: str) -> SourceDocument:
        """Raises KeyError where there is no such document."""
        for document in self.documents:
            if document.id == id:
                return document
        raise KeyError(f"record {self.id!r} has no document {id!r}")

    def quote(self, source: Source) -> str:
        """The words that a source points at."""
        return self.document(source.document_id).text[source.start : source.end]
