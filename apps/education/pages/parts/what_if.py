"""What would change if a student answered so many items of a point right, or wrong."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.path import LearningPath
from apps.education.pages.parts.room import Open
from apps.education.service.classroom import Supposed
from apps.education.service.views import supposed as views
from apps.education.service.views.path import path_table
from apps.shared.figure_table import show_table


def what_if(of: Open, student: str, path: LearningPath) -> None:
    t = of.t
    names = {point.id: point.name.of(t.language) for point in of.room.points}
    first = [step.point for step in path.steps if step.point in names]
    ordered = list(dict.fromkeys((*first, *names)))
    with st.expander(t("What if"), icon=":material/alt_route:"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            point = st.selectbox(
                t("Point"), ordered, format_func=lambda id: names[id], key="if-point"
            )
            times = st.number_input(t("Answers"), 1, 10, 3, key="if-times", width=110)
            right = st.segmented_control(
                t("All of them"),
                ("right", "wrong"),
                default="right",
                required=True,
                format_func={"right": t("right"), "wrong": t("wrong")}.__getitem__,
                key="if-answer",
            )
            asked = st.button(t("Look"), key="if-look")
        if asked and point is not None:
            _outcome(of, student, path, Supposed(point, right == "right", int(times)))


def _outcome(of: Open, student: str, path: LearningPath, supposed: Supposed) -> None:
    t = of.t
    found = of.desk.supposing(of.room, student, path, supposed)
    table = views.changed_table(of.room, found.masteries, t)
    if table.rows:
        show_table(table, key="if-changed", on_pick=_nothing, height=220)
    else:
        st.caption(t("No likelihood would move by a hundredth."))
    st.caption(views.path_change(path, found.path, of.room, t))
    show_table(path_table(found.path, of.room, t), key="if-path", on_pick=_nothing, height=260)


def _nothing(ref: str) -> None:
    """Nothing opens from what is only supposed."""
