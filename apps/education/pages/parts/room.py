"""The course that a session looks at, and its class: worked out anew only when it changed."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from apps.education.pages.parts.jobs import course_jobs
from apps.education.pages.parts.opened import close_beside
from apps.education.pages.parts.places import page_path
from apps.education.pages.parts.teacher import current_teacher
from apps.education.pages.parts.waiting import waiting
from apps.education.service.classroom import Classroom
from apps.education.service.shelf import Course
from apps.shared.frame import head
from apps.shared.link_state import from_link, to_link
from apps.shared.viewer import plain
from apps.shared.wiring.education import EducationDesk
from apps.shared.words import Words

_ROOM = "open-room"


@dataclass(frozen=True, slots=True)
class Open:
    """What every page of a course draws from."""

    desk: EducationDesk
    course: Course
    room: Classroom
    teacher: str
    t: Words


def open_course(title: str, desk: EducationDesk, t: Words, *, note: str = "") -> Open | None:
    """Draw the head and the choice of course. None where there is nothing to show yet: the page
    then says what to do."""
    teacher = current_teacher(t)
    top = st.container()
    courses = desk.courses()
    if not courses:
        with top:
            head(title, t)
        _nothing_yet(desk, t)
        return None
    by_id = {course.id: course for course in courses}
    with top:
        from_link("course", list(by_id), courses[0].id)
        chosen = by_id[st.session_state["course"]]
        head(title, t, note=note, synthetic=chosen.synthetic, beside=lambda: _choose(by_id, t))
    room = room_of(desk, chosen)
    if room is None:
        waiting(desk, chosen, t)
        return None
    return Open(desk, chosen, room, teacher, t)


def _choose(by_id: dict[str, Course], t: Words) -> None:
    chosen = st.selectbox(
        t("Course"),
        list(by_id),
        format_func=lambda id: by_id[id].title,
        key="course",
        persist_state="session",
        label_visibility="collapsed",
        width=280,
        on_change=close_beside,
    )
    to_link("course", chosen)


def room_of(desk: EducationDesk, course: Course) -> Classroom | None:
    """The class, from the session while nothing has changed."""
    key = (course.id, desk.stamp(course.id))
    held = st.session_state.get(_ROOM)
    if held is None or held[0] != key:
        held = (key, desk.room(course.id, None if held is None else held[1]))
        st.session_state[_ROOM] = held
    return held[1]


def forget_room() -> None:
    st.session_state.pop(_ROOM, None)


def _nothing_yet(desk: EducationDesk, t: Words) -> None:
    st.info(t("No class yet. Import what your students answered, or look at the made-up class."))
    st.page_link(page_path("courses"), label=t("Import answers"), icon=":material/upload_file:")
    course_jobs(desk, t)


def student_link(student: str, course: str, t: Words, *, label: str = "") -> None:
    st.page_link(
        page_path("student"),
        label=label or t("Open the student"),
        icon=":material/person:",
        query_params={"student": student, "course": course, "lang": t.language},
    )


def shown_name(name: str) -> str:
    """A name from an upload, harmless in Markdown."""
    return plain(name)
