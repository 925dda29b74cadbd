"""Several filings side by side, of one company or of many, and a scatter of peers."""

from __future__ import annotations

import streamlit as st

from apps.finance.pages.parts.charts import peer_chart
from apps.finance.pages.parts.exports import export_menu
from apps.finance.pages.parts.selection import open_afresh, opened
from apps.finance.pages.parts.source_pane import source_pane
from apps.finance.pages.parts.welcome import welcome
from apps.finance.pages.parts.words import finance_words
from apps.finance.service.company import company_book
from apps.finance.service.library import FilingCard, Library
from apps.finance.service.views import peers as peer_views
from apps.finance.service.views.filings import card_name
from apps.shared.figure_table import show_table
from apps.shared.frame import chart_ink, head
from apps.shared.viewer import plain
from apps.shared.wiring.finance import finance_desk
from apps.shared.words import Words

_FIRST = 4


def page() -> None:
    t = finance_words()
    desk = finance_desk()
    library = desk.library
    cards = library.cards()
    title = st.container()
    if not cards:
        with title:
            head(t("Compare"), t)
        welcome(desk, t)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = _chosen(cards, t)
        export_menu(library, [card.id for card in chosen], t)
    with title:
        head(t("Compare"), t, synthetic=any(card.synthetic for card in chosen))
    st.fragment(_body)(library, cards, chosen, t)


def _chosen(cards: list[FilingCard], t: Words) -> list[FilingCard]:
    by_id = {card.id: card for card in cards}
    ids = st.multiselect(
        t("Filings to compare"),
        list(by_id),
        default=list(by_id)[:_FIRST],
        format_func=lambda id: card_name(by_id[id], t),
        key="compared",
        placeholder=t("Choose filings"),
    )
    return [by_id[id] for id in ids]


def _body(library: Library, cards: list[FilingCard], chosen: list[FilingCard], t: Words) -> None:
    peers = _peers(library, cards, chosen, t)
    if not peers:
        st.info(t("Choose at least one filing with an income or cash flow statement."))
        return
    for remark in peer_views.remarks(peers, t):
        st.warning(plain(remark), icon=":material/info:")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        table = peer_views.comparison(peers, peer_views.DEFAULT_IDS, t)
        show_table(table, key="comparison", on_pick=open_afresh, selected=opened(), height=620)
    with right, st.container(key="source"):
        if not source_pane(library, t, [one.of for one in peers]):
            _scatter(peers, t)


def _peers(
    library: Library, cards: list[FilingCard], chosen: list[FilingCard], t: Words
) -> list[peer_views.Peer]:
    found: list[peer_views.Peer] = []
    for card in chosen:
        filing = library.load(card.id)
        one = peer_views.peer(filing, company_book(library, cards, filing))
        if one is None:
            st.warning(
                t("{name} states no income or cash flow.", name=card_name(card, t)),
                icon=":material/info:",
            )
        else:
            found.append(one)
    return found


def _scatter(peers: list[peer_views.Peer], t: Words) -> None:
    with st.container(horizontal=True):
        axes = [
            st.selectbox(
                label,
                peer_views.AXES,
                index=peer_views.AXES.index(start),
                format_func=lambda id: peer_views.figure_name(id, t),
                key=key,
            )
            for label, start, key in (
                (t("Across"), "net_margin", "axis-x"),
                (t("Up"), "return_on_equity", "axis-y"),
            )
        ]
    points = peer_views.points(peers, axes[0], axes[1], t)
    st.altair_chart(peer_chart(points, chart_ink()), width="stretch", alt=points.alt)
    for name in points.missing:
        st.caption(t("{name} is not shown: a figure is undefined.", name=name))


page()
