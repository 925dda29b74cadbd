"""What came of each import: every row accounted for, every refusal with its line and remedy."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.places import page_path
from apps.education.service.importing import Report
from apps.education.service.views import imports as views
from apps.shared.figure_table import show_table
from apps.shared.viewer import plain
from apps.shared.wiring.education import EducationDesk
from apps.shared.words import Words

_SHOWN = 5


def import_reports(desk: EducationDesk, t: Words, *, quiet: bool) -> None:
    """The latest first; the newest is open unless another file is being looked at."""
    reports = desk.intake.reports()[:_SHOWN]
    if not reports and not quiet:
        st.info(t("Pick a file on the right. What it holds and what its columns mean shows here."))
    for number, report in enumerate(reports):
        title = plain(views.report_title(report, t))
        with st.expander(title, icon=":material/receipt_long:", expanded=not number and not quiet):
            _report(report, t)


def _report(report: Report, t: Words) -> None:
    left, right = st.columns([2, 5], gap="medium")
    with left:
        table = views.account_table(report.account, t)
        show_table(table, key=f"account-{report.id}", on_pick=_nothing)
        st.page_link(
            page_path("classroom"),
            label=t("Open the class"),
            icon=":material/grid_on:",
            query_params={"course": report.course, "lang": t.language},
        )
    with right:
        if not report.refused:
            st.success(t("Every row was taken."), icon=":material/check:")
            return
        table = views.refused_table(report.refused, t)
        show_table(table, key=f"refused-{report.id}", on_pick=_nothing, height=360)
        st.caption(views.refused_note(len(report.refused), t))
        st.download_button(
            t("All refused rows (CSV)"),
            data=lambda: views.refused_csv(report.refused, t),
            file_name="refused.csv",
            mime="text/csv",
            key=f"refused-csv-{report.id}",
            on_click="ignore",
            icon=":material/download:",
        )


def _nothing(ref: str) -> None:
    """Nothing opens from a report: it names the line of the file."""
