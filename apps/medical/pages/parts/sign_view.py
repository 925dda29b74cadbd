"""What was decided, what is open, and what leaves the desk: signed summary and FHIR bundle."""

from __future__ import annotations

from functools import partial

import streamlit as st

from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.tables import draw
from apps.medical.service.roles import Permission
from apps.medical.service.signing import undecided
from apps.medical.service.summary_pdf import missing_font
from apps.medical.service.views.signing import decisions_table, history_table, subject_name


def sign_view(of: Open) -> None:
    t = of.t
    draw(decisions_table(of.review, of.decisions, t), "decisions")
    left = undecided(of.review, of.decisions)
    if left:
        names = ", ".join(subject_name(one, t) for one in left)
        st.warning(
            t("Still open: {names}. Decide under “Differential”.", names=names),
            icon=":material/pending_actions:",
        )
    else:
        st.success(t("Every differential of this record is decided."), icon=":material/task_alt:")
    _downloads(of)
    if of.decisions:
        with st.expander(t("All decisions, superseded ones too")):
            draw(history_table(of.decisions, t), "history")


def _downloads(of: Open) -> None:
    t = of.t
    if not of.user.may(Permission.EXPORT):
        return
    missing = missing_font(of.record, t.language)
    with st.container(horizontal=True):
        st.download_button(
            t("Signed summary (PDF)"),
            data=partial(of.desk.papers.summary_pdf, of.user, of.chart, t),
            file_name="consilium-summary.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            key="summary-pdf",
            on_click="ignore",
            disabled=missing is not None,
            help=missing,
        )
        st.download_button(
            t("FHIR bundle"),
            data=partial(of.desk.papers.bundle, of.user, of.chart),
            file_name="consilium-bundle.json",
            mime="application/fhir+json",
            icon=":material/data_object:",
            key="bundle",
            on_click="ignore",
        )
