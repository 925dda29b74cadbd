"""What a worklist shows of a patient without opening the whole record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from apps.medical.domain.record import PatientRecord, Sex


@dataclass(frozen=True, slots=True)
class Face:
    """The sealed part: who it is and how much is known. `last` is the latest moment recorded."""

    patient_id: str
    name: str
    sex: Sex
    birth: str
    synthetic: bool
    documents: int
    encounters: int
    problems: int
    medications: int
    observations: int
    warnings: int
    last: str
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """One line. `face` is None for a role that may not see patients. Times are ISO 8601, UTC."""

    patient: str
    version: int
    added_at: str
    changed_at: str
    face: Face | None


def face_of(record: PatientRecord, notes: dict[str, str] | None = None) -> Face:
    moments = [item.taken for item in record.observations if item.taken]
    moments += [item.start for item in record.encounters if item.start]
    moments += [item.written for item in record.documents if item.written]
    identity = record.identity
    return Face(
        patient_id=record.id,
        name=identity.name,
        sex=identity.sex,
        birth=str(identity.birth) if identity.birth else "",
        synthetic=identity.synthetic,
        documents=len(record.documents),
        encounters=len(record.encounters),
        problems=len(record.problems),
        medications=len(record.medications),
        observations=len(record.observations),
        warnings=sum(notice.severity != "information" for notice in record.notices),
        last=str(max(moments)) if moments else "",
        notes=dict(notes or {}),
    )


def annotated(face: Face, notes: dict[str, str]) -> Face:
    """With further notes; an empty text takes a note away."""
    merged = {**face.notes, **notes}
    return replace(face, notes={name: text for name, text in merged.items() if text})
