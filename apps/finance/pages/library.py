"""The library: bring filings in, watch them being read, open or remove them."""

from __future__ import annotations

import streamlit as st

from apps.finance.pages.parts.job_list import job_list
from apps.finance.pages.parts.places import page_path
from apps.finance.pages.parts.words import finance_words
from apps.finance.service.views.filings import card_name, library_table
from apps.shared.figure_table import show_table
from apps.shared.frame import head
from apps.shared.settings import settings
from apps.shared.wiring.finance import FinanceDesk, finance_desk
from apps.shared.words import Words

_OPEN = "library-open"


def page() -> None:
    t = finance_words()
    desk = finance_desk()
    if chosen := st.session_state.pop(_OPEN, None):
        st.switch_page(page_path("filing"), query_params={"filing": chosen, "lang": t.language})
    cards = desk.library.cards()
    head(t("Library"), t, synthetic=any(card.synthetic for card in cards))
    left, right = st.columns([2, 1], gap="medium")
    with right:
        _add(desk, t)
        job_list(desk.jobs, t)
    with left:
        _filings(desk, t)


def _filings(desk: FinanceDesk, t: Words) -> None:
    cards = desk.library.cards()
    if not cards:
        st.info(t("No filings yet. What you add on the right appears here."))
        return
    show_table(library_table(cards, t), key="library", on_pick=_open, height=560)
    st.caption(t("Pick a company to open its filing."))
    with st.popover(t("Remove a filing"), icon=":material/delete:"):
        by_id = {card.id: card for card in cards}
        id = st.selectbox(
            t("Filing"),
            list(by_id),
            format_func=lambda id: card_name(by_id[id], t),
            key="remove-id",
        )
        st.button(
            t("Remove it"), key="remove", on_click=desk.intake.remove, args=(id,), type="primary"
        )


def _open(id: str) -> None:
    st.session_state[_OPEN] = id


def _add(desk: FinanceDesk, t: Words) -> None:
    with st.form("add", clear_on_submit=True, border=True):
        st.header(t("Add filings"), anchor=False)
        files = st.file_uploader(
            t("PDF, HTML, inline XBRL, XLSX, CSV or text; several at once"),
            accept_multiple_files=True,
            key="files",
            max_upload_size=settings().max_upload_mb,
        )
        text = st.text_area(
            t("Or paste a paragraph"),
            key="pasted",
            height=90,
            placeholder=t("In 2023 revenue was 12.53 billion yuan, up 12.5% on the year."),
        )
        if st.form_submit_button(t("Read"), type="primary", shortcut="Ctrl+Enter"):
            for file in files or []:
                desk.intake.submit(file.name, file.getvalue())
            if text.strip():
                desk.intake.submit(t("Pasted text.txt"), text.encode())


page()
