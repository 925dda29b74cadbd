"""What came of each import: every part accounted for, notices with remedies, what waits."""

from __future__ import annotations

import streamlit as st

from apps.medical.domain.intake.imported import Held
from apps.medical.pages.parts.open_patient import listed
from apps.medical.service.intake import Report
from apps.medical.service.roles import User
from apps.medical.service.views import imports as views
from apps.shared.figure_table import show_table
from apps.shared.viewer import plain
from apps.shared.wiring.medical import MedicalDesk
from apps.shared.words import Words


def import_reports(desk: MedicalDesk, user: User, t: Words) -> None:
    reports = desk.intake.reports(user)
    for report in reports:
        for held in report.held:
            _held(desk, user, report, held, t)
    for report in reports[:3]:
        with st.expander(views.report_title(report, t), icon=":material/receipt_long:"):
            _report(report, t)
            st.button(
                t("Put this report away"),
                key=f"away-{report.id}",
                type="tertiary",
                on_click=desk.intake.put_away,
                args=(user, report),
                disabled=bool(report.held),
            )


def _report(report: Report, t: Words) -> None:
    notices = views.notices_table(report, t)
    if notices.rows:
        show_table(notices, key=f"notices-{report.id}", on_pick=_nothing, height=300)
    table = views.accounts_table(report, t)
    show_table(table, key=f"accounts-{report.id}", on_pick=_nothing, height=300)
    if report.loose:
        st.download_button(
            t("What belongs to no patient ({count})", count=len(report.loose)),
            views.loose_text(report),
            file_name="unassigned.txt",
            key=f"loose-{report.id}",
            type="tertiary",
            icon=":material/download:",
        )


def _nothing(ref: str) -> None:
    """Nothing opens from a report: its parts are opened from the record."""


def _held(desk: MedicalDesk, user: User, report: Report, held: Held, t: Words) -> None:
    """A document that may be another patient's: merged or let go only with a reason."""
    key = f"{report.id}-{held.origin}"
    with st.container(border=True, key=f"held-{report.id}"):
        st.warning(plain(views.held_text(held, t)), icon=":material/person_alert:")
        names = {card.id: card.name for card in listed(desk, user)}
        patients = [id for id in report.patients if id in names]
        patient = st.selectbox(
            t("Belongs to"), patients, format_func=lambda id: names[id], key=f"patient-{key}"
        )
        reason = st.text_input(t("Reason"), key=f"reason-{key}", max_chars=500)
        with st.container(horizontal=True):
            st.button(
                t("It belongs to this patient"),
                key=f"confirm-{key}",
                disabled=not (reason.strip() and patient),
                on_click=desk.intake.confirm,
                args=(user, report, held, patient, reason),
            )
            st.button(
                t("Leave it out"),
                key=f"refuse-{key}",
                disabled=not reason.strip(),
                on_click=desk.intake.refuse,
                args=(user, report, held, reason),
            )
