"""A patient's notes as the index holds them, without identifiers, and passages for a question.

Notes and reports are de-identified before they are indexed, under the tenant, by patient and
encounter; a search about one patient sees his notes and the corpora, never another patient's. What
was found in a note is told at its place in the original. Knows no model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from apps.medical.domain.record import Encounter, Identity, PatientRecord
from apps.medical.domain.source import DocumentKind, Source, SourceDocument
from apps.medical.service.corpus import guidance
from apps.shared.corpora.indexes import (
    CORPUS,
    MEANING,
    SCOPE,
    TenantIndexes,
    add_meaning,
    add_words,
)
from rag.chunking import chunk
from rag.document import Document, content_id
from rag.evidence import SUBJECT

if TYPE_CHECKING:
    from apps.medical.domain.deidentify.replacement import Deidentified, Replacement
    from rag.evidence import Evidence
    from rag.index import Index

PASSAGES = 8
_READ = (DocumentKind.NOTE, DocumentKind.IMAGING)
_TITLES = {DocumentKind.NOTE: "Note", DocumentKind.IMAGING: "Imaging report"}
Progress = Callable[[str, float], None]


class Deidentifies(Protocol):
    """What is needed of `apps.medical.domain.deidentify.deidentifier.Deidentifier`."""

    def deidentify(
        self,
        text: str,
        *,
        language: str,
        patient_id: str,
        identity: Identity | None = None,
        deny: Collection[str] = (),
    ) -> Deidentified: ...

    def reidentify(
        self, text: str, patient_id: str, replacements: Sequence[Replacement]
    ) -> str: ...


@dataclass(frozen=True, slots=True)
class IndexedNote:
    """A note as it is indexed: its text without identifiers, and the way back."""

    original: SourceDocument
    document: Document
    deidentified: Deidentified
    encounter: str

    def source(self, start: int, end: int) -> Source:
        """The place in the original of characters of the de-identified text."""
        to = self.deidentified.to_original
        return Source(self.original.id, to(start), max(to(start), to(end)))


class PatientNotes:
    """The notes of one patient without identifiers; each is made when it is first needed.

    `patient` is the store's pseudonym, which is also what moves this patient's dates.
    """

    def __init__(self, patient: str, record: PatientRecord, deidentifier: Deidentifies) -> None:
        self.patient = patient
        self.record = record
        self._deidentifier = deidentifier
        self._originals = {
            note_id(patient, document): document
            for document in record.documents
            if document.kind in _READ and document.text.strip()
        }
        self._note = lru_cache(maxsize=None)(self._made)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._originals)

    def note(self, id: str) -> IndexedNote:
        """Raises KeyError where it is no note of this patient."""
        return self._note(id)

    def _made(self, id: str) -> IndexedNote:
        original = self._originals[id]
        taken = self.without_identifiers(original.text, original.language)
        name = _TITLES[original.kind]
        document = Document(id, name, "text", taken.text, original.language)
        return IndexedNote(original, document, taken, _encounter(original, self.record))

    def without_identifiers(self, text: str, language: str) -> Deidentified:
        return self._deidentifier.deidentify(
            text, language=language, patient_id=self.patient, identity=self.record.identity
        )

    def with_identifiers(self, text: str, replacements: Sequence[Replacement]) -> str:
        return self._deidentifier.reidentify(text, self.patient, replacements)


def note_id(patient: str, document: SourceDocument) -> str:
    """The same text of two patients is two documents: their dates move differently."""
    return content_id(f"{patient}\x1f{document.id}".encode())


def index_patient(
    indexes: TenantIndexes, tenant: str, notes: PatientNotes, progress: Progress
) -> int:
    """Put a patient's notes into the tenant's index and take out those that are gone.

    By words at once, then by meaning, and the built-in passages with them. How many notes there
    are. Raises BadTenant.
    """
    wanted = sorted(notes.ids)
    _forget_but(indexes, tenant, notes.patient, notes.ids)
    for index, about, stage in (
        (indexes.words(tenant), {}, "words"),
        (indexes.meaning(tenant), {MEANING: "yes"}, "meaning"),
    ):
        cards = index.documents()
        known = {c.id for c in cards if stage == "words" or c.meta.get(MEANING)}
        for done, id in enumerate(each for each in wanted if each not in known):
            progress(stage, done / len(wanted))
            _add(index, notes.patient, notes.note(id), about)
    add_meaning(indexes, tenant, guidance(), progress)
    indexes.changed(tenant)
    return len(wanted)


def add_guidance(indexes: TenantIndexes, tenant: str) -> None:
    """The built-in passages, where they are not there yet: by words, which takes no model."""
    add_words(indexes, tenant, guidance(), lambda stage, done: None)


def forget_patient(indexes: TenantIndexes, tenant: str, patient: str) -> None:
    """Take all notes of a patient out of the tenant's index. Raises BadTenant."""
    _forget_but(indexes, tenant, patient, frozenset())


def _forget_but(indexes: TenantIndexes, tenant: str, patient: str, kept: Collection[str]) -> None:
    index = indexes.words(tenant)
    for card in index.documents():
        if card.meta.get(SCOPE) == scope_of(patient) and card.id not in kept:
            index.remove(card.id)


def _add(index: Index, patient: str, note: IndexedNote, more: Mapping[str, str]) -> None:
    about = {
        SCOPE: scope_of(patient),
        SUBJECT: scope_of(patient),
        "encounter": note.encounter,
    }
    index.add(note.document, chunk(note.document, meta=about), meta={**about, **more})


def scope_of(patient: str) -> str:
    return f"patient:{patient}"


def passages(
    index: Index, question: str, *, patient: str | None, encounter: str | None = None
) -> list[Evidence]:
    """The best passages of the corpora and, where one is asked about, of a patient's notes.

    `encounter` narrows the notes to those of one encounter.
    """
    scopes = [CORPUS] if patient is None else [CORPUS, scope_of(patient)]
    where: dict[str, Sequence[str]] = {SCOPE: scopes}
    if encounter is not None:
        where["encounter"] = ["", encounter]
    return index.search(question, k=PASSAGES, where=where)


def _encounter(document: SourceDocument, record: PatientRecord) -> str:
    """The one encounter on whose days the document was written; empty where it is not one."""
    if document.written is None:
        return ""
    day = document.written.first
    found = [e for e in record.encounters if _on(e, day)]
    return found[0].id if len(found) == 1 else ""


def _on(encounter: Encounter, day) -> bool:
    start, end = encounter.start, encounter.end or encounter.start
    return start is not None and end is not None and start.first <= day <= end.last
