"""One patient: the record at a glance, and views from its findings to the sign-off."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from apps.medical.pages.parts.banner import identity_line, red_flags
from apps.medical.pages.parts.open_patient import Open, listed, open_chart, refreshed
from apps.medical.pages.parts.opened import close_source
from apps.medical.pages.parts.source_pane import source_pane
from apps.medical.pages.parts.user import allowed, current_user, role_switch
from apps.medical.pages.parts.views import VIEWS
from apps.medical.pages.parts.welcome import follow, reviewing, welcome
from apps.medical.pages.parts.words import medical_words
from apps.medical.service.card import Card
from apps.medical.service.roles import Permission, User
from apps.medical.service.views.heading import short
from apps.medical.service.views.worklist import card_name, first_card
from apps.shared.frame import head
from apps.shared.link_state import from_link, to_link
from apps.shared.viewer import plain
from apps.shared.wiring.medical import MedicalDesk, medical_desk
from apps.shared.words import Words


def page() -> None:
    t = medical_words()
    desk = medical_desk()
    user = current_user(desk, t)
    title = st.container()

    def roles() -> None:
        role_switch(desk, user, t)

    if not user.may(Permission.VIEW):
        with title:
            head(t("Patient"), t, beside=roles)
        allowed(user, Permission.VIEW, t)
        return
    cards = listed(desk, user)
    if not cards:
        with title:
            head(t("Patient"), t, beside=roles)
        welcome(desk, user, t)
        return
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        card = _chosen(cards, desk, t)
        view = _view(t)
    with title:
        note = short(card.birth, card.sex, desk.charts.today(), t)
        name = plain(card_name(card, t))
        head(name, t, note=plain(note), synthetic=card.synthetic, beside=roles)
    _open(desk, user, card, view, t)


def _chosen(cards: list[Card], desk: MedicalDesk, t: Words) -> Card:
    by_id = {card.id: card for card in cards}
    from_link("patient", list(by_id), first_card(cards).id)
    chosen = st.selectbox(
        t("Patient"),
        list(by_id),
        format_func=lambda id: card_name(by_id[id], t),
        key="patient",
        persist_state="session",
        label_visibility="collapsed",
        width=240,
        on_change=close_source,
    )
    to_link("patient", chosen)
    return by_id[chosen]


def _view(t: Words) -> str:
    names = list(VIEWS)
    from_link("view", names, names[0])
    chosen = st.segmented_control(
        t("View"),
        names,
        required=True,
        format_func=lambda name: t(VIEWS[name].label),
        key="view",
        persist_state="session",
        label_visibility="collapsed",
    )
    to_link("view", chosen)
    return chosen or names[0]


def _open(desk: MedicalDesk, user: User, card: Card, view: str, t: Words) -> None:
    chart = open_chart(desk, user, card.id)
    if chart.review is None:
        reviewing(desk, user, card.id, t)
        return
    of = Open(desk, user, chart, chart.review, t, desk.charts.today())
    identity_line(of)
    follow(desk, user, card.id, t)
    st.fragment(_body)(of, VIEWS[view].draw, VIEWS[view].beside)


def _body(of: Open, draw: Callable[[Open], None], beside: Callable[[Open], None]) -> None:
    of = refreshed(of)
    red_flags(of)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        draw(of)
    with right, st.container(key="source"):
        if not source_pane(of):
            beside(of)


page()
