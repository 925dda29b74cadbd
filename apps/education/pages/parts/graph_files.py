"""Graphs brought in and taken out: CASE 1.1, CSV, GraphML."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from apps.education.domain.graphs.case import write_case
from apps.education.domain.graphs.graphml import write_graphml
from apps.education.domain.graphs.reading import UnreadableGraph, read_graph
from apps.education.domain.graphs.table import write_table
from apps.education.pages.parts.room import Open
from apps.shared.viewer import plain

_KEY, _REFUSED = "graph-file", "graph-file-refused"


def graph_files(of: Open) -> None:
    t, graph = of.t, of.room.graph
    st.subheader(t("Take the graph along"), anchor=False)
    with st.container(horizontal=True):
        _button("CASE 1.1", "points.json", lambda: write_case(graph, now=datetime.now(UTC)))
        _button("CSV", "points.csv", lambda: write_table(graph))
        _button("GraphML", "points.graphml", lambda: write_graphml(graph))
    st.subheader(t("Bring one in"), anchor=False)
    st.file_uploader(
        t("CASE 1.1 (.json), .csv or .graphml; it replaces the points and prerequisites"),
        type=["json", "csv", "tsv", "graphml"],
        key=_KEY,
        on_change=_read,
        args=(of,),
    )
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(plain(refused), icon=":material/error:")


def _button(label: str, file: str, data: Callable[[], str | bytes]) -> None:
    st.download_button(
        label, data=data, file_name=file, key=f"take-{file}", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip


def _read(of: Open) -> None:
    file = st.session_state.get(_KEY)
    if file is None:
        return
    try:
        graph = read_graph(file.name, file.getvalue())
    except UnreadableGraph as refusal:
        st.session_state[_REFUSED] = str(refusal)
    else:
        of.desk.save_graph(of.course.id, graph, of.teacher)
