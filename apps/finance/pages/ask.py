"""Questions over the library: answers stream, every sentence opens its source or is struck out."""

from __future__ import annotations

import streamlit as st

from apps.finance.pages.parts.selection import close_figure
from apps.finance.pages.parts.source_pane import source_pane
from apps.finance.pages.parts.talk import answer_question, draw_turn, talk
from apps.finance.pages.parts.welcome import welcome
from apps.finance.pages.parts.words import finance_words
from apps.finance.service.examples import example_questions
from apps.finance.service.library import FilingCard
from apps.finance.service.views.filings import card_name
from apps.shared.frame import head
from apps.shared.talk import head_of_talk, question_asked, show_examples
from apps.shared.wiring.finance import FinanceDesk, finance_desk
from apps.shared.words import Words


def page() -> None:
    t = finance_words()
    desk = finance_desk()
    cards = desk.library.cards()
    head(t("Ask"), t, synthetic=any(card.synthetic for card in cards))
    if not cards:
        welcome(desk, t)
        return
    left, right = st.columns([3, 2], gap="medium")
    question = question_asked(t("Ask about the filings in the library"))
    with left:
        scope = _scope(desk, cards, t)
        _conversation(desk, cards, question, scope, t)
    with right, st.container(key="source"):
        if not source_pane(desk.library, t):
            st.caption(t("Pick a numbered citation to see the passage that it rests on."))


def _scope(desk: FinanceDesk, cards: list[FilingCard], t: Words) -> list[str]:
    by_id = {card.id: card for card in cards}
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.multiselect(
            t("Filings to ask"),
            list(by_id),
            format_func=lambda id: card_name(by_id[id], t),
            key="asked-filings",
            placeholder=t("All filings"),
            label_visibility="collapsed",
            persist_state="session",
        )
        head_of_talk(desk.ladder, t, begun=bool(talk()), begin_again=_begin_again)
    return chosen


def _begin_again() -> None:
    talk().clear()
    close_figure()


def _conversation(
    desk: FinanceDesk, cards: list[FilingCard], question: str | None, scope: list[str], t: Words
) -> None:
    for number, turn in enumerate(talk()):
        draw_turn(desk.library, turn, number, t)
    if question:
        answer_question(desk, question, scope, t)
        st.rerun()
    if not talk():
        show_examples(example_questions(cards, t), t)


page()
