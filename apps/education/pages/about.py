"""Who this is for, what it reads, what it cannot do, how it was measured, what it is made of."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from apps.education.pages.parts.words import education_words
from apps.shared import about_views as views
from apps.shared.about import read_about
from apps.shared.figure_table import show_table
from apps.shared.frame import head
from apps.shared.model_part import show_model
from apps.shared.wiring.education import education_desk

ABOUT = Path(__file__).parents[1] / "service" / "about.toml"


def page() -> None:
    t = education_words()
    desk = education_desk()
    head(t("About this desk"), t)
    about = read_about(ABOUT)
    left, right = st.columns(2, gap="large")
    with left:
        for section in about.sections:
            st.subheader(section.heading(t.language), anchor=False)
            st.markdown("\n".join(f"- {line}" for line in section.lines(t.language)))
    with right:
        st.subheader(t("Measured"), anchor=False)
        st.caption(t("On public data that no shipped weight was trained on, and in simulated "
                     "classes whose truth is known."))  # fmt: skip
        if about.validation:
            show_table(views.validation_table(about, t), key="validation", on_pick=_nothing)
        else:
            st.caption(t("No figure has been entered yet."))
        show_model(desk.answering, "education", t)
        st.subheader(t("Knowledge and its licences"), anchor=False)
        st.markdown(views.knowledge_lines(about, t))
        st.subheader(t("Versions"), anchor=False)
        show_table(views.versions_table(desk.versions(), t), key="versions", on_pick=_nothing)


def _nothing(ref: str) -> None:
    """Nothing opens from this page's tables."""


page()
