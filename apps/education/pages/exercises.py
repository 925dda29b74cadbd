"""Sheets of exercises: each student's own next steps, or the same points for all; seen, printed."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.bank_box import bank_box
from apps.education.pages.parts.jobs import course_jobs
from apps.education.pages.parts.room import Open, open_course
from apps.education.pages.parts.sheet_order import ordered
from apps.education.pages.parts.sheet_preview import preview
from apps.education.pages.parts.sheet_take import take_away
from apps.education.pages.parts.words import education_words
from apps.education.service.jobs import SHEETS
from apps.education.service.views import sheets as views
from apps.shared.figure_table import show_table
from apps.shared.wiring.education import education_desk

_SHOWN = "sheet-shown"


def page() -> None:
    t = education_words()
    of = open_course(t("Exercises"), education_desk(), t)
    if of is None:
        return
    left, right = st.columns([2, 5], gap="medium")
    with left:
        _order(of)
        bank_box(of)
        course_jobs(of.desk, t, kinds=(SHEETS,), opens="exercises")
    with right:
        _made(of)


def _order(of: Open) -> None:
    t = of.t
    order = ordered(of)
    st.button(
        t("Make the sheets"),
        type="primary",
        icon=":material/edit_note:",
        shortcut="Ctrl+Enter",
        disabled=not order.students,
        on_click=of.desk.order_sheets,
        args=(order, of.teacher),
        key="make",
    )
    st.caption(t("Every key of a generated exercise is proved twice, by putting it in and by "
                 "solving anew, before it is shown; what cannot be proved is not printed. Items of "
                 "the bank say whether their key was proved."))  # fmt: skip


def _made(of: Open) -> None:
    t = of.t
    sheets = of.desk.sheets(of.course.id)
    if not sheets:
        st.info(t("No sheet yet. Choose on the left and make the sheets."))
        return
    take_away(of, sheets)
    by_student = {sheet.student: sheet for sheet in sheets}
    chosen = st.session_state.get(_SHOWN)
    shown = by_student.get(str(chosen), sheets[0])
    table = views.sheets_table(sheets, t)
    show_table(table, key="sheets", on_pick=_show, selected=shown.student, height=230)
    preview(of, shown)


def _show(student: str) -> None:
    st.session_state[_SHOWN] = student


page()
