"""What is known about one figure of a filing: value, unit and how it was found, period, origin.

Pure: from a filing and a place to lines of text.
"""

from __future__ import annotations

from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Fact, Filing, Origin
from apps.finance.domain.periods import calendar_of
from apps.finance.service.views.amounts import scales_with, unit_name, with_unit
from apps.finance.service.views.periods import period_dates, period_label, scope_name
from apps.shared.places import Place, place_of
from apps.shared.provenance import Detail
from apps.shared.words import Words, mark

_ORIGINS = {
    Origin.TAG: mark("Tagged by the filer"),
    Origin.TABLE: mark("Table of the document"),
    Origin.SENTENCE: mark("Sentence"),
    Origin.SHEET: mark("Spreadsheet cell"),
}


def figure_at(filing: Filing, place: Place) -> Fact | None:
    """The figure printed exactly there; a core metric before other readings of the same print."""
    here = [f for f in filing.facts if (f.span.start, f.span.end) == (place.start, place.end)]
    return next((f for f in here if f.metric), here[0] if here else None)


def figure_name(fact: Fact, t: Words) -> str:
    concept = BY_ID.get(fact.metric or "")
    if concept is not None:
        return concept.name_zh if t.language == "zh" else concept.name_en
    return fact.label or fact.concept


def printed_label(filing: Filing, fact: Fact) -> str:
    """The words at the head of the figure's line, where a statement holds it."""
    for statement in filing.statements:
        for row in statement.rows:
            if any(other is not None and other.span == fact.span for other in row.facts):
                return row.label
    return fact.label or fact.concept


def occurrences(filing: Filing, fact: Fact) -> tuple[Place, ...]:
    """Every place where the same figure stands, in reading order."""

    def key(f: Fact) -> tuple[object, ...]:
        return f.metric or f.concept, f.period, f.scope, f.restated, f.dimensions, f.unit

    same = {place_of(filing.id, f.span) for f in filing.facts if key(f) == key(fact)}
    return tuple(sorted(same, key=lambda place: (place.start, place.end)))


def figure_details(filing: Filing, fact: Fact, t: Words) -> tuple[Detail, ...]:
    """What the viewer says beside the place: nothing that the reader would have to guess."""
    calendar = calendar_of((filing,))
    period = period_label(fact.period, calendar, t)
    dates = period_dates(fact.period, t)
    lines = [
        Detail(t("Value"), with_unit(fact.value, fact.unit, t)),
        Detail(t("Printed as"), fact.raw.strip() or "–"),
        _unit(fact, t),
        Detail(t("Period"), period if period == dates else f"{period} ({dates})"),
        Detail(t("Scope"), scope_name(fact.scope, t)),
        Detail(t("Printed label"), printed_label(filing, fact)),
        Detail(t("Read from"), t(_ORIGINS[fact.origin])),
    ]
    if fact.origin is Origin.TAG:
        lines.append(Detail(t("Tag"), fact.concept))
    if fact.restated:
        lines.append(Detail(t("Version"), t("restated")))
    lines += [Detail(axis, member) for axis, member in fact.dimensions]
    return tuple(lines)


def _unit(fact: Fact, t: Words) -> Detail:
    name = unit_name(fact.unit, fact.scale if scales_with(fact.unit) else 0, t)
    if fact.unit_inherited:
        text = t("{unit}, taken from an earlier table: please check", unit=name)
        return Detail(t("Unit"), text, "flag")
    return Detail(t("Unit"), name)
