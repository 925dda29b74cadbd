"""One filing: its statements with every figure open to its source, checks, ratios, trends."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from apps.finance.domain.identities import checks
from apps.finance.pages.parts import filing_views as views
from apps.finance.pages.parts.exports import export_menu
from apps.finance.pages.parts.filing_summary import check_banner, summary
from apps.finance.pages.parts.selection import close_figure
from apps.finance.pages.parts.source_pane import source_pane
from apps.finance.pages.parts.view_choice import choose_view
from apps.finance.pages.parts.welcome import welcome
from apps.finance.pages.parts.words import finance_words
from apps.finance.service.company import company_book
from apps.finance.service.library import FilingCard, Library
from apps.finance.service.views.filings import (
    card_name,
    first_card,
    heading_note,
)
from apps.shared.frame import head
from apps.shared.link_state import from_link, to_link
from apps.shared.viewer import plain
from apps.shared.wiring.finance import finance_desk
from apps.shared.words import Words

_CHARTED = ("trends", "waterfall", "dupont")
"""Views that show the key figures themselves."""


def page() -> None:
    t = finance_words()
    desk = finance_desk()
    library = desk.library
    cards = library.cards()
    if not cards:
        head(t("Filing"), t)
        welcome(desk, t)
        return
    title = st.container()
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        card = _chosen(cards, t)
        shown = _desk(library, cards, card, t)
        draw = choose_view(shown)
        export_menu(library, [card.id], t)
    with title:
        note = heading_note(shown.filing, card, t)
        head(plain(card.company or card.name), t, note=plain(note), synthetic=card.synthetic)
    st.fragment(_body)(library, shown, draw)


def _chosen(cards: list[FilingCard], t: Words) -> FilingCard:
    by_id = {card.id: card for card in cards}
    from_link("filing", list(by_id), first_card(cards, t).id)
    chosen = st.selectbox(
        t("Filing"),
        list(by_id),
        format_func=lambda id: card_name(by_id[id], t),
        key="filing",
        persist_state="session",
        label_visibility="collapsed",
        width=340,
        on_change=close_figure,
    )
    to_link("filing", chosen)
    return by_id[chosen]


def _desk(library: Library, cards: list[FilingCard], card: FilingCard, t: Words) -> views.Desk:
    filing = library.load(card.id)
    return views.Desk(filing, company_book(library, cards, filing), checks(filing), t)


def _body(library: Library, desk: views.Desk, draw: Callable[[], None]) -> None:
    check_banner(desk)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        draw()
    with right, st.container(key="source"):
        if not source_pane(library, desk.t, (desk.of,)):
            summary(desk, key_figures=st.session_state.get("view") not in _CHARTED)


page()
