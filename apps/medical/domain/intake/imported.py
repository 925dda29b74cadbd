"""What came of an import: the records, an account of every part, and what was held back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import Notice, SourceDocument


class Outcome(StrEnum):
    """What became of one part of a file; every part has exactly one.

    `IMPORTED` made lines of a record, `KEPT_ONLY` is kept as a document, `DUPLICATE` says nothing
    new, `UNPARSED` could not be read (its text is kept where it has one).
    """

    IMPORTED = "imported"
    KEPT_ONLY = "kept-only"
    DUPLICATE = "duplicate"
    UNPARSED = "unparsed"


@dataclass(frozen=True, slots=True)
class Account:
    """One part of a file and what became of it.

    `resource_type` is FHIR's, or `note`, `imaging report`, `laboratory row`, `file`, `entry`;
    `id` is the resource's own, or where the part lies in its file; `origin` is the file.
    """

    resource_type: str
    id: str
    outcome: Outcome
    reason: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A document that may be another patient's: not merged until a clinician confirms it.

    `part` is what it says, as a record of its own; `candidates` are the records that it lay with;
    `origin` is the file's name, the key to confirm it by.
    """

    origin: str
    part: PatientRecord
    candidates: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Imported:
    """Records, accounts in the order of the files, and what concerns no single record.

    `loose` are documents that belong to no patient of these files (organisations, resources of an
    absent patient), kept so that nothing is lost.
    """

    records: tuple[PatientRecord, ...]
    accounts: tuple[Account, ...]
    notices: tuple[Notice, ...] = ()
    held: tuple[Held, ...] = ()
    loose: tuple[SourceDocument, ...] = ()
