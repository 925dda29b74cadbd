"""Who this desk is for, what it reads, what it cannot do, and which model answers."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from apps.finance.pages.parts.words import finance_words
from apps.shared import about_views as views
from apps.shared.about import read_about
from apps.shared.figure_table import show_table
from apps.shared.frame import head
from apps.shared.model_part import show_model
from apps.shared.wiring.finance import finance_desk

ABOUT = Path(__file__).parents[1] / "service" / "about.toml"


def page() -> None:
    t = finance_words()
    desk = finance_desk()
    head(t("About this desk"), t)
    about = read_about(ABOUT)
    left, right = st.columns(2, gap="large")
    with left:
        for section in about.sections:
            st.subheader(section.heading(t.language), anchor=False)
            st.markdown("\n".join(f"- {line}" for line in section.lines(t.language)))
    with right:
        show_model(desk.answering, "finance", t)
        st.subheader(t("Knowledge and its licences"), anchor=False)
        st.markdown(views.knowledge_lines(about, t))
        st.subheader(t("Versions"), anchor=False)
        show_table(views.versions_table(desk.versions(), t), key="versions", on_pick=_nothing)


def _nothing(ref: str) -> None:
    """Nothing opens from this page's tables."""


page()
