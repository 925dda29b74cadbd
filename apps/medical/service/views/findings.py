"""Findings as clinicians read them: one row a concept, and notes with their findings marked."""

from __future__ import annotations

from collections.abc import Sequence

from apps.medical.domain.concept import HPO, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import SourceDocument
from apps.medical.domain.text.summary import Summary, summarise
from apps.medical.domain.text.vocabulary import hpo_label
from apps.medical.service.views.moments import moment
from apps.medical.service.views.sources import ASSERTIONS, KINDS, ORIGINS, ref_of
from apps.shared.marked_text import LegendItem, Look, Passage
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView, Tone
from apps.shared.words import Language, Words, mark

_LETTERS = {
    Assertion.PRESENT: mark("P"),
    Assertion.ABSENT: mark("A"),
    Assertion.POSSIBLE: mark("?"),
    Assertion.HISTORICAL: mark("H"),
    Assertion.HYPOTHETICAL: mark("C"),
    Assertion.FAMILY: mark("F"),
}
_LOOKS: dict[Assertion, Look] = {
    Assertion.PRESENT: "solid",
    Assertion.ABSENT: "struck",
    Assertion.POSSIBLE: "dotted",
    Assertion.HISTORICAL: "dashed",
    Assertion.HYPOTHETICAL: "wavy",
    Assertion.FAMILY: "double",
}
_TONES: dict[Assertion, Tone] = {Assertion.PRESENT: "plain", Assertion.POSSIBLE: "flag"}
ORDER = tuple(_LOOKS)


def name_of(concept: Concept, language: Language) -> str:
    """The label of its code in the reader's language; without one, the words of the record."""
    id = concept.code(HPO)
    if id is None:
        return concept.text
    try:
        return hpo_label(id, language)
    except KeyError:
        return concept.text


def summaries(findings: Sequence[Finding]) -> tuple[Summary, ...]:
    """One a concept, by what is asserted, then by how often it is said."""
    return tuple(
        sorted(
            summarise(findings), key=lambda one: (ORDER.index(one.assertion), -len(one.mentions))
        )
    )


def assertion_counts(found: Sequence[Summary]) -> dict[Assertion, int]:
    """How many concepts there are of each assertion; those of none are left out."""
    counts: dict[Assertion, int] = {}
    for one in found:
        counts[one.assertion] = counts.get(one.assertion, 0) + 1
    return counts


def findings_table(
    record: PatientRecord, found: Sequence[Summary], wanted: Assertion | None, t: Words
) -> TableView:
    """One row a concept; the statement that leads opens, and so does one that contradicts it."""
    columns = (
        TableColumn(t("Assertion"), align="left"),
        TableColumn(t("Words"), align="left"),
        TableColumn(t("Contradicted by"), align="left"),
        TableColumn(t("Said in"), align="left"),
        TableColumn(t("Code"), align="left"),
        TableColumn(t("Date"), align="left"),
    )
    rows = tuple(_row(record, one, t) for one in found if wanted is None or one.assertion is wanted)
    return TableView(t("Findings"), columns, rows, t("Finding"))


def _row(record: PatientRecord, one: Summary, t: Words) -> TableRow:
    ref = ref_of(one.leading.source)
    code = one.concept.codings[0].code if one.concept.codings else ""
    origins = sorted({t(ORIGINS[each.origin]) for each in one.mentions})
    return TableRow(
        name_of(one.concept, t.language),
        (
            TableCell(t(ASSERTIONS[one.assertion]), tone=_TONES.get(one.assertion, "muted")),
            TableCell(words_of(record, one.leading), ref),
            _contradiction(record, one, t),
            TableCell(f"{', '.join(origins)} {len(one.mentions)}×", tone="muted"),
            TableCell(code, tone="muted"),
            TableCell(moment(one.leading.when, t.language), tone="muted"),
        ),
        ref=ref,
    )


def _contradiction(record: PatientRecord, one: Summary, t: Words) -> TableCell:
    """The other side of a conflict, which opens."""
    if one.conflict is None:
        return TableCell("")
    other = next(each for each in one.conflict if each.assertion is not one.assertion)
    words = words_of(record, other)
    return TableCell(f"{t(ASSERTIONS[other.assertion])}: {words}", ref_of(other.source), "flag")


def words_of(record: PatientRecord, finding: Finding) -> str:
    """As the note has them; of a resource its own wording, for its source is a piece of JSON."""
    if finding.origin is Origin.TEXT:
        return _shortened(record.quote(finding.source))
    return _shortened(finding.concept.text)


def _shortened(words: str, limit: int = 28) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= limit else f"{plain[:limit]}…"


def legend(t: Words) -> tuple[LegendItem, ...]:
    return tuple(LegendItem(t(_LETTERS[one]), _LOOKS[one], t(ASSERTIONS[one])) for one in ORDER)


def passages(
    document: SourceDocument, findings: Sequence[Finding], t: Words
) -> tuple[Passage, ...]:
    """The document's text cut at its findings; of two that overlap the longer is marked."""
    here = [one for one in findings if one.source.document_id == document.id]
    here = [one for one in here if one.origin is Origin.TEXT]
    here.sort(key=lambda one: (one.source.start, -one.source.end))
    made: list[Passage] = []
    at = 0
    for finding in here:
        start, end = finding.source.start, finding.source.end
        if start < at:
            continue
        if start > at:
            made.append(Passage(document.text[at:start]))
        made.append(_marked(document, finding, t))
        at = end
    made.append(Passage(document.text[at:]))
    return tuple(made)


def _marked(document: SourceDocument, finding: Finding, t: Words) -> Passage:
    code = finding.concept.codings[0].code if finding.concept.codings else t("no code")
    note = f"{t(ASSERTIONS[finding.assertion])}: {name_of(finding.concept, t.language)} ({code})"
    if finding.cue is not None:
        cue = document.text[finding.cue.start : finding.cue.end]
        note = t("{what}, because of “{cue}”", what=note, cue=cue)
    text = document.text[finding.source.start : finding.source.end]
    letter = t(_LETTERS[finding.assertion])
    return Passage(text, ref_of(finding.source), _LOOKS[finding.assertion], letter, note)


def documents_table(record: PatientRecord, findings: Sequence[Finding], t: Words) -> TableView:
    """Every document of the record, notes first, with how many findings it gave."""
    counts: dict[str, int] = {}
    for finding in findings:
        id = finding.source.document_id
        counts[id] = counts.get(id, 0) + 1
    columns = (
        TableColumn(t("Kind"), align="left"),
        TableColumn(t("Date"), align="left"),
        TableColumn(t("Findings")),
    )
    rows = tuple(
        TableRow(
            one.title or one.origin,
            (
                TableCell(t(KINDS[one.kind])),
                TableCell(moment(one.written, t.language)),
                TableCell(str(counts.get(one.id, 0))),
            ),
            ref=one.id,
        )
        for one in record.documents
    )
    return TableView(t("Documents"), columns, rows, t("Document"))
