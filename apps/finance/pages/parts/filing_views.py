"""The tables of one filing: statements, checks, ratios, notices."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from apps.finance.domain.book import Book
from apps.finance.domain.facts import Filing, Scope, StatementKind
from apps.finance.domain.identities import Check
from apps.finance.pages.parts.selection import open_afresh, opened
from apps.finance.service.views import checks as check_views
from apps.finance.service.views import ratios as ratio_views
from apps.finance.service.views.filings import main_scale, notices_table
from apps.finance.service.views.periods import scope_name
from apps.finance.service.views.statements import empty_total, statement_table, statements_of
from apps.shared.figure_table import show_table
from apps.shared.link_state import from_link, to_link
from apps.shared.tables import TableView
from apps.shared.viewer import plain
from apps.shared.words import Words, mark

TABLE_HEIGHT = 640
_INHERITED = mark(
    "No unit is printed above this statement; it was taken from an earlier one. "
    "Check it before you rely on the figures."
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the views of a filing draw from."""

    filing: Filing
    of: Book
    checks: tuple[Check, ...]
    t: Words


def draw(table: TableView, key: str, height: int | None = None) -> None:
    show_table(table, key=key, on_pick=open_afresh, selected=opened(), height=height)


def statement(desk: Desk, kind: str) -> None:
    """The statements of one kind; the reader chooses between the group's and the parent's."""
    t, by_scope = desk.t, statements_of(desk.filing, StatementKind(kind))
    with st.container(horizontal=True, vertical_alignment="center"):
        scope = _scope(list(by_scope), t)
        hidden = empty_total(by_scope[scope])
        label = t.plural("Show {count} empty line", "Show {count} empty lines", hidden)
        empty = bool(hidden) and st.toggle(label, key="empty-lines", persist_state="session")
    marks = check_views.failing_marks(desk.checks, t)
    several = len(by_scope[scope]) > 1
    for number, chosen in enumerate(by_scope[scope]):
        if chosen.unit_inherited:
            st.warning(t(_INHERITED), icon=":material/warning:")
        if several and chosen.title:
            st.caption(plain(chosen.title))
        table = statement_table(desk.filing, chosen, t, marks, empty=empty)
        key = f"statement-{desk.filing.id}-{kind}-{scope}-{number}"
        draw(table, key, None if several else TABLE_HEIGHT)


def _scope(scopes: list[Scope], t: Words) -> Scope:
    if len(scopes) == 1:
        return scopes[0]
    from_link("scope", scopes, scopes[0])
    chosen = st.segmented_control(
        t("Scope"),
        scopes,
        required=True,
        format_func=lambda scope: scope_name(scope, t),
        key="scope",
        label_visibility="collapsed",
        persist_state="session",
    )
    to_link("scope", chosen)
    return Scope(chosen or scopes[0])


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
