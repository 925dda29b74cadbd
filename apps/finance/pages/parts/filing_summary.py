"""What a filing shows before anything is picked: failing checks first, then the key figures."""

from __future__ import annotations

import streamlit as st

from apps.finance.domain.trends import trends
from apps.finance.pages.parts.filing_views import Desk
from apps.finance.pages.parts.selection import open_afresh, opened
from apps.finance.service.views.checks import counts, failing_line, failing_table
from apps.finance.service.views.filings import main_scale
from apps.finance.service.views.trends import trends_table
from apps.shared.figure_table import show_table
from apps.shared.viewer import plain

_KEY_FIGURES = ("revenue", "operating_income", "net_income", "operating_cash_flow", "total_assets")


def check_banner(desk: Desk) -> None:
    """One line above everything: in red what fails, else how much was checked."""
    t, found = desk.t, counts(desk.checks)
    if found.failing:
        lines = failing_line(desk.checks, desk.of.calendar, t, main_scale(desk.filing))
        title = t.plural("{count} check fails", "{count} checks fail", found.failing)
        st.error(f"**{title}** · {plain(lines)}", icon=":material/error:")
    elif found.holding:
        text = t.plural("{count} check holds, none fails", "All {count} checks hold", found.holding)
        st.success(text, icon=":material/check_circle:")
    else:
        st.info(t("No check could be made: the figures that they need were not found."))


def summary(desk: Desk, *, key_figures: bool) -> None:
    """Stands where the source will: the failing checks worked out, and the key figures."""
    t, scale = desk.t, main_scale(desk.filing)
    st.caption(t("Pick any figure to see where it is printed. Arrow keys move between figures."))
    if counts(desk.checks).failing:
        table = failing_table(desk.checks, desk.of.calendar, t, scale)
        show_table(table, key="failing", on_pick=open_afresh, selected=opened())
    found = trends(desk.of, _KEY_FIGURES) if key_figures else ()
    if found:
        table = trends_table(found, t, scale)
        show_table(table, key="key-figures", on_pick=open_afresh, selected=opened())
