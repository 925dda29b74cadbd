"""What came of an import, as tables: each part with its outcome, each notice with its remedy."""

from __future__ import annotations

from collections import Counter

from apps.medical.domain.intake.imported import Held, Outcome
from apps.medical.domain.source import Severity
from apps.medical.service.intake import Report
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView, Tone
from apps.shared.words import Words, mark

OUTCOMES = {
    Outcome.IMPORTED: mark("imported"),
    Outcome.KEPT_ONLY: mark("kept as a document"),
    Outcome.DUPLICATE: mark("was there already"),
    Outcome.UNPARSED: mark("not readable"),
}
_TONES: dict[Outcome, Tone] = {Outcome.UNPARSED: "bad", Outcome.DUPLICATE: "muted"}
_WEIGHTS: dict[Severity, Tone] = {Severity.ERROR: "bad", Severity.WARNING: "flag"}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFORMATION)


def report_title(report: Report, t: Words) -> str:
    counts = Counter(one.outcome for one in report.accounts)
    told = ", ".join(f"{counts[one]} {t(OUTCOMES[one])}" for one in Outcome if counts[one])
    files = t.plural("{count} file", "{count} files", len(report.files))
    return t("Import report: {files}, {parts}", files=files, parts=told)


def accounts_table(report: Report, t: Words) -> TableView:
    columns = (
        TableColumn(t("Outcome"), align="left"),
        TableColumn(t("Why"), align="left"),
        TableColumn(t("File"), align="left"),
    )
    ordered = sorted(report.accounts, key=lambda one: one.outcome is not Outcome.UNPARSED)
    rows = tuple(
        TableRow(
            f"{one.resource_type} {one.id}",
            (
                TableCell(t(OUTCOMES[one.outcome]), tone=_TONES.get(one.outcome, "good")),
                TableCell(one.reason),
                TableCell(one.origin, tone="muted"),
            ),
        )
        for one in ordered
    )
    return TableView(t("Every part of the files"), columns, rows, t("Part"))


def notices_table(report: Report, t: Words) -> TableView:
    columns = (
        TableColumn(t("Problem"), align="left"),
        TableColumn(t("Remedy"), align="left"),
    )
    ordered = sorted(report.notices, key=lambda one: _ORDER.index(one.severity))
    rows = tuple(
        TableRow(
            one.culprit,
            (
                TableCell(one.problem, tone=_WEIGHTS.get(one.severity, "plain")),
                TableCell(one.remedy),
            ),
        )
        for one in ordered
    )
    return TableView(t("Notices"), columns, rows, t("Where"))


def held_text(held: Held, t: Words) -> str:
    return t(
        "“{file}” may be another patient's and was not merged: {problem}",
        file=held.origin,
        problem=held.problem,
    )


def loose_text(report: Report) -> str:
    """The documents that belong to no patient, each below its title."""
    return "\n\n".join(f"=== {one.title} ({one.origin}) ===\n{one.text}" for one in report.loose)
