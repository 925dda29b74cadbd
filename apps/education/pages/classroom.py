"""The class at a glance: every student and point, what is decided and what is open, and why."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.skills.unit_names import unit_words
from apps.education.pages.parts.beside_class import beside_class
from apps.education.pages.parts.heat_grid import show_heat
from apps.education.pages.parts.legend import legend
from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.places import page_path
from apps.education.pages.parts.room import Open, open_course
from apps.education.pages.parts.words import education_words
from apps.education.service.views import heat
from apps.education.service.views.heat import HeatView
from apps.shared.figure_table import show_table
from apps.shared.wiring.education import education_desk

_STUDENT = "class-student"
_HEIGHT = 660


def page() -> None:
    t = education_words()
    of = open_course(t("Class"), education_desk(), t)
    if of is None:
        return
    if chosen := st.session_state.pop(_STUDENT, None):
        link = {"student": chosen, "course": of.course.id, "lang": t.language}
        st.switch_page(page_path("student"), query_params=link)
    view, as_table = _bar(of)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        if not view.students or not view.points:
            st.info(t("Nobody and nothing matches these filters."))
            return
        _grid(of, view, as_table=as_table)
    with right, st.container(key="source"):
        beside_class(of, view)


def _bar(of: Open) -> tuple[HeatView, bool]:
    t = of.t
    units, groups = heat.units_of(of.room), heat.groups_of(of.room)
    with st.container(horizontal=True, vertical_alignment="bottom", key="bar"):
        chosen = st.multiselect(
            t("Units"), units, key="units",
            format_func=lambda one: unit_words(one).of(t.language), placeholder=t("All units"),
            width=360, label_visibility="collapsed",
        )  # fmt: skip
        group = st.multiselect(
            t("Groups"), groups, key="groups", placeholder=t("All groups"), width=200,
            label_visibility="collapsed", disabled=not groups,
        )  # fmt: skip
        rows = _sort(t("Order of students"), "rows", heat.ROW_SORTS, of)
        columns = _sort(t("Order of points"), "columns", heat.COLUMN_SORTS, of)
        as_table = st.toggle(t("Figures"), key="as-table", help=t("The same as a table of figures"))
    shown = heat.heat_view(of.room, t, units=chosen, groups=group, rows=rows, columns=columns)
    return shown, as_table


def _sort(label: str, key: str, options: dict[str, str], of: Open) -> str:
    return st.selectbox(
        label, list(options), format_func=lambda one: of.t(options[one]), key=key,
        label_visibility="collapsed", width=190,
    )  # fmt: skip


def _grid(of: Open, view: HeatView, *, as_table: bool) -> None:
    if as_table:
        table = heat.heat_table(of.room, view, of.t)
        show_table(table, key="heat-table", on_pick=_pick, selected=opened(), height=_HEIGHT)
    else:
        show_heat(view.data, key="heat", on_pick=_pick, selected=opened(), height=_HEIGHT)
    legend(of.t)


def _pick(ref: str) -> None:
    """A student's row opens his page; a cell or a point opens beside the grid."""
    student = heat.student_of(ref)
    if student:
        st.session_state[_STUDENT] = student
    else:
        open_beside(ref)


page()
