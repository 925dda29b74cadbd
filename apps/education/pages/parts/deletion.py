"""One student's data, or a whole course, taken out or deleted for good; deleting is asked twice."""

from __future__ import annotations

from functools import partial

import streamlit as st

from apps.education.pages.parts.room import Open, forget_room
from apps.shared.viewer import plain


def one_student(of: Open, chosen: str) -> None:
    t = of.t
    st.subheader(t("One student's data"), anchor=False)
    if chosen not in {one.id for one in of.room.students}:
        st.caption(t("Pick a student in the table."))
        return
    name = of.room.student(chosen).name
    st.markdown(f"**{plain(name)}**")
    with st.container(horizontal=True):
        st.download_button(
            t("Export everything"),
            data=partial(of.desk.privacy.export_student, of.course.id, chosen, of.teacher),
            file_name="student.zip",
            mime="application/zip",
            key="export-student",
            on_click="ignore",
            icon=":material/download:",
        )
        with st.popover(t("Delete everything"), icon=":material/delete_forever:"):
            st.caption(t("Answers, sheets, what you said, the name, and the model that learned "
                         "from them; the model is fitted anew without them."))  # fmt: skip
            sure = st.checkbox(t("Delete for good"), key=f"sure-{chosen}")
            st.button(
                t("Delete"), type="primary", disabled=not sure, key=f"delete-{chosen}",
                on_click=_delete_student, args=(of, chosen),
            )  # fmt: skip


def _delete_student(of: Open, student: str) -> None:
    of.desk.delete_student(of.course.id, student, of.teacher)
    forget_room()


def delete_course(of: Open) -> None:
    t = of.t
    st.subheader(t("The whole course"), anchor=False)
    with st.container(horizontal=True):
        st.download_button(
            t("Export the course"),
            data=partial(of.desk.privacy.export_course, of.course.id, of.teacher),
            file_name="course.zip",
            mime="application/zip",
            key="export-course",
            on_click="ignore",
            icon=":material/download:",
        )
        with st.popover(t("Delete the course"), icon=":material/delete_forever:"):
            st.caption(t("Everything of it, the roster included. It cannot be brought back."))
            typed = st.text_input(t("Type the name of the course"), key="delete-typed")
            st.button(
                t("Delete"), type="primary", disabled=typed.strip() != of.course.title,
                key="delete-course", on_click=_delete_course, args=(of,),
            )  # fmt: skip


def _delete_course(of: Open) -> None:
    of.desk.privacy.delete_course(of.course.id, of.teacher)
    forget_room()
    st.query_params.pop("course", None)
