"""The views of one filing: statements, checks, ratios, DuPont, trends, waterfall, notices."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from apps.finance.domain.book import Book
from apps.finance.domain.facts import Filing, Scope
from apps.finance.domain.identities import Check
from apps.finance.domain.trends import trends
from apps.finance.pages.parts.charts import trend_chart, waterfall_chart
from apps.finance.pages.parts.selection import open_figure, opened
from apps.finance.service.views import checks as check_views
from apps.finance.service.views import ratios as ratio_views
from apps.finance.service.views import waterfall as waterfall_views
from apps.finance.service.views.filings import main_scale, notices_table
from apps.finance.service.views.periods import period_label
from apps.finance.service.views.statements import statement_table
from apps.finance.service.views.trends import trend_series, trends_table
from apps.shared.figure_table import show_table
from apps.shared.tables import TableView
from apps.shared.words import Words

TABLE_HEIGHT = 640


@dataclass(frozen=True, slots=True)
class Desk:
    """What the views of a filing draw from."""

    filing: Filing
    of: Book
    checks: tuple[Check, ...]
    t: Words


def _draw(table: TableView, key: str, height: int | None = None) -> None:
    show_table(table, key=key, on_pick=open_figure, selected=opened(), height=height)


def statement(desk: Desk, index: str) -> None:
    chosen = desk.filing.statements[int(index)]
    if chosen.unit_inherited:
        st.warning(
            desk.t(
                "No unit is printed above this statement; it was taken from an earlier one. "
                "Check it before you rely on the figures."
            ),
            icon=":material/warning:",
        )
    marks = check_views.failing_marks(desk.checks, desk.t)
    table = statement_table(desk.filing, chosen, desk.t, marks)
    _draw(table, f"statement-{desk.filing.id}-{index}", TABLE_HEIGHT)


def checks(desk: Desk) -> None:
    scale = main_scale(desk.filing)
    table = check_views.all_checks_table(desk.checks, desk.of.calendar, desk.t, scale)
    _draw(table, "checks", TABLE_HEIGHT)


def ratios(desk: Desk) -> None:
    t = desk.t
    periods = ratio_views.ratio_periods(desk.of, desk.filing)
    if not periods:
        st.info(t("Ratios need an income or cash flow statement, and this filing has none."))
        return
    grid = ratio_views.ratio_grid(desk.of, periods, Scope.CONSOLIDATED)
    scale = main_scale(desk.filing)
    _draw(ratio_views.ratio_table(desk.of, grid, periods, t, scale), "ratios", TABLE_HEIGHT)
    with st.expander(t("Undefined ratios and why")):
        _draw(ratio_views.undefined_table(grid, t), "undefined")


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
    _draw(table, "dupont")


def trend(desk: Desk) -> None:
    t = desk.t
    found = trends(desk.of)
    if not found:
        st.info(t("Trends need the figures of at least one fiscal year."))
        return
    with st.grid(columns=3, min_column_width=240):
        for one in found[:6]:
            series = trend_series(one, t)
            st.altair_chart(trend_chart(series), width="stretch", alt=series.alt)
    _draw(trends_table(found, t, main_scale(desk.filing)), "trends")


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
    st.plotly_chart(waterfall_chart(bars), width="stretch", alt=bars.alt)
    heading = period_label(periods[0], desk.of.calendar, t)
    scale = main_scale(desk.filing)
    _draw(waterfall_views.steps_table(steps, desk.of.currency, heading, t, scale), "waterfall")


def notices(desk: Desk) -> None:
    if desk.filing.notices:
        _draw(notices_table(desk.filing, desk.t), "notices", TABLE_HEIGHT)
    else:
        st.info(desk.t("Nothing was noticed while reading this filing."))
