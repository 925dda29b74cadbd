"""What a student may do next, in order, within the time there is; and what would change it."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.path import LearningPath, PathStep
from apps.education.pages.parts.node_map import show_map
from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.places import page_path
from apps.education.pages.parts.room import Open
from apps.education.pages.parts.what_if import what_if
from apps.education.service.views import path as views
from apps.shared.figure_table import show_table

MINUTES, _HELD = "minutes", "held-path"


def path_view(of: Open, student: str) -> None:
    t = of.t
    path = planned(of, student)
    if not path.steps:
        st.info(t("Nothing is left to propose for this student within what was chosen."))
    else:
        st.caption(views.path_line(path, t))
        table = views.path_table(path, of.room, t)
        show_table(table, key="path", on_pick=open_beside, selected=opened())
        _go_on(of, student)
        shown = views.path_map(path, of.room, t)
        show_map(shown, key="path-map", on_pick=open_beside, selected=opened(), height=360)
        st.caption(t("From left to right: what comes first, and what builds on it. Numbers are "
                     "the steps; the edge of a box is orange where it needs work, blue where it is "
                     "secure, dashed where it is open."))  # fmt: skip
    what_if(of, student, path)
    _left_out(of, path)


def planned(of: Open, student: str) -> LearningPath:
    """The path within the time and towards the goals chosen on the screen."""
    t, names = of.t, {point.id: point.name.of(of.t.language) for point in of.room.points}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        minutes = st.number_input(
            t("Minutes there are"), min_value=5, max_value=240, value=30, step=5, key=MINUTES,
            persist_state="session", width=150,
        )  # fmt: skip
        goals = st.multiselect(
            t("Goals"), list(names), format_func=lambda id: names[id], key=f"goals-{of.course.id}",
            placeholder=t("None: what helps most"), persist_state="session",
        )  # fmt: skip
    path = of.desk.path(of.room, student, minutes=float(minutes), goals=goals)
    st.session_state[_HELD] = path
    return path


def held_step(student: str, point: str) -> PathStep | None:
    """A step of the path that is drawn on the page."""
    path = st.session_state.get(_HELD)
    if not isinstance(path, LearningPath) or path.student != student:
        return None
    return next((step for step in path.steps if step.point == point), None)


def first_step(student: str) -> str:
    """The point of the first step, where the path is what the page shows."""
    path = st.session_state.get(_HELD)
    if st.session_state.get("view") != "path" or not isinstance(path, LearningPath):
        return ""
    return path.steps[0].point if path.student == student and path.steps else ""


def _go_on(of: Open, student: str) -> None:
    st.page_link(
        page_path("exercises"),
        label=of.t("Make a sheet of these steps"),
        icon=":material/print:",
        query_params={"course": of.course.id, "student": student, "lang": of.t.language},
    )


def _left_out(of: Open, path: LearningPath) -> None:
    if path.left_out:
        with st.expander(of.t("What was left out, and why")):
            table = views.left_out_table(path, of.room, of.t)
            show_table(table, key="left-out", on_pick=_nothing, height=260)


def _nothing(ref: str) -> None:
    """Nothing opens from what was left out."""
