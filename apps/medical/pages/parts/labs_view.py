"""Laboratory values: every day side by side, trends with their bands, what to read with care."""

from __future__ import annotations

import streamlit as st

from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.tables import HEIGHT, draw
from apps.medical.service.views import laboratory
from apps.shared.frame import chart_ink


def labs_view(of: Open) -> None:
    t, review = of.t, of.review
    if not laboratory.laboratory_of(review.assessed):
        st.info(t("No laboratory value is recorded."))
        return
    only = st.toggle(t("Abnormal values only"), key="abnormal-only", persist_state="session")
    table = laboratory.cumulative_table(review.assessed, t, flagged_only=only)
    draw(table, "laboratory", height=HEIGHT)
    st.caption(t("H above, L below the interval; HH, LL critical. The laboratory's own interval "
                 "is used where it gave one."))  # fmt: skip
    shown = laboratory.charted(review.trends, t)
    if shown:
        from apps.medical.pages.parts.lab_charts import trend_chart

        st.subheader(t("Trends"), anchor=False)
        with st.grid(columns=3, min_column_width=220):
            for series in shown:
                chart = trend_chart(series, chart_ink())
                st.altair_chart(chart, width="stretch", alt=series.alt)
    for table, key in (
        (laboratory.traps_table(review.assessed, t), "traps"),
        (laboratory.derived_table(review.trends, t), "derived"),
    ):
        if table.rows:
            st.subheader(table.caption, anchor=False)
            draw(table, key)
