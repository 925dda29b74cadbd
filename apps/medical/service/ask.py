"""Answers a question over the corpora and one patient's record, every claim with its source.

First the record itself, where it answers exactly; then passages of the corpora and of the patient's
notes, composed by a model where there is one and checked, else quoted, else refused. The model sees
text without identifiers only; the answer has them back for whoever may see the patient. Streams
what happens, and ends in an `Answered`. Knows nothing of pages and roles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import TextLanguage
from apps.medical.service.ask_record import FromRecord, from_record
from apps.medical.service.retrieval import PatientNotes, passages
from apps.shared.turns import Stage
from rag.answer import Fallen, Token
from rag.document import Document, Span
from rag.evidence import Answer, Citation, Claim, Evidence, Rung, Status
from rag.whom import persons

if TYPE_CHECKING:
    from apps.medical.domain.deidentify.replacement import Replacement
    from rag.index import Index
    from rag.ladder import Ladder


_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that the answer cites: a line of the patient's record, or one of a corpus."""

    kind: Literal["record", "corpus"]
    title: str
    url: str = ""
    collection: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: the answer and how it was found.

    Citations of kind `record` point into the record's own documents as imported (`document_id`,
    offsets); those of kind `corpus` into the index's documents. `cited` is by document id.
    """

    answer: Answer
    by: Literal["record", "passages"]
    question: str
    searched: str
    cited: Mapping[str, Cited]


AskEvent = Stage | Token | Fallen | Answered


def ask(
    question: str,
    *,
    index: Index,
    ladder: Ladder,
    language: TextLanguage = "en",
    notes: PatientNotes | None = None,
    patient_record: PatientRecord | None = None,
    encounter: str | None = None,
    history: Sequence[tuple[str, str]] = (),
) -> Iterator[AskEvent]:
    """What happens while the question is answered, ending in `Answered`.

    `index` is the tenant's. `notes` are those of the patient asked about, indexed before;
    `patient_record` defaults to theirs and answers exact questions. `encounter` narrows the notes.
    `history` holds (question, answer) pairs, oldest first. Tokens are not checked yet and carry
    surrogates where identifiers stood.
    """
    asked = question.strip()
    spoken = _language(asked, language)
    record = patient_record or (notes.record if notes else None)
    searched = _searched(record is not None, spoken)
    if record is not None:
        yield Stage("record")
        stranger = _stranger(asked, record)
        if stranger:
            yield _of_another(asked, stranger, spoken, searched)
            return
        found = from_record(asked, record, language=spoken)
        if found is not None:
            yield _from_record(asked, found, record, spoken, searched)
            return
    yield Stage("search", searched)
    yield from _from_passages(asked, index, ladder, spoken, notes, encounter, history, searched)


def _language(question: str, shown: TextLanguage) -> TextLanguage:
    """That of the question; of the page where the question has no letters of either."""
    if any("\u4e00" <= c <= "\u9fff" for c in question):
        return "zh"
    return "en" if any(c.isascii() and c.isalpha() for c in question) else shown


def _searched(patient: bool, language: TextLanguage) -> str:
    if language == "zh":
        return f"已查找：{'患者记录与病历、' if patient else ''}指南与资料库。"
    return f"Searched: {'the record, its notes, and ' if patient else ''}the guidance and corpora."


def _stranger(question: str, record: PatientRecord) -> str:
    """A person whom the question addresses by name and whom the record nowhere names, or nothing.

    No answer from this record is true of him. Names in another script are not compared.
    """
    if not record.identity.name.isascii():
        return ""
    named = {
        word.casefold()
        for text in (record.identity.name, *(document.text for document in record.documents))
        for word in _WORD.findall(text)
    }
    strangers = (p for p in persons(question) if not named & {word.casefold() for word in p})
    return " ".join(next(strangers, ()))


def _of_another(question: str, name: str, language: TextLanguage, searched: str) -> Answered:
    why = (
        f"本记录中没有名为{name}的人，请打开其本人的记录再问。"
        if language == "zh"
        else f"This record names nobody called {name}; ask in the record of that patient."
    )
    return Answered(Answer(question, (), Rung.EXTRACTIVE, why), "record", question, searched, {})


def _from_record(
    question: str,
    found: FromRecord,
    record: PatientRecord,
    language: TextLanguage,
    searched: str,
) -> Answered:
    if not found.lines:
        missing = (
            f"记录中没有{found.about}。"
            if language == "zh"
            else f"The record has no {found.about}."
        )
        return Answered(
            Answer(question, (), Rung.EXTRACTIVE, missing), "record", question, searched, {}
        )
    claims = []
    cited: dict[str, Cited] = {}
    for line in found.lines:
        source = line.source
        document = record.document(source.document_id)
        cited[document.id] = Cited("record", document.title)
        where = Citation(document.id, Span(source.start, source.end), record.quote(source))
        claims.append(Claim(line.text, (where,), Status.VERIFIED, line.value, line.unit or None))
    answer = Answer(question, tuple(claims), Rung.EXTRACTIVE)
    return Answered(answer, "record", question, searched, cited)


def _from_passages(
    question: str,
    index: Index,
    ladder: Ladder,
    language: TextLanguage,
    notes: PatientNotes | None,
    encounter: str | None,
    history: Sequence[tuple[str, str]],
    searched: str,
) -> Iterator[AskEvent]:
    sent = _Sent(notes, language)
    bare = sent.text(question)
    turns = [(sent.text(said), sent.text(answered)) for said, answered in history]
    evidence = passages(index, bare, patient=notes.patient if notes else None, encounter=encounter)

    def document_of(doc_id: str) -> Document:
        return index.document(doc_id)

    yield Stage("compose")
    for event in ladder.answer(
        bare, _known(evidence, notes), document_of=document_of, language=language, history=turns
    ):
        if not isinstance(event, Answer):
            yield event
            continue
        shown = _shown(event, sent, notes)
        if shown.refused_because:
            shown = replace(shown, refused_because=f"{shown.refused_because} {searched}")
        yield Answered(
            replace(shown, question=question), "passages", question, searched,
            _cited(shown, index, notes),
        )  # fmt: skip


def _known(evidence: Sequence[Evidence], notes: PatientNotes | None) -> list[Evidence]:
    """Without notes that the record no longer has: they could not be shown at their source."""
    ids = notes.ids if notes else frozenset()
    return [e for e in evidence if _is_corpus(e) or e.chunk.doc_id in ids]


def _is_corpus(piece: Evidence) -> bool:
    return not dict(piece.chunk.meta).get("scope", "").startswith("patient:")


class _Sent:
    """What goes to the model, without identifiers; remembers what was replaced, to put it back."""

    def __init__(self, notes: PatientNotes | None, language: TextLanguage) -> None:
        self._notes = notes
        self._language = language
        self.replacements: list[Replacement] = []

    def text(self, text: str) -> str:
        if self._notes is None:
            return text
        taken = self._notes.without_identifiers(text, self._language)
        self.replacements += taken.replacements
        return taken.text


def _shown(answer: Answer, sent: _Sent, notes: PatientNotes | None) -> Answer:
    """The answer with identifiers back, and its citations at their places in the record."""
    if notes is None:
        return answer
    replaced = list(sent.replacements)
    used = {c.doc_id for claim in answer.claims for c in claim.citations} & notes.ids
    for id in sorted(used):
        replaced += notes.note(id).deidentified.replacements
    claims = tuple(
        replace(
            claim,
            text=notes.with_identifiers(claim.text, replaced) if replaced else claim.text,
            citations=tuple(_at_source(c, notes) for c in claim.citations),
        )
        for claim in answer.claims
    )
    return replace(answer, claims=claims)


def _at_source(citation: Citation, notes: PatientNotes) -> Citation:
    if citation.doc_id not in notes.ids:
        return citation
    note = notes.note(citation.doc_id)
    source = note.source(citation.span.start, citation.span.end)
    quote = note.original.text[source.start : source.end]
    return Citation(note.original.id, Span(source.start, source.end), quote)


def _cited(answer: Answer, index: Index, notes: PatientNotes | None) -> dict[str, Cited]:
    wanted = {c.doc_id for claim in answer.claims for c in claim.citations}
    found: dict[str, Cited] = {}
    if notes is not None:
        for document in notes.record.documents:
            if document.id in wanted:
                found[document.id] = Cited("record", document.title)
    for card in index.documents():
        if card.id in wanted and card.id not in found:
            meta = card.meta
            found[card.id] = Cited(
                "corpus", meta.get("title", card.name), meta.get("url", ""),
                meta.get("collection", ""), meta.get("licence", ""),
            )  # fmt: skip
    return found
