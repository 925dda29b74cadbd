"""The record at a glance: problems, medications, encounters, vital signs, as tables and as bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.medical.domain.record import (
    Medication,
    Observation,
    PatientRecord,
    Problem,
    Verification,
)
from apps.medical.domain.when import When
from apps.medical.service.views.moments import first_day, moment, span
from apps.medical.service.views.sources import ref_of
from apps.shared.formats import ABSENT
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

VERIFICATIONS = {
    Verification.CONFIRMED: mark("confirmed"),
    Verification.PROVISIONAL: mark("provisional"),
    Verification.DIFFERENTIAL: mark("differential"),
    Verification.UNCONFIRMED: mark("unconfirmed"),
    Verification.REFUTED: mark("refuted"),
}
_STATUSES = {
    "active": mark("active"),
    "recurrence": mark("recurrence"),
    "relapse": mark("relapse"),
    "inactive": mark("inactive"),
    "remission": mark("remission"),
    "resolved": mark("resolved"),
    "completed": mark("completed"),
    "stopped": mark("stopped"),
    "on-hold": mark("on hold"),
    "intended": mark("intended"),
    "finished": mark("finished"),
    "cancelled": mark("cancelled"),
    "draft": mark("draft"),
    "unknown": mark("unknown"),
    "entered-in-error": mark("entered in error"),
}
_OVER = frozenset({"resolved", "inactive", "remission", "stopped", "completed", "cancelled"})
_ENCOUNTERS_SHOWN = 12
_VITALS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Lanes:
    """Bars and dots over time, one lane a thing; `alt` tells the same to a screen reader."""

    records: tuple[dict[str, Any], ...]
    lanes: tuple[str, ...]
    title: str
    alt: str
    kinds: tuple[str, ...] = ()
    labels: tuple[str, str, str] = ("", "", "")
    """Headings of the lane, the time and the kind in what is told on hover."""


def status_word(status: str, t: Words) -> str:
    return t(_STATUSES[status]) if status in _STATUSES else status or ABSENT


def problems_table(record: PatientRecord, t: Words) -> TableView:
    """Active ones first, refuted ones last; each opens its line."""
    ordered = sorted(record.problems, key=_problem_order)
    columns = (
        TableColumn(t("Since"), align="left"),
        TableColumn(t("Status"), align="left"),
    )
    return TableView(
        t("Problems"), columns, tuple(_problem(one, t) for one in ordered), t("Problem")
    )


def _problem_order(problem: Problem) -> tuple[bool, bool, int]:
    refuted = problem.verification is Verification.REFUTED
    since = problem.onset.first.toordinal() if problem.onset else 0
    return refuted, problem.clinical_status in _OVER, -since


def _problem(problem: Problem, t: Words) -> TableRow:
    over = problem.clinical_status in _OVER or problem.verification is Verification.REFUTED
    tone = "muted" if over else "plain"
    status = status_word(problem.clinical_status, t)
    if problem.verification is not Verification.CONFIRMED:
        status = f"{status}, {t(VERIFICATIONS[problem.verification])}".removeprefix(f"{ABSENT}, ")
    return TableRow(
        problem.concept.text,
        (
            TableCell(span(problem.onset, problem.abated, t.language), tone=tone),
            TableCell(status, tone=tone),
        ),
        ref=ref_of(problem.source),
    )


def medications_table(record: PatientRecord, cautioned: Iterable[str], t: Words) -> TableView:
    """`cautioned` are the ids of medications with cautions, which are flagged."""
    flagged = set(cautioned)
    ordered = sorted(record.medications, key=_medication_order)
    columns = (
        TableColumn(t("Period"), align="left"),
        TableColumn(t("Status"), align="left"),
    )
    rows = tuple(_medication(one, one.id in flagged, t) for one in ordered)
    return TableView(t("Medications"), columns, rows, t("Medication"))


def _medication_order(medication: Medication) -> tuple[bool, int]:
    since = medication.start.first.toordinal() if medication.start else 0
    return is_over(medication), -since


def is_over(medication: Medication) -> bool:
    return medication.end is not None or medication.status in ("stopped", "cancelled")


def _medication(medication: Medication, flagged: bool, t: Words) -> TableRow:
    tone = "muted" if is_over(medication) else "plain"
    note = t("There are cautions; see the options.") if flagged else ""
    return TableRow(
        medication.drug.text,
        (
            TableCell(span(medication.start, medication.end, t.language), tone=tone),
            TableCell(
                status_word(medication.status, t), tone="flag" if flagged else tone, note=note
            ),
        ),
        note=medication.dose,
        ref=ref_of(medication.source),
    )


def medication_lanes(record: PatientRecord, on: date, t: Words) -> Lanes:
    """A bar for each medication with a beginning; an open one runs to the day shown."""
    dated = [one for one in sorted(record.medications, key=_medication_order) if one.start]
    records = tuple(
        {
            "lane": one.drug.text,
            "start": first_day(one.start),
            "end": max(_end(one.end, on), first_day(one.start)),
            "kind": t("taken until") if one.end else t("still taken"),
            "told": span(one.start, one.end, t.language),
        }
        for one in dated
    )
    lanes = tuple(dict.fromkeys(str(one["lane"]) for one in records))
    alt = t("Medications over time: {names}", names=", ".join(lanes))
    kinds = (t("still taken"), t("taken until"))
    labels = (t("Medication"), t("Period"), t("Status"))
    return Lanes(records, lanes, t("Medications over time"), alt, kinds, labels)


def _end(end: When | None, on: date) -> str:
    return on.isoformat() if end is None else end.last.isoformat()


def timeline_lanes(record: PatientRecord, on: date, t: Words) -> Lanes:
    """Encounters, procedures, notes and laboratory days as dots, one lane a kind."""
    dots: list[dict[str, Any]] = []
    for lane, when, end, text in _happened(record, t):
        if when is not None:
            told = f"{span(when, end, t.language)}"
            dots.append({"lane": lane, "start": first_day(when), "text": text, "told": told})
    lanes = tuple(dict.fromkeys(str(one["lane"]) for one in dots))
    alt = t("What happened when, in {count} lanes", count=len(lanes))
    labels = (t("Kind"), t("Date"), t("What"))
    return Lanes(tuple(dots), lanes, t("Timeline"), alt, (), labels)


def _happened(
    record: PatientRecord, t: Words
) -> Iterable[tuple[str, When | None, When | None, str]]:
    for one in record.encounters:
        yield t("Encounters"), one.start, one.end, one.title or one.kind
    for event in record.events:
        yield t("Events"), event.start, event.end, event.concept.text
    for problem in record.problems:
        yield t("Problems begin"), problem.onset, problem.abated, problem.concept.text
    days: dict[str, Observation] = {}
    for line in record.observations:
        if line.category == "laboratory" and line.taken is not None:
            days.setdefault(line.taken.first.isoformat(), line)
    for line in days.values():
        yield t("Laboratory"), line.taken, None, t("Results")


def encounters_table(record: PatientRecord, t: Words) -> TableView:
    ordered = sorted(record.encounters, key=lambda one: _newest(one.start))[:_ENCOUNTERS_SHOWN]
    rows = tuple(
        TableRow(
            moment(one.start, t.language),
            (TableCell(one.title or one.kind or ABSENT),),
            ref=ref_of(one.source),
        )
        for one in ordered
    )
    return TableView(t("Encounters"), (TableColumn(t("What"), align="left"),), rows, t("Date"))


def _newest(when: When | None) -> int:
    return -when.first.toordinal() if when else 0


def vitals_table(record: PatientRecord, t: Words) -> TableView:
    """The latest values of each sign, the newest on the left; hovering tells when."""
    lines = [one for one in record.observations if one.category == "vital-signs"]
    lines.sort(key=lambda one: _newest(one.taken))
    named: dict[str, list[Observation]] = {}
    for line in lines:
        named.setdefault(line.concept.text, []).append(line)
    columns = (
        TableColumn(t("Date")),
        TableColumn(t("Latest")),
        *(TableColumn(t("Before")) for _ in range(_VITALS_SHOWN - 1)),
    )
    rows = tuple(_vital(name, here[:_VITALS_SHOWN], t) for name, here in named.items())
    return TableView(t("Vital signs"), columns, rows, t("Sign"))


def _vital(name: str, lines: Sequence[Observation], t: Words) -> TableRow:
    cells = [TableCell(moment(lines[0].taken, t.language), tone="muted")]
    cells += [
        TableCell(value_text(one), ref_of(one.source), note=moment(one.taken, t.language))
        for one in lines
    ]
    cells += [TableCell("")] * (_VITALS_SHOWN + 1 - len(cells))
    return TableRow(name, tuple(cells), note=lines[0].unit)


def value_text(line: Observation) -> str:
    """A value as it was written, with its comparator; the text where it is no number."""
    if line.value is None:
        return line.text or ABSENT
    return f"{line.comparator or ''}{line.value:f}"
