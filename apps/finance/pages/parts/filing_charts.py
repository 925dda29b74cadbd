"""The charts of one filing, each with its table: DuPont, trends, waterfall."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from apps.finance.domain import trends as trend_figures
from apps.finance.domain.facts import Scope
from apps.finance.pages.parts.charts import trend_chart, waterfall_chart
from apps.finance.pages.parts.filing_views import Desk, draw
from apps.finance.service.views import ratios as ratio_views
from apps.finance.service.views import waterfall as waterfall_views
from apps.finance.service.views.filings import main_scale
from apps.finance.service.views.periods import period_label
from apps.finance.service.views.trends import trend_series, trends_table
from apps.shared.frame import chart_ink


def dupont(desk: Desk) -> None:
    t = desk.t
    periods = ratio_views.ratio_periods(desk.of, desk.filing, limit=1)
    if not periods:
        st.info(t("Ratios need an income or cash flow statement, and this filing has none."))
        return
    tree = ratio_views.dupont_tree(desk.of, periods[0], Scope.CONSOLIDATED)
    st.graphviz_chart(
        ratio_views.dupont_dot(tree, t), width="stretch", alt=t("DuPont analysis as a tree")
    )
    table = ratio_views.dupont_table(tree, desk.of, periods[0], t, main_scale(desk.filing))
    draw(table, "dupont")


def trends(desk: Desk) -> None:
    t = desk.t
    found = trend_figures.trends(desk.of)
    if not found:
        st.info(t("Trends need the figures of at least one fiscal year."))
        return
    with st.grid(columns=3, min_column_width=240):
        for one in found[:6]:
            series = trend_series(one, t)
            st.altair_chart(trend_chart(series, chart_ink()), width="stretch", alt=series.alt)
    draw(trends_table(found, t, main_scale(desk.filing)), "trends")


def waterfall(desk: Desk) -> None:
    t = desk.t
    periods = ratio_views.ratio_periods(desk.of, desk.filing, limit=1)
    steps = (
        waterfall_views.profit_steps(desk.of, periods[0], Scope.CONSOLIDATED, t) if periods else ()
    )
    if not steps:
        st.info(t("The waterfall needs revenue and a profit below it, and they were not found."))
        return
    bars = waterfall_views.bars(steps, desk.of.currency, t)
    st.plotly_chart(waterfall_chart(bars, chart_ink()), width="stretch", alt=bars.alt)
    heading = period_label(periods[0], desk.of.calendar, t)
    scale = main_scale(desk.filing)
    draw(waterfall_views.steps_table(steps, desk.of.currency, heading, t, scale), "waterfall")


CHARTS: dict[str, Callable[[Desk], None]] = {
    "dupont": dupont,
    "trends": trends,
    "waterfall": waterfall,
}
