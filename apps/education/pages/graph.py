"""The points of a course and what each needs first: seen as a map, changed, taken in and out."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.graphs.cycles import proposed_repairs, repaired
from apps.education.domain.graphs.validation import remarks
from apps.education.domain.skills.unit_names import unit_words
from apps.education.pages.parts.graph_files import graph_files
from apps.education.pages.parts.node_map import show_map
from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.point_editor import new_point, point_editor
from apps.education.pages.parts.room import Open, open_course
from apps.education.pages.parts.words import education_words
from apps.education.service.views import graph as views
from apps.shared.figure_table import show_table
from apps.shared.wiring.education import education_desk


def page() -> None:
    t = education_words()
    of = open_course(t("Points"), education_desk(), t)
    if of is None:
        return
    focus = views.read_point_id(opened(), of.room.graph)
    left, right = st.columns([5, 2], gap="medium")
    with left:
        _faults(of)
        _map(of, focus)
        _table(of)
    with right, st.container(key="source"):
        if focus:
            point_editor(of, focus)
        else:
            st.caption(t("Pick a point to change it, to say what it needs, or to link exercises."))
            new_point(of)
            graph_files(of)


def _faults(of: Open) -> None:
    t, graph = of.t, of.room.graph
    repairs = proposed_repairs(graph)
    if not repairs:
        return
    st.error(
        t.plural(
            "{count} prerequisite closes a circle or leads nowhere.",
            "{count} prerequisites close circles or lead nowhere.",
            len(repairs),
        ),
        icon=":material/error:",
    )
    st.markdown("\n".join(f"- {one.words.of(t.language)}" for one in repairs[:8]))
    st.button(
        t("Repair as proposed"),
        type="primary",
        key="repair",
        on_click=of.desk.save_graph,
        args=(of.course.id, repaired(graph, repairs), of.teacher),
    )


def _map(of: Open, focus: str) -> None:
    t, graph = of.t, of.room.graph
    found = views.units(graph)
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        unit = st.selectbox(
            t("Unit"), ["", *found],
            format_func=lambda one: unit_words(one).of(t.language) or t("All units"),
            key="graph-unit", label_visibility="collapsed", width=320, on_change=open_beside,
            args=("",),
        )  # fmt: skip
        shown = views.chosen_part(graph, unit or "", focus)
        st.caption(views.drawn_line(shown, graph, t), width="content")
    drawn = views.graph_map(shown, focus, t)
    show_map(drawn, key="graph-map", on_pick=open_beside, selected=opened(), height=430)


def _table(of: Open) -> None:
    t, graph = of.t, of.room.graph
    linked = of.desk.links(of.course.id, list(graph.points.values()))
    table = views.points_table(graph, linked, of.desk.bundled(), t)
    show_table(table, key="points", on_pick=open_beside, selected=opened(), height=320)
    found = remarks(graph)
    if found:
        with st.expander(t("Remarks ({count})", count=len(found))):
            show_table(
                views.remarks_table(found, t), key="remarks", on_pick=open_beside, height=260
            )


page()
