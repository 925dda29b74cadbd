"""Who this is for, what it reads, what it cannot do, how it was measured, what it is made of."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from apps.medical.pages.parts.user import current_user, role_switch
from apps.medical.pages.parts.words import medical_words
from apps.shared import about_views as views
from apps.shared.about import read_about
from apps.shared.figure_table import show_table
from apps.shared.frame import head
from apps.shared.model_part import show_model
from apps.shared.wiring.medical import medical_desk

ABOUT = Path(__file__).parents[1] / "service" / "about.toml"


def page() -> None:
    t = medical_words()
    desk = medical_desk()
    user = current_user(desk, t)
    head(t("About this desk"), t, beside=lambda: role_switch(desk, user, t))
    about = read_about(ABOUT)
    left, right = st.columns(2, gap="large")
    with left:
        for section in about.sections:
            _section(section.heading(t.language), section.lines(t.language))
    with right:
        st.subheader(t("Validation"), anchor=False)
        st.caption(t("Measured on public data that no part of the model was trained on, except "
                     "where a line says otherwise."))  # fmt: skip
        if about.validation:
            show_table(views.validation_table(about, t), key="validation", on_pick=_nothing)
        else:
            st.caption(t("No figure has been entered yet."))
        show_model(desk.answering, "medical", t)
        st.subheader(t("Knowledge and its licences"), anchor=False)
        st.markdown(views.knowledge_lines(about, t))
        st.subheader(t("Versions"), anchor=False)
        show_table(views.versions_table(desk.versions(), t), key="versions", on_pick=_nothing)


def _section(heading: str, lines: tuple[str, ...]) -> None:
    st.subheader(heading, anchor=False)
    st.markdown("\n".join(f"- {line}" for line in lines))


def _nothing(ref: str) -> None:
    """Nothing opens from this page's tables."""


page()
