"""The tables of one filing: statements, checks, ratios, notices."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from apps.finance.domain.book import Book
from apps.finance.domain.facts import Filing, Scope
from apps.finance.domain.identities import Check
from apps.finance.pages.parts.selection import open_figure, opened
from apps.finance.service.views import checks as check_views
from apps.finance.service.views import ratios as ratio_views
from apps.finance.service.views.filings import main_scale, notices_table
from apps.finance.service.views.statements import statement_table
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


def draw(table: TableView, key: str, height: int | None = None) -> None:
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
    draw(table, f"statement-{desk.filing.id}-{index}", TABLE_HEIGHT)


def checks(desk: Desk) -> None:
    scale = main_scale(desk.filing)
    table = check_views.all_checks_table(desk.checks, desk.of.calendar, desk.t, scale)
    draw(table, "checks", TABLE_HEIGHT)


def ratios(desk: Desk) -> None:
    t = desk.t
    periods = ratio_views.ratio_periods(desk.of, desk.filing)
    if not periods:
        st.info(t("Ratios need an income or cash flow statement, and this filing has none."))
        return
    grid = ratio_views.ratio_grid(desk.of, periods, Scope.CONSOLIDATED)
    scale = main_scale(desk.filing)
    draw(ratio_views.ratio_table(desk.of, grid, periods, t, scale), "ratios", TABLE_HEIGHT)
    with st.expander(t("Undefined ratios and why")):
        draw(ratio_views.undefined_table(grid, t), "undefined")


def notices(desk: Desk) -> None:
    if desk.filing.notices:
        draw(notices_table(desk.filing, desk.t), "notices", TABLE_HEIGHT)
    else:
        st.info(desk.t("Nothing was noticed while reading this filing."))
