"""A differential as rows: calibrated probabilities, and what speaks for and against each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from apps.medical.domain.differential import Candidate, Differential, Reference, Weighed
from apps.medical.domain.record import PatientRecord
from apps.medical.service.candidates import NONE, plausible
from apps.medical.service.review import Panel
from apps.medical.service.views.findings import words_of
from apps.medical.service.views.sources import ASSERTIONS, ref_of
from apps.shared.formats import ABSENT
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView, Tone
from apps.shared.words import Words, mark

PANELS: dict[Panel, str] = {
    "common": mark("Common presentations"),
    "rare": mark("Rare disease"),
    "child": mark("Children (Chinese)"),
}
LIMITS: dict[Panel, str] = {
    "common": mark(
        "Ranks 49 diseases of general practice and emergency care. A disease outside them can only "
        "show as “none of these”. The knowledge is generated, not counted in patients."
    ),
    "rare": mark(
        "Ranks hereditary disease by phenotype. Frequencies come from published cases, which are "
        "severer than the average. Variants and family segregation are not considered."
    ),
    "child": mark(
        "Ranks five common diseases of Chinese children from dialogues. Anything else can only "
        "show as “none of these”."
    ),
}
_STRONG, _MODERATE = math.log(10), math.log(3)
REST: Final = "rest"


def candidates_table(of: Differential, t: Words) -> TableView:
    """The candidates, then those not shown, then `none of these`."""
    columns = (
        TableColumn(t("Probability")),
        TableColumn(t("For")),
        TableColumn(t("Against")),
    )
    shown = plausible(of)
    rest = of.rest + sum(one.probability for one in of.candidates[len(shown) :])
    rows = [_candidate(one, t) for one in shown]
    rows.append(_plain_row(t("Other candidates, not shown"), rest))
    rows.append(_plain_row(t("None of these"), of.none_of_these, ref=NONE))
    return TableView(t("Differential"), columns, tuple(rows), t("Diagnosis"))


def short_table(of: Differential, title: str, t: Words) -> TableView:
    """The first three candidates and `none of these`, with their probabilities only."""
    rows = [
        TableRow(one.name, (TableCell(share(one.probability), bar=one.probability),))
        for one in plausible(of)[:3]
    ]
    none = TableCell(share(of.none_of_these), bar=of.none_of_these)
    rows.append(TableRow(t("None of these"), (none,), kind="total"))
    return TableView(title, (TableColumn(t("Probability")),), tuple(rows), title)


def _candidate(one: Candidate, t: Words) -> TableRow:
    cells = (
        TableCell(share(one.probability), bar=one.probability),
        TableCell(str(len(one.supports)), tone="muted"),
        TableCell(str(len(one.opposes)), tone="muted"),
    )
    return TableRow(one.name, cells, ref=one.id)


def _plain_row(label: str, probability: float, *, ref: str = "") -> TableRow:
    cells = (TableCell(share(probability), bar=probability), TableCell(""), TableCell(""))
    return TableRow(label, cells, kind="total" if ref else "line", ref=ref)


def share(probability: float) -> str:
    """Whole percent; below one percent it says so."""
    if 0 < probability < 0.01:
        return "< 1%"
    return f"{probability:.0%}"


def candidate_of(of: Differential, id: str) -> Candidate | None:
    return next((one for one in of.candidates if one.id == id), None)


def evidence_table(candidate: Candidate, record: PatientRecord, t: Words) -> TableView:
    """For and against, the weightiest first, each with the words of the record."""
    columns = (
        TableColumn(t("Weight"), align="left"),
        TableColumn(t("In the record"), align="left"),
        TableColumn(t("Knowledge"), align="left"),
    )
    rows = [
        *_section(t("For"), candidate.supports, record, t),
        *_section(t("Against"), candidate.opposes, record, t),
    ]
    return TableView(t("Evidence"), columns, tuple(rows), candidate.name)


def _section(
    title: str, weighed: Sequence[Weighed], record: PatientRecord, t: Words
) -> list[TableRow]:
    if not weighed:
        return []
    head = TableRow(title, (TableCell(""), TableCell(""), TableCell("")), kind="section")
    ordered = sorted(weighed, key=lambda one: -abs(one.nats))
    return [head, *(_evidence(one, record, t) for one in ordered)]


def _evidence(one: Weighed, record: PatientRecord, t: Words) -> TableRow:
    quote = TableCell(t("not mentioned"), tone="muted")
    if one.finding is not None:
        words = words_of(record, one.finding)
        told = f"{t(ASSERTIONS[one.finding.assertion])}: {words}"
        quote = TableCell(told[:60], ref_of(one.finding.source))
    known = one.detail or one.reference.title
    tone: Tone = "good" if one.nats > 0 else "bad"
    cells = (TableCell(weight(one.nats, t), tone=tone), quote, TableCell(known, tone="muted"))
    return TableRow(one.label, cells, level=1)


def weight(nats: float, t: Words) -> str:
    """How many times more likely the finding is with the disease than without, and in words."""
    ratio = math.exp(min(abs(nats), 9.2))
    times = f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}"
    sign = "×" if nats > 0 else "÷"
    strength = t("weak")
    if abs(nats) >= _STRONG:
        strength = t("strong")
    elif abs(nats) >= _MODERATE:
        strength = t("moderate")
    return f"{sign}{times} {strength}"


def references(candidate: Candidate) -> list[Reference]:
    """What the candidate rests on, each once."""
    every = (*candidate.references, *(one.reference for one in candidate.supports))
    return list({(one.title, one.url): one for one in every if one.title}.values())


def version_line(of: Differential, t: Words) -> str:
    return t(
        "Model {model} · knowledge {data} · {used} findings weighed, {unused} not known to it",
        model=of.model_version or ABSENT,
        data=of.data_version or ABSENT,
        used=len(of.used),
        unused=len(of.unused),
    )
