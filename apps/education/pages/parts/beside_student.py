"""What stands beside a student's page: a step with its reasons, a point, or one answer."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.path import PathStep
from apps.education.pages.parts.judged import judged_pane, response_pane
from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.path_view import first_step, held_step
from apps.education.pages.parts.room import Open
from apps.education.service.shelf import Wanting
from apps.education.service.step_evidence import step_evidence
from apps.education.service.views import evidence, heat
from apps.education.service.views import path as views
from apps.shared.figure_table import show_table
from apps.shared.viewer import pane_head, plain


def beside_student(of: Open, student: str) -> None:
    row = evidence.read_row(opened(), of.room.log)
    pair = heat.read_pair(opened(), of.room)
    point = views.step_point(opened()) or ("" if opened() else first_step(student))
    if row is not None and of.room.log.response(row).student == student:
        response_pane(of, row)
    elif pair is not None and pair.mastery.student == student:
        judged_pane(of, pair)
    elif point:
        _step_pane(of, student, point)
    else:
        st.caption(of.t("Pick a step, a point or an answer: what it rests on opens here."))
    _wishes(of, student)


def _step_pane(of: Open, student: str, point: str) -> None:
    t = of.t
    step = held_step(student, point)
    pane_head(t("Step"), plain(of.room.point(point).name.of(t.language)), t, open_beside)
    if step is None:
        st.caption(t("This is not among the steps now."))
    else:
        _reasons(of, student, step)
    _wish(of, student, point)
    if (pair := of.room.judged.get((student, point))) is not None:
        st.button(
            t("What may be said of this point"),
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=open_beside,
            args=(heat.pair_ref(pair.mastery.student, point),),
        )


def _reasons(of: Open, student: str, step: PathStep) -> None:
    t = of.t
    kind = t(views.KINDS[step.kind])
    st.markdown(f"**{kind}** · {t(views.KIND_NOTES[step.kind])}")
    st.caption(views.gain_line(step, t))
    st.markdown("\n".join(f"- {plain(line)}" for line in views.reasons(step, t)))
    rows = step_evidence(step, of.room, student)
    if rows:
        table = evidence.evidence_table(of.room, rows, t)
        show_table(table, key="behind-step", on_pick=open_beside, height=260)


def _wish(of: Open, student: str, point: str) -> None:
    t = of.t
    args = (of.course.id, student, point, of.teacher)
    with st.container(horizontal=True):
        st.button(
            t("Pin"), icon=":material/keep:", key="pin", on_click=of.desk.wish,
            args=(Wanting.PIN, *args), help=t("It comes first, whatever the figures say."),
        )  # fmt: skip
        st.button(
            t("Skip"), icon=":material/skip_next:", key="skip", on_click=of.desk.wish,
            args=(Wanting.SKIP, *args), help=t("It is not proposed to this student."),
        )  # fmt: skip


def _wishes(of: Open, student: str) -> None:
    """What the teacher pinned or skipped for this student, each to be taken back."""
    t = of.t
    for wish in of.desk.wishes(of.course.id, student):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(views.wish_line(wish, of.room, t)))
            st.button(
                t("Take it back"),
                key=f"unwish-{wish.point}",
                type="tertiary",
                on_click=of.desk.unwish,
                args=(of.course.id, student, wish.point, of.teacher),
            )
