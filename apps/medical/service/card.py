"""What the worklist shows of a patient, made of the line that the store keeps for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.medical.domain.record import PatientRecord, Sex
from apps.medical.domain.when import When
from apps.medical.service.review import Review
from apps.medical.service.signing import Decision, undecided
from apps.medical.service.summary import Summary


@dataclass(frozen=True, slots=True)
class Card:
    """`id` is opaque. `flags` are red flags, `unsigned` differentials nobody decided about; both
    mean nothing before `reviewed`.
    """

    id: str
    name: str
    sex: Sex
    birth: When | None
    last: When | None
    reason: str
    numbers: str
    synthetic: bool
    documents: int
    flags: int
    unsigned: int
    reviewed: bool

    @property
    def searched(self) -> str:
        """What a search looks at: the name, numbers and the reason of the last encounter."""
        return f"{self.name} {self.numbers} {self.reason}".casefold()


def card_of(line: Summary) -> Card:
    """Raises ValueError where the reader may not see who it is."""
    face = line.face
    if face is None:
        raise ValueError("this role is not told who the patients are")
    notes = face.notes
    return Card(
        line.patient,
        face.name,
        face.sex,
        When.parse(face.birth) if face.birth else None,
        When.parse(notes["seen"]) if "seen" in notes else None,
        notes.get("reason", ""),
        notes.get("numbers", ""),
        face.synthetic,
        face.documents,
        int(notes.get("flags", "0")),
        int(notes.get("unsigned", "0")),
        "reviewed" in notes,
    )


def notes_of(
    record: PatientRecord, review: Review | None, decisions: Sequence[Decision]
) -> dict[str, str]:
    """What to keep beside the name; an empty text takes an older note away."""
    dated = [one for one in record.encounters if one.start is not None]
    last = max(dated, key=lambda one: str(one.start), default=None)
    numbers = " ".join(one.value for one in record.identity.identifiers)
    return {
        "seen": str(last.start) if last else "",
        "reason": (last.title or last.kind) if last else "",
        "numbers": numbers,
        "flags": str(len(review.red_flags)) if review else "",
        "unsigned": str(len(undecided(review, decisions))) if review else "",
        "reviewed": "yes" if review else "",
    }
