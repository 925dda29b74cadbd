"""Treatment options as rows: never orders, each with its effect, cautions and citations."""

from __future__ import annotations

from collections.abc import Sequence

from apps.medical.domain.differential import Reference
from apps.medical.domain.option import Caution, CautionKind, Effect, Option
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import Severity
from apps.medical.service.review import Cautioned
from apps.medical.service.views.sources import ref_of, words_at
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView, Tone
from apps.shared.words import Words, mark

EFFECTS = {
    Effect.DISEASE_MODIFYING: mark("acts on the disease"),
    Effect.SYMPTOMATIC: mark("eases symptoms"),
}
KINDS = {
    CautionKind.ALLERGY: mark("Allergy"),
    CautionKind.DUPLICATE: mark("Duplicate therapy"),
    CautionKind.INTERACTION: mark("Interaction"),
    CautionKind.PREGNANCY: mark("Pregnancy"),
    CautionKind.RENAL: mark("Renal function"),
    CautionKind.AGE: mark("Age"),
    CautionKind.CONDITION: mark("Condition"),
}
SEVERITIES = {
    Severity.ERROR: mark("serious"),
    Severity.WARNING: mark("caution"),
    Severity.INFORMATION: mark("note"),
}
_TONES: dict[Severity, Tone] = {
    Severity.ERROR: "bad",
    Severity.WARNING: "flag",
    Severity.INFORMATION: "muted",
}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFORMATION)


def option_key(number: int) -> str:
    return f"option-{number}"


def options_table(options: Sequence[Option], t: Words) -> TableView:
    columns = (
        TableColumn(t("Effect"), align="left"),
        TableColumn(t("Known for"), align="left"),
        TableColumn(t("Cautions"), align="left"),
        TableColumn(t("Source"), align="left"),
    )
    rows = tuple(_row(number, one, t) for number, one in enumerate(options))
    return TableView(t("Options"), columns, rows, t("Drug"))


def _row(number: int, one: Option, t: Words) -> TableRow:
    chinese = t.language == "zh"
    disease = one.disease_zh if chinese and one.disease_zh else one.disease
    neighbour = one.neighbour_zh if chinese and one.neighbour_zh else one.neighbour
    known = disease
    if neighbour:
        known = t("{disease}, a neighbour", disease=neighbour)
    elif one.mechanism:
        known = t("{disease}, by mechanism", disease=disease)
    source = one.references[0].title if one.references else ""
    return TableRow(
        one.drug_zh if chinese and one.drug_zh else one.drug.text,
        (
            TableCell(t(EFFECTS[one.effect])),
            TableCell(
                known, tone="plain" if known == disease else "flag", note=mechanism_of(one, t)
            ),
            _cautions_cell(one.cautions, t),
            TableCell(source, tone="muted"),
        ),
        ref=option_key(number),
    )


def mechanism_of(option: Option, t: Words) -> str:
    """What the drug acts on, in the reader's language; empty where that is not known."""
    return option.mechanism_zh if t.language == "zh" else option.mechanism


def _cautions_cell(cautions: Sequence[Caution], t: Words) -> TableCell:
    if not cautions:
        return TableCell(t("none found in the record"), tone="muted")
    worst = min(cautions, key=lambda one: _ORDER.index(one.severity))
    kinds = ", ".join(dict.fromkeys(t(KINDS[one.kind]) for one in cautions))
    return TableCell(kinds, tone=_TONES[worst.severity])


def cautions_table(
    title: str, cautions: Sequence[Caution], record: PatientRecord, t: Words
) -> TableView:
    """One row a line of the record that causes the caution; it opens."""
    columns = (
        TableColumn(t("Weight"), align="left"),
        TableColumn(t("Why"), align="left"),
        TableColumn(t("In the record"), align="left"),
        TableColumn(t("Source"), align="left"),
    )
    ordered = sorted(cautions, key=lambda one: _ORDER.index(one.severity))
    rows = tuple(row for one in ordered for row in _caution(one, record, t))
    return TableView(t("Cautions: {drug}", drug=title), columns, rows, title)


def _caution(one: Caution, record: PatientRecord, t: Words) -> list[TableRow]:
    weight = TableCell(t(SEVERITIES[one.severity]), tone=_TONES[one.severity])
    source = TableCell(one.reference.title, tone="muted", note=one.reference.detail)
    places = [TableCell(words_at(record, line), ref_of(line)) for line in one.because]
    first, *others = places or [TableCell(t("the whole record"), tone="muted")]
    rows = [TableRow(t(KINDS[one.kind]), (weight, TableCell(one.text), first, source))]
    blank = TableCell("")
    rows += [TableRow("", (blank, blank, place, blank)) for place in others]
    return rows


def current_cautions(cautioned: Sequence[Cautioned]) -> tuple[tuple[str, tuple[Caution, ...]], ...]:
    """The drugs taken that need thought, with why."""
    return tuple((one.medication.drug.text, one.cautions) for one in cautioned)


def citations(option: Option) -> list[Reference]:
    every = (*option.references, *(one.reference for one in option.cautions))
    return list({(one.title, one.url): one for one in every if one.title}.values())
