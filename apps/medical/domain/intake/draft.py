"""One patient's record while it is gathered from many parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from apps.medical.domain.intake.chronology import in_order
from apps.medical.domain.record import (
    Allergy,
    Encounter,
    Event,
    Identity,
    Medication,
    Observation,
    PatientRecord,
    Problem,
)
from apps.medical.domain.source import Notice, SourceDocument

Line = Encounter | Problem | Medication | Allergy | Observation | Event
FIELDS: dict[type, str] = {
    Encounter: "encounters",
    Problem: "problems",
    Medication: "medications",
    Allergy: "allergies",
    Observation: "observations",
    Event: "events",
}
_MOMENTS = {
    "encounters": lambda line: line.start or line.end,
    "problems": lambda line: line.onset or line.abated,
    "medications": lambda line: line.start or line.end,
    "observations": lambda line: line.taken,
    "events": lambda line: line.start or line.end,
}


@dataclass(slots=True)
class Draft:
    """Documents by id, lines by id: what was there first stays."""

    id: str
    identity: Identity
    documents: dict[str, SourceDocument] = field(default_factory=dict)
    lines: dict[tuple[type, str], Line] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def keep(self, *documents: SourceDocument) -> None:
        for document in documents:
            self.documents.setdefault(document.id, document)

    def add(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self.lines.setdefault((type(line), line.id), line)

    def record(self) -> PatientRecord:
        """The record, its lines in order of time and its notices once each."""
        fields: dict[str, Any] = {name: [] for name in FIELDS.values()}
        for line in self.lines.values():
            fields[FIELDS[type(line)]].append(line)
        for name, moment in _MOMENTS.items():
            fields[name] = in_order(fields[name], moment)
        fields["allergies"] = tuple(fields["allergies"])
        return PatientRecord(
            id=self.id,
            identity=self.identity,
            documents=tuple(self.documents.values()),
            notices=tuple(dict.fromkeys(self.notices)),
            **fields,
        )


def drafted(record: PatientRecord) -> Draft:
    """A record taken up again, to be added to."""
    draft = Draft(record.id, record.identity, notices=list(record.notices))
    draft.keep(*record.documents)
    for name in FIELDS.values():
        draft.add(getattr(record, name))
    return draft
