"""Decisions as lines and as a table: what was suggested, what was decided, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from babel.dates import format_datetime

from apps.medical.service.candidates import NONE
from apps.medical.service.review import Review
from apps.medical.service.signing import Decision, Subject, Verdict, latest, subjects
from apps.medical.service.views.differential import PANELS
from apps.shared.formats import ABSENT
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView, Tone
from apps.shared.words import Words, mark

VERDICTS = {
    Verdict.ACCEPT: mark("Accept"),
    Verdict.OVERRIDE: mark("Override"),
    Verdict.DEFER: mark("Defer"),
}
_DONE = {
    Verdict.ACCEPT: mark("accepted"),
    Verdict.OVERRIDE: mark("overridden"),
    Verdict.DEFER: mark("deferred"),
}
_TONES: dict[Verdict, Tone] = {Verdict.ACCEPT: "good", Verdict.OVERRIDE: "flag"}
_LOCALES = {"en": "en_US", "zh": "zh_CN"}


def clock(at: datetime, t: Words) -> str:
    return format_datetime(at, "medium", locale=_LOCALES[t.language])


def subject_name(subject: Subject, t: Words) -> str:
    if subject.kind == "differential":
        return next((t(label) for panel, label in PANELS.items() if panel == subject.key), "")
    return t("{drug} for {disease}", drug=subject.shown, disease=subject.title)


def shown_name(name: str, t: Words) -> str:
    return t("None of these") if name == NONE else name or ABSENT


def decision_line(one: Decision, t: Words) -> str:
    """One decision as a sentence."""
    told = f"{t(_DONE[one.verdict])}: {shown_name(one.chosen, t)}"
    if one.reason:
        told = f"{told} ({one.reason})"
    return f"{told} · {one.by} · {clock(one.at, t)}"


def decisions_table(review: Review, decisions: Sequence[Decision], t: Words) -> TableView:
    """Every differential and what was decided, then the options that were decided about."""
    held = latest(decisions)
    shown = [one for one in subjects(review, t.language) if one.kind == "differential"]
    shown += [one.subject for one in held.values() if one.subject.kind == "option"]
    columns = (
        TableColumn(t("Suggested"), align="left"),
        TableColumn(t("Decision"), align="left"),
        TableColumn(t("Settled on"), align="left"),
        TableColumn(t("Reason"), align="left"),
        TableColumn(t("By"), align="left"),
    )
    rows = tuple(_row(one, held.get((one.kind, one.key)), review, t) for one in shown)
    return TableView(t("Decisions"), columns, rows, t("About"))


def _row(subject: Subject, one: Decision | None, review: Review, t: Words) -> TableRow:
    name, suggested = subject_name(subject, t), TableCell(shown_name(subject.shown, t))
    if one is None:
        open_ = TableCell(t("open"), tone="flag")
        return TableRow(name, (suggested, open_, TableCell(""), TableCell(""), TableCell("")))
    stale = one.record_hash != review.record_hash
    note = t("The record has changed since.") if stale else ""
    verdict = TableCell(
        t(_DONE[one.verdict]), tone="flag" if stale else _TONES.get(one.verdict, "plain"), note=note
    )
    who = TableCell(f"{one.by}, {clock(one.at, t)}", tone="muted")
    chosen = TableCell(shown_name(one.chosen, t))
    return TableRow(name, (suggested, verdict, chosen, TableCell(one.reason), who), note=note)


def history_table(decisions: Sequence[Decision], t: Words) -> TableView:
    """All decisions ever made, superseded ones marked, the newest first."""
    gone = {one.supersedes for one in decisions if one.supersedes}
    columns = (
        TableColumn(t("About"), align="left"),
        TableColumn(t("Decision"), align="left"),
        TableColumn(t("State"), align="left"),
    )
    rows = tuple(
        TableRow(
            clock(one.at, t),
            (
                TableCell(subject_name(one.subject, t)),
                TableCell(decision_line(one, t)),
                TableCell(t("superseded") if one.id in gone else t("holds"), tone="muted"),
            ),
        )
        for one in sorted(decisions, key=lambda one: one.at, reverse=True)
    )
    return TableView(t("History"), columns, rows, t("When"))
