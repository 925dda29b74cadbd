"""The record at a glance: timeline, problems, medications over time, encounters, vital signs."""

from __future__ import annotations

import streamlit as st

from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.tables import draw
from apps.medical.service.views import differential as differentials
from apps.medical.service.views import laboratory, overview
from apps.shared.frame import chart_ink


def overview_view(of: Open) -> None:
    """Charts with their tables below; problems and medications first."""
    t, record = of.t, of.record
    left, right = st.columns(2, gap="small")
    with left:
        st.subheader(t("Problems"), anchor=False)
        _table(overview.problems_table(record, t), "problems", t("No problem is recorded."))
    with right:
        st.subheader(t("Medications"), anchor=False)
        flagged = [one.medication.id for one in of.review.cautioned]
        table = overview.medications_table(record, flagged, t)
        _table(table, "medications", t("No medication is recorded."))
    _charts(of)
    left, right = st.columns(2, gap="small")
    with left:
        draw(overview.encounters_table(record, t), "encounters", height=300)
    with right:
        draw(overview.vitals_table(record, t), "vitals", height=300)


def _table(table: overview.TableView, key: str, empty: str) -> None:
    if table.rows:
        draw(table, key, height=300)
    else:
        st.caption(empty)


def _charts(of: Open) -> None:
    """Chart libraries take a second to import, and tables do without them."""
    from apps.medical.pages.parts.charts import gantt_chart, timeline_chart

    t, record = of.t, of.record
    lanes = overview.timeline_lanes(record, of.on, t)
    if lanes.records:
        st.subheader(lanes.title, anchor=False)
        st.altair_chart(timeline_chart(lanes, chart_ink()), width="stretch", alt=lanes.alt)
    lanes = overview.medication_lanes(record, of.on, t)
    if lanes.records:
        st.subheader(lanes.title, anchor=False)
        st.altair_chart(gantt_chart(lanes, chart_ink()), width="stretch", alt=lanes.alt)


def summary(of: Open) -> None:
    """Stands where the source will: abnormal values and what leads each differential."""
    t = of.t
    st.caption(t("Pick any line to see the words it comes from. Arrow keys move between lines."))
    for panel in of.review.panels():
        found = of.review.differential(panel, t.language)
        table = differentials.short_table(found, t(differentials.PANELS[panel]), t)
        draw(table, f"lead-{panel}")
    table = laboratory.cumulative_table(of.review.assessed, t, flagged_only=True)
    draw(table, "abnormal", height=360)
