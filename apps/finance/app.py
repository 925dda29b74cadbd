"""The finance desk: navigation between its pages. `entry/finance.py` runs it."""

from __future__ import annotations

import streamlit as st
from streamlit import runtime

from apps.finance.pages.parts.places import page_path
from apps.finance.pages.parts.words import finance_words
from apps.shared.frame import dress
from apps.shared.warm_up import warm_up

_HEAVY = ("apps.finance.pages.parts.filing_charts", "apps.finance.pages.parts.talk")
"""What takes seconds to import: charts, and the retrieval behind answers."""

_WARM_AFTER = 8.0
"""Until the first filings of a new library have been read and shown."""


def main() -> None:
    t = finance_words()
    dress(t("Consilium · Finance"))
    pages = [
        st.Page(page_path("filing"), title=t("Filing"), icon=":material/table_view:", default=True),
        st.Page(page_path("compare"), title=t("Compare"), icon=":material/compare_arrows:"),
        st.Page(page_path("ask"), title=t("Ask"), icon=":material/forum:"),
        st.Page(page_path("library"), title=t("Library"), icon=":material/folder_open:"),
        st.Page(page_path("about"), title=t("About"), icon=":material/info:"),
    ]
    st.navigation(pages, position="top").run()
    if runtime.exists():
        warm_up(_HEAVY, _WARM_AFTER)
