"""The teacher's desk: navigation between its pages. `entry/education.py` runs it."""

from __future__ import annotations

import streamlit as st
from streamlit import runtime

from apps.education.pages.parts.places import page_path
from apps.education.pages.parts.words import education_words
from apps.shared.frame import dress
from apps.shared.warm_up import warm_up

_HEAVY = (
    "apps.education.pages.parts.curve_chart",
    "apps.education.domain.paths.plan",
    "apps.education.service.material.hints",
)
_WARM_AFTER = 4.0
"""Until the first class has been drawn."""


def main() -> None:
    t = education_words()
    dress(t("Consilium · Education"))
    pages = [
        st.Page(page_path("classroom"), title=t("Class"), icon=":material/grid_on:", default=True),
        st.Page(page_path("student"), title=t("Student"), icon=":material/person:"),
        st.Page(page_path("exercises"), title=t("Exercises"), icon=":material/edit_note:"),
        st.Page(page_path("material"), title=t("Material"), icon=":material/menu_book:"),
        st.Page(page_path("graph"), title=t("Points"), icon=":material/account_tree:"),
        st.Page(page_path("courses"), title=t("Import"), icon=":material/upload_file:"),
        st.Page(page_path("fairness"), title=t("Fairness"), icon=":material/balance:"),
        st.Page(page_path("privacy"), title=t("Privacy"), icon=":material/shield_person:"),
        st.Page(page_path("about"), title=t("About"), icon=":material/info:"),
    ]
    st.navigation(pages, position="top").run()
    if runtime.exists():
        warm_up(_HEAVY, _WARM_AFTER)
