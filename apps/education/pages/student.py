"""One student: what may be said of each point, the path with its reasons, how it came about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from apps.education.pages.parts.beside_student import beside_student
from apps.education.pages.parts.curve_view import curve_view
from apps.education.pages.parts.opened import close_beside
from apps.education.pages.parts.path_view import path_view
from apps.education.pages.parts.points_view import points_view
from apps.education.pages.parts.room import Open, open_course
from apps.education.pages.parts.words import education_words
from apps.education.service.views.judgement import counts_line
from apps.shared.link_state import from_link, to_link
from apps.shared.viewer import plain
from apps.shared.wiring.education import education_desk
from apps.shared.words import mark

VIEWS: Final[dict[str, tuple[str, Callable[[Open, str], None]]]] = {
    "path": (mark("Next steps"), path_view),
    "points": (mark("Points"), points_view),
    "curve": (mark("Learning curve"), curve_view),
}


def page() -> None:
    t = education_words()
    of = open_course(t("Student"), education_desk(), t)
    if of is None:
        return
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        student = _student(of)
        view = _view(of)
        st.caption(plain(counts_line(of.room, student, t)), width="content")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        VIEWS[view][1](of, student)
    with right, st.container(key="source"):
        beside_student(of, student)


def _student(of: Open) -> str:
    names = {one.id: one.name for one in of.room.students}
    ordered = sorted(names, key=lambda id: names[id].casefold())
    from_link("student", ordered, ordered[0])
    chosen = st.selectbox(
        of.t("Student"),
        ordered,
        format_func=lambda id: names[id],
        key="student",
        persist_state="session",
        label_visibility="collapsed",
        width=260,
        on_change=close_beside,
    )
    to_link("student", chosen)
    return chosen


def _view(of: Open) -> str:
    from_link("view", list(VIEWS), next(iter(VIEWS)))
    chosen = st.segmented_control(
        of.t("View"),
        list(VIEWS),
        required=True,
        format_func=lambda name: of.t(VIEWS[name][0]),
        key="view",
        persist_state="session",
        label_visibility="collapsed",
    )
    to_link("view", chosen)
    return chosen or next(iter(VIEWS))


page()
