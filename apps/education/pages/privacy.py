"""What is kept of whom and for how long; taken out, or deleted with all that came of it."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.deletion import delete_course, one_student
from apps.education.pages.parts.exports import exports
from apps.education.pages.parts.retention import retention
from apps.education.pages.parts.room import Open, open_course
from apps.education.pages.parts.words import education_words
from apps.education.service.views import privacy as views
from apps.shared.figure_table import show_table
from apps.shared.wiring.education import education_desk

_CHOSEN = "privacy-student"


def page() -> None:
    t = education_words()
    of = open_course(t("Privacy"), education_desk(), t)
    if of is None:
        return
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _kept(of)
        with st.expander(t("Who did what")):
            deeds = of.desk.store.deeds(of.course.id)
            show_table(views.deeds_table(deeds, t), key="deeds", on_pick=_nothing, height=420)
    with right, st.container(key="source"):
        one_student(of, str(st.session_state.get(_CHOSEN, "")))
        retention(of)
        exports(of)
        delete_course(of)


def _kept(of: Open) -> None:
    t = of.t
    st.caption(t("Names lie in a file of their own; everything else uses the pseudonym. "
                 "Nothing of this leaves the machine."))  # fmt: skip
    table = views.kept_table(of.desk.privacy.kept(of.course.id), t)
    chosen = str(st.session_state.get(_CHOSEN, ""))
    show_table(table, key="kept", on_pick=_choose, selected=chosen, height=560)


def _choose(student: str) -> None:
    st.session_state[_CHOSEN] = student


def _nothing(ref: str) -> None:
    """Nothing opens from the deeds."""


page()
