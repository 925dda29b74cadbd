"""Today's worklist: who there is and what is open; bring records in and see what came of them."""

from __future__ import annotations

import streamlit as st

from apps.medical.pages.parts.import_box import import_box
from apps.medical.pages.parts.import_report import import_reports
from apps.medical.pages.parts.jobs import patient_jobs
from apps.medical.pages.parts.open_patient import listed
from apps.medical.pages.parts.places import page_path
from apps.medical.pages.parts.user import allowed, current_user, role_switch
from apps.medical.pages.parts.words import medical_words
from apps.medical.service.card import Card
from apps.medical.service.roles import Permission
from apps.medical.service.views import worklist as views
from apps.shared.figure_table import show_table
from apps.shared.frame import head
from apps.shared.wiring.medical import MedicalDesk, medical_desk
from apps.shared.words import Words

_OPEN = "worklist-open"


def page() -> None:
    t = medical_words()
    desk = medical_desk()
    user = current_user(desk, t)
    if chosen := st.session_state.pop(_OPEN, None):
        link = {"patient": chosen, "lang": t.language}
        st.switch_page(page_path("patient"), query_params=link)
    may = user.may(Permission.VIEW)
    cards = listed(desk, user) if may else []
    synthetic = any(card.synthetic for card in cards)
    head(t("Worklist"), t, synthetic=synthetic, beside=lambda: role_switch(desk, user, t))
    left, right = st.columns([5, 2], gap="medium")
    with right:
        if user.may(Permission.IMPORT):
            import_box(desk, user, t)
            patient_jobs(desk, user, t)
    with left:
        if allowed(user, Permission.VIEW, t):
            _patients(desk, cards, t)
        if user.may(Permission.IMPORT):
            import_reports(desk, user, t)


def _patients(desk: MedicalDesk, cards: list[Card], t: Words) -> None:
    if not cards:
        st.info(t("No patient yet. What you import on the right appears here."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="bar"):
        search = st.text_input(
            t("Search"),
            key="search",
            placeholder=t("Name, number or reason"),
            label_visibility="collapsed",
            icon=":material/search:",
            width=280,
        )
        wanted = st.pills(
            t("Filter"),
            list(views.FILTERS),
            selection_mode="multi",
            format_func=lambda one: t(views.FILTERS[one]),
            key="filter",
            label_visibility="collapsed",
        )
        sort = st.selectbox(
            t("Sort"),
            list(views.SORTS),
            format_func=lambda one: t(views.SORTS[one]),
            key="sort",
            label_visibility="collapsed",
            width=180,
        )
    shown = views.chosen_cards(cards, search=search, wanted=wanted, sort=sort)
    if not shown:
        st.info(t("No patient matches the search and the filters."))
        return
    table = views.worklist_table(shown, desk.charts.today(), t)
    show_table(table, key="worklist", on_pick=_open, height=560)
    st.caption(t("Pick a name to open the patient."))


def _open(id: str) -> None:
    st.session_state[_OPEN] = id


page()
