"""The clinician's desk: navigation between its pages. `entry/medical.py` runs it."""

from __future__ import annotations

import streamlit as st
from streamlit import runtime

from apps.medical.pages.parts.places import page_path
from apps.medical.pages.parts.words import medical_words
from apps.shared.frame import dress
from apps.shared.warm_up import warm_up

_HEAVY = ("apps.medical.pages.parts.lab_charts", "apps.medical.pages.parts.talk")
_WARM_AFTER = 4.0
"""Until the demo patients have been read and the worklist was drawn."""


def main() -> None:
    t = medical_words()
    dress(t("Consilium · Medical"))
    pages = [
        st.Page(
            page_path("worklist"), title=t("Worklist"), icon=":material/list_alt:", default=True
        ),
        st.Page(page_path("patient"), title=t("Patient"), icon=":material/person:"),
        st.Page(page_path("audit"), title=t("Audit"), icon=":material/policy:"),
        st.Page(page_path("about"), title=t("About"), icon=":material/info:"),
    ]
    st.navigation(pages, position="top").run()
    if runtime.exists():
        warm_up(_HEAVY, _WARM_AFTER)
