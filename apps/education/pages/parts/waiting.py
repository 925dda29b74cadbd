"""A class before its answers are worked out: how far that is, and who answered how much."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.jobs import course_jobs
from apps.education.service.shelf import Course
from apps.education.service.views.waiting import counted_table
from apps.shared.figure_table import show_table
from apps.shared.wiring.education import EducationDesk
from apps.shared.words import Words


def waiting(desk: EducationDesk, course: Course, t: Words) -> None:
    st.info(t("The answers of this class are being worked out; they appear here by themselves."))
    desk.training.see_to(course.id)
    left, right = st.columns([5, 2], gap="medium")
    with right:
        course_jobs(desk, t)
    with left:
        table = counted_table(desk.shelf.log(course.id), desk.shelf.students(course.id), t)
        show_table(table, key="counted", on_pick=_nothing, height=660)


def _nothing(ref: str) -> None:
    """Nothing opens before the answers are worked out."""
