"""The conversation: its turns in the session, an answer as it streams, and finished turns."""

from __future__ import annotations

import streamlit as st

from apps.finance.pages.parts.selection import open_afresh, opened
from apps.finance.service.ask import Answered, Stage
from apps.finance.service.library import Library
from apps.finance.service.views import answers as answer_views
from apps.shared.claims import show_claims
from apps.shared.figure_table import show_table
from apps.shared.shown_answers import evidence_rows, shown_claims
from apps.shared.turns import Turn, history
from apps.shared.viewer import plain
from apps.shared.wiring.finance import FinanceDesk
from apps.shared.words import Words
from rag.answer import Fallen, Token
from rag.evidence import Citation

_TALK = "talk"


def talk() -> list[Turn[Answered]]:
    """The turns of this session, oldest first."""
    return st.session_state.setdefault(_TALK, [])


def answer_turn(desk: FinanceDesk, turn: Turn[Answered], scope: list[str], t: Words) -> None:
    """Answer while the reader watches: stages, then words in grey until they are checked."""
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(plain(turn.question))
    with st.chat_message("assistant", avatar=":material/fact_check:"):
        stage = st.container(key="answer-stage").empty()
        words = st.empty()
        st.container(key="answer-stopped").caption(t("Stopped before it was checked."))
        for event in desk.ask(
            turn.question, language=t.language, filing_ids=scope or None, history=history(talk())
        ):
            match event:
                case Stage():
                    stage.caption(
                        f":material/hourglass_top: {plain(answer_views.stage_text(event, t))}"
                    )
                case Token(text):
                    words.markdown(f":gray[{plain(turn.hear(text))}]")
                case Fallen():
                    turn.said = ""
                    words.empty()
                    stage.caption(t("The model did not carry it; quoting instead."))
                case Answered():
                    turn.answered = event


def draw_turn(library: Library, turn: Turn[Answered], number: int, t: Words) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(plain(turn.question))
    with st.chat_message("assistant", avatar=":material/fact_check:"):
        if turn.answered is None:
            if turn.said:
                st.markdown(f":gray[{plain(turn.said)}]")
            st.caption(t("Stopped before it was checked."))
        else:
            _answered(library, turn.answered, number, t)


def _answered(library: Library, answered: Answered, number: int, t: Words) -> None:
    answer = answered.answer

    def whereabouts(citation: Citation) -> str:
        document = library.load(citation.doc_id).document
        return answer_views.citation_place(document, citation, t)

    if answer.refused_because:
        st.info(plain(answer.refused_because), icon=":material/verified_user:")
        claims = evidence_rows(answer, whereabouts)
        if claims:
            with st.expander(t("The nearest passages")):
                show_claims(claims, key=f"near-{number}", on_pick=open_afresh, selected=opened())
    else:
        claims = shown_claims(answer, whereabouts)
        show_claims(claims, key=f"claims-{number}", on_pick=open_afresh, selected=opened())
    if answered.result is not None and answered.by == "figures" and answer.claims:
        with st.expander(t("Figures behind the answer"), expanded=True):
            table = answer_views.result_table(answered.result, t)
            show_table(table, key=f"result-{number}", on_pick=open_afresh, selected=opened())
    if answer.note:
        st.caption(plain(answer.note))
    st.caption(f":material/stairs: {answer_views.made_by(answered, t)}")
