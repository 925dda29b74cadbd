"""The audit log as a table, the report of its chain in words, the installation's facts, roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from apps.medical.service.audit import ChainReport, Logged
from apps.medical.service.roles import MAY, Permission, Role
from apps.medical.service.views.signing import clock
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark

_ACTIONS = {
    "view": mark("opened the chart"),
    "list": mark("listed the patients"),
    "annotate": mark("worklist updated"),
    "keep-review": mark("review kept"),
    "keep-choices": mark("choice kept"),
    "sign-off-accept": mark("accepted"),
    "sign-off-override": mark("overrode"),
    "sign-off-defer": mark("deferred"),
    "delete-reason": mark("gave a reason to delete"),
    "import": mark("imported"),
    "enter-finding": mark("entered a finding"),
    "take-back-finding": mark("took a finding back"),
    "options": mark("looked at options"),
    "check-drug": mark("checked a drug"),
    "ask": mark("asked a question"),
    "export": mark("exported"),
    "delete": mark("deleted the patient"),
    "confirm-identity": mark("confirmed an identity"),
    "refuse-document": mark("left a document out"),
    "role": mark("changed role"),
    "verify-audit": mark("verified the chain"),
    "hook": mark("CDS hook"),
}
_PERMISSIONS = {
    Permission.VIEW: mark("read charts"),
    Permission.IMPORT: mark("import"),
    Permission.SIGN_OFF: mark("answer and decide"),
    Permission.OVERRIDE: mark("override"),
    Permission.EXPORT: mark("export"),
    Permission.DELETE: mark("delete"),
    Permission.VERIFY_AUDIT: mark("verify the audit"),
    Permission.MANAGE: mark("administer"),
}
_FACTS = {
    "tenant": mark("Tenant"),
    "user": mark("You"),
    "key": mark("Key fingerprint"),
    "patients": mark("Patients"),
    "entries": mark("Audit entries"),
    "model": mark("Model"),
}
_ID, _OBJECT = 8, 16


def action_name(action: str, t: Words) -> str:
    return t(_ACTIONS[action]) if action in _ACTIONS else action


def actions_of(entries: Sequence[Logged]) -> list[str]:
    return sorted({one.entry.action for one in entries})


def chosen_entries(
    entries: Sequence[Logged], *, search: str, actions: Sequence[str]
) -> list[Logged]:
    """The newest first; those that hold every word searched for."""
    words = search.casefold().split()
    return [
        one
        for one in reversed(entries)
        if (not actions or one.entry.action in actions)
        and all(word in _searched(one) for word in words)
    ]


def _searched(one: Logged) -> str:
    entry = one.entry
    return f"{entry.actor} {entry.role} {entry.action} {entry.patient} {entry.detail}".casefold()


def audit_table(entries: Sequence[Logged], t: Words) -> TableView:
    columns = (
        TableColumn(t("When"), align="left"),
        TableColumn(t("Who"), align="left"),
        TableColumn(t("Action"), align="left"),
        TableColumn(t("Patient"), align="left"),
        TableColumn(t("About"), align="left"),
        TableColumn(t("Hash"), align="left"),
    )
    rows = tuple(_row(one, t) for one in entries)
    return TableView(t("Audit log"), columns, rows, t("No."))


def _row(one: Logged, t: Words) -> TableRow:
    entry = one.entry
    versions = "; ".join(f"{name} {version}" for name, version in entry.versions.items())
    objects = (one if len(one) <= _OBJECT else f"{one[:_ID]}…" for one in entry.objects)
    about = " · ".join(part for part in (*objects, entry.detail) if part)
    return TableRow(
        str(one.seq),
        (
            TableCell(clock(datetime.fromisoformat(one.at).astimezone(), t)),
            TableCell(entry.actor),
            TableCell(action_name(entry.action, t)),
            TableCell(entry.patient[:_ID], tone="muted"),
            TableCell(about, tone="muted", note=versions),
            TableCell(one.hash[:_ID], tone="muted", note=one.hash),
        ),
    )


def verified_text(report: ChainReport, t: Words) -> str:
    if report.ok:
        return t(
            "The chain is whole: {count} entries, last hash {hash}.",
            count=report.length,
            hash=report.head.hash[:16],
        )
    if report.first_broken is None:
        return t("The chain is broken: {reason}.", reason=report.reason)
    return t(
        "The chain is broken at entry {number}: {reason}.",
        number=report.first_broken,
        reason=report.reason,
    )


def installation_table(facts: Mapping[str, str], t: Words) -> TableView:
    rows = tuple(TableRow(t(_FACTS[name]), (TableCell(text),)) for name, text in facts.items())
    return TableView(t("This installation"), (TableColumn("", align="left"),), rows, t("Fact"))


def roles_table(names: Mapping[Role, str], t: Words) -> TableView:
    columns = tuple(TableColumn(name) for name in names.values())
    rows = tuple(
        TableRow(t(label), tuple(TableCell("✓" if one in MAY[role] else "") for role in names))
        for one, label in _PERMISSIONS.items()
    )
    return TableView(t("What each role may do"), columns, rows, t("Permission"))
