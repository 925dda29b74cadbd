"""How the likelihood of one point moved with each answer, as a chart and as a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.room import Open
from apps.education.service.classroom import CurvePoint
from apps.education.service.views import curve as views
from apps.shared.figure_table import show_table
from apps.shared.frame import chart_ink


def curve_view(of: Open, student: str) -> None:
    t = of.t
    points = views.answered_most(of.room, student)
    if not points:
        st.info(t("This student has not answered anything yet."))
        return
    point = st.selectbox(
        t("Point"),
        points,
        format_func=lambda id: of.room.point(id).name.of(t.language),
        key=f"curve-{of.course.id}-{student}",
        width=420,
    )
    curve = of.desk.curve(of.room, student, point)
    _chart(of, curve)
    table = views.curve_table(of.room, curve, t)
    show_table(table, key="curve-table", on_pick=open_beside, selected=opened(), height=300)


def _chart(of: Open, curve: Sequence[CurvePoint]) -> None:
    """The chart library takes a second to import, and the table does without it."""
    from apps.education.pages.parts.curve_chart import curve_chart

    view = views.curve_view(of.room, curve, of.t)
    st.altair_chart(curve_chart(view, chart_ink()), width="stretch", alt=view.alt)
    st.caption(of.t("After each answer, from what was known at that time. The band holds the "
                    "likelihood nine times out of ten."))  # fmt: skip
