"""What stands where there is nothing yet: files on their way, and the way to bring some."""

from __future__ import annotations

import streamlit as st

from apps.finance.pages.parts.job_list import job_list
from apps.finance.pages.parts.places import page_path
from apps.shared.shown_jobs import any_active
from apps.shared.wiring.finance import FinanceDesk
from apps.shared.words import Words


def welcome(desk: FinanceDesk, t: Words) -> None:
    """The page appears by itself as soon as the first filing is read."""
    if any_active(desk.jobs.recent()):
        st.info(t("The first filings are being read. They appear here in a moment."))
        job_list(desk.jobs, t)
        return
    st.info(
        t("The library is empty. Add a filing: PDF, HTML, XBRL, a spreadsheet, or pasted text."),
        icon=":material/upload_file:",
    )
    st.page_link(page_path("library"), label=t("Add filings"), icon=":material/add:")
