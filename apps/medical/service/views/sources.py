"""Places of a record as references that a link can hold, and as what the viewer shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import DocumentKind, Source, SourceDocument
from apps.medical.service.views.moments import moment
from apps.shared.places import Place
from apps.shared.provenance import Detail, Provenance
from apps.shared.words import Words, mark
from rag.document import Cell, Document, Span, Table

_ID_CHARACTERS = 16

KINDS = {
    DocumentKind.NOTE: mark("Note"),
    DocumentKind.IMAGING: mark("Imaging report"),
    DocumentKind.LABORATORY: mark("Laboratory file"),
    DocumentKind.RESOURCE: mark("FHIR resource"),
}
ASSERTIONS = {
    Assertion.PRESENT: mark("Present"),
    Assertion.ABSENT: mark("Absent"),
    Assertion.POSSIBLE: mark("Possible"),
    Assertion.HISTORICAL: mark("Historical"),
    Assertion.HYPOTHETICAL: mark("Hypothetical"),
    Assertion.FAMILY: mark("Family"),
}
ORIGINS = {
    Origin.TEXT: mark("Text"),
    Origin.CODED: mark("Coded"),
    Origin.LABORATORY: mark("Laboratory"),
}


def ref_of(source: Source) -> str:
    return Place(source.document_id[:_ID_CHARACTERS], source.start, source.end).ref


def words_at(record: PatientRecord, source: Source, limit: int = 44) -> str:
    """What a place says, short: of a resource the line's own wording, else the words themselves."""
    if record.document(source.document_id).kind is DocumentKind.RESOURCE:
        words = _line_at(record, source) or record.quote(source)
    else:
        words = record.quote(source)
    plain = " ".join(words.split())
    return plain if len(plain) <= limit else f"{plain[:limit]}…"


def _line_at(record: PatientRecord, source: Source) -> str:
    """The wording of the line of the record that a source belongs to; empty where none does."""
    for problem in record.problems:
        if problem.source == source:
            return problem.concept.text
    for medication in record.medications:
        if medication.source == source:
            return f"{medication.drug.text} {medication.dose}"
    for allergy in record.allergies:
        if allergy.source == source:
            return allergy.substance.text
    for line in record.observations:
        if line.source == source:
            value = line.text if line.value is None else f"{line.value:f} {line.unit}"
            return f"{line.concept.text} {value}"
    return ""


def document_at(record: PatientRecord, place: Place) -> SourceDocument | None:
    """The document that a reference names, where the record has it and it is long enough."""
    for document in record.documents:
        if document.id[:_ID_CHARACTERS] == place.doc_id:
            return document if place.end <= len(document.text) else None
    return None


def shown_source(
    record: PatientRecord, place: Place, findings: Sequence[Finding], t: Words
) -> Provenance | None:
    """What the viewer shows of a place; None where the record has no such document."""
    document = document_at(record, place)
    if document is None:
        return None
    here = [one for one in findings if ref_of(one.source) == place.ref]
    title = here[0].concept.text if here else ""
    details = (*_about(document, t), *(line for one in here for line in _about_finding(one, t)))
    data = document.text.encode()
    cue = tuple(_cue(record, one, t) for one in here if one.cue is not None)
    return Provenance(_readable(document), place, lambda: data, title, (*details, *cue))


def cited_source(document: Document, place: Place) -> Provenance | None:
    """A passage of a corpus; None where the place lies outside it."""
    if place.end > len(document.text):
        return None
    data = document.text.encode()
    return Provenance(document, place, lambda: data)


def _about(document: SourceDocument, t: Words) -> Iterable[Detail]:
    yield Detail(t("Kind"), t(KINDS[document.kind]))
    if document.written is not None:
        yield Detail(t("Date"), moment(document.written, t.language))
    if document.origin != document.title:
        yield Detail(t("File"), document.origin)


def _about_finding(finding: Finding, t: Words) -> Iterable[Detail]:
    yield Detail(t("Read as"), t(ASSERTIONS[finding.assertion]))
    if finding.concept.codings:
        coding = finding.concept.codings[0]
        yield Detail(t("Code"), f"{coding.code} {coding.display}".strip())


def _cue(record: PatientRecord, finding: Finding, t: Words) -> Detail:
    assert finding.cue is not None, "asked only of findings with a cue"
    return Detail(t("Because of"), f"“{record.quote(finding.cue)}”")


def _readable(document: SourceDocument) -> Document:
    tables = (_csv(document.text),) if document.kind is DocumentKind.LABORATORY else ()
    return Document(
        document.id[:_ID_CHARACTERS],
        document.title or document.origin,
        "text",
        document.text,
        document.language,
        tables=tables,
    )


def _csv(text: str) -> Table:
    """The cells of a delimited file with their places; quoted separators stay in their cell."""
    separator = max(",;\t", key=text.partition("\n")[0].count)
    cells: list[Cell] = []
    start = row = column = 0
    quoted = False
    for at, sign in enumerate(f"{text}\n"):
        quoted ^= sign == '"'
        if quoted or sign not in (separator, "\n"):
            continue
        words = text[start:at].strip().strip('"')
        cells.append(Cell(row, column, 1, 1, words, Span(start, at)))
        start = at + 1
        row, column = (row + 1, 0) if sign == "\n" else (row, column + 1)
    return Table(Span(0, len(text)), tuple(cells))
