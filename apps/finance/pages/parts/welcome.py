"""What stands where there is nothing yet, with the way to bring something."""

from __future__ import annotations

import streamlit as st

from apps.shared.words import Words


def welcome(t: Words) -> None:
    st.info(
        t("The library is empty. Add a filing: PDF, HTML, XBRL, a spreadsheet, or pasted text."),
        icon=":material/upload_file:",
    )
    st.page_link("pages/library.py", label=t("Add filings"), icon=":material/add:")
