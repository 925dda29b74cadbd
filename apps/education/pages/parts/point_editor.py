"""One point: its name, unit and grade, what it needs first, and where its exercises come from."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.graphs.editing import BadEdit, changed, with_point, without_point
from apps.education.domain.graphs.walk import Cyclic
from apps.education.domain.words import Words as Both
from apps.education.pages.parts.opened import close_beside, open_beside
from apps.education.pages.parts.room import Open
from apps.education.service.point_changes import with_needs
from apps.education.service.views import graph as views
from apps.shared.viewer import pane_head, plain

_REFUSED = "graph-refused"


def point_editor(of: Open, id: str) -> None:
    t, graph = of.t, of.room.graph
    point = graph.points[id]
    pane_head(t("Point"), plain(point.name.of(t.language)), t, open_beside)
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(plain(refused), icon=":material/error:")
    with st.form(f"point-{id}", border=False):
        en = st.text_input(t("Name in English"), point.name.en, max_chars=120)
        zh = st.text_input(t("Name in Chinese"), point.name.zh, max_chars=120)
        with st.container(horizontal=True):
            unit = st.text_input(t("Unit"), point.unit, max_chars=80)
            grade = st.number_input(t("Grade"), 0, 13, point.grade, width=110)
        others = [one for one in graph.points if one != id]
        needs = st.multiselect(
            t("Needs first"), others, [one for one in graph.prerequisites(id) if one in others],
            format_func=lambda one: graph.points[one].name.of(t.language),
        )  # fmt: skip
        kept = st.form_submit_button(t("Keep it"), type="primary", shortcut="Ctrl+Enter")
    if kept:
        new = Point(
            id, Both(en.strip() or id, zh.strip() or id), unit.strip(), grade, point.standard
        )
        _change(of, lambda: with_needs(changed(graph, new), id, needs))
    _link(of, point)
    with st.popover(t("Delete the point"), icon=":material/delete:"):
        st.caption(t("What needed it will need what it needed. Answers to it stay."))
        if st.button(t("Delete"), type="primary", key=f"delete-{id}"):
            close_beside()
            _change(of, lambda: without_point(graph, id))


def _link(of: Open, point: Point) -> None:
    """Where the point's exercises come from."""
    t, bundled = of.t, of.desk.bundled()
    linked = of.desk.links(of.course.id, [point]).get(point.id)
    found = of.desk.proposals(point)
    ids = views.link_options(linked, [one.id for one in found], bundled)
    chosen = st.selectbox(
        t("Exercises from the bundled point"),
        ids,
        index=ids.index(linked),
        format_func=lambda id: t("none") if id is None else bundled[id].name.of(t.language),
        key=f"link-{of.course.id}-{point.id}",
        help=t("The likeliest come first; type to search all."),
    )
    if chosen != linked:
        of.desk.link(of.course.id, point.id, chosen, of.teacher)
        st.rerun()


def new_point(of: Open) -> None:
    t = of.t
    with st.popover(t("Add a point"), icon=":material/add:"):
        name = st.text_input(t("Name"), key="new-point", max_chars=120).strip()
        unit = st.text_input(t("Unit"), key="new-unit", max_chars=80).strip()
        if st.button(t("Add"), type="primary", disabled=not name, key="add-point"):
            _change(of, lambda: with_point(of.room.graph, Point(name, Both(name, name), unit)))


def _change(of: Open, change: Callable[[], KnowledgeGraph]) -> None:
    try:
        graph = change()
    except (BadEdit, Cyclic) as problem:
        st.session_state[_REFUSED] = str(problem)
    else:
        of.desk.save_graph(of.course.id, graph, of.teacher)
    st.rerun()
