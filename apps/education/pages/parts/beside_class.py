"""What stands beside the class grid: a picked cell or point, else what most of the class needs."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.judged import judged_pane, response_pane
from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.room import Open, student_link
from apps.education.service.views import heat, judgement
from apps.education.service.views.evidence import read_row
from apps.education.service.views.heat import HeatView
from apps.shared.figure_table import show_table
from apps.shared.viewer import pane_head, plain


def beside_class(of: Open, view: HeatView) -> None:
    pair, point = heat.read_pair(opened(), of.room), heat.read_point(opened(), of.room)
    row = read_row(opened(), of.room.log)
    if row is not None:
        response_pane(of, row)
    elif pair is not None:
        judged_pane(of, pair)
        student_link(pair.mastery.student, of.course.id, of.t)
    elif point is not None:
        name = plain(point.name.of(of.t.language))
        pane_head(of.t("Point"), name, of.t, open_beside)
        st.caption(plain(heat.point_line(point, of.t)))
        table = judgement.point_table(of.room, point.id, of.t)
        show_table(table, key="point", on_pick=open_beside, height=520)
    else:
        _summary(of, view)


def _summary(of: Open, view: HeatView) -> None:
    t = of.t
    st.subheader(t("At a glance"), anchor=False)
    show_table(heat.counts_table(of.room, view, t), key="counts", on_pick=_nothing)
    needed = judgement.needed_most(of.room, t)
    if needed.rows:
        st.subheader(t("What most need"), anchor=False)
        show_table(needed, key="needed", on_pick=open_beside, height=330)
    st.caption(t("In simulated classes 95 in 100 verdicts held; whether they do here, the page "
                 "Fairness tries on this class. "
                 "You know your students: override anything."))  # fmt: skip


def _nothing(ref: str) -> None:
    """Nothing opens from the counts."""
