"""Questions over the library: the conversation of this session and its chips to sources."""

from __future__ import annotations

import streamlit as st

from apps.finance.pages.parts.selection import open_afresh, opened
from apps.finance.service.ask import Answered
from apps.finance.service.library import Library
from apps.finance.service.views import answers as views
from apps.shared import talk as shared
from apps.shared.claims import show_claims
from apps.shared.figure_table import show_table
from apps.shared.shown_answers import evidence_rows, shown_claims
from apps.shared.turns import Turn, history
from apps.shared.wiring.finance import FinanceDesk
from apps.shared.words import Words
from rag.evidence import Citation

_TALK = "talk"


def talk() -> list[Turn[Answered]]:
    """The turns of this session, oldest first."""
    return st.session_state.setdefault(_TALK, [])


def answer_question(desk: FinanceDesk, question: str, scope: list[str], t: Words) -> None:
    """Add a turn and answer it while the reader watches."""
    turn = Turn(question)
    earlier = history(talk())
    talk().append(turn)
    events = desk.ask(question, language=t.language, filing_ids=scope or None, history=earlier)
    shared.answer_turn(turn, events, lambda stage: views.stage_text(stage, t), t)


def draw_turn(library: Library, turn: Turn[Answered], number: int, t: Words) -> None:
    made_by = views.made_by(turn.answered, t) if turn.answered else ""
    shared.draw_turn(turn, t, lambda answered: _show(library, answered, number, t), made_by)


def _show(library: Library, answered: Answered, number: int, t: Words) -> None:
    answer = answered.answer

    def whereabouts(citation: Citation) -> str:
        document = library.load(citation.doc_id).document
        return views.citation_place(document, citation, t)

    if answer.refused_because:
        claims = evidence_rows(answer, whereabouts)
        if claims:
            with st.expander(t("The nearest passages")):
                show_claims(claims, key=f"near-{number}", on_pick=open_afresh, selected=opened())
    else:
        claims = shown_claims(answer, whereabouts)
        show_claims(claims, key=f"claims-{number}", on_pick=open_afresh, selected=opened())
    if answered.result is not None and answered.by == "figures" and answer.claims:
        with st.expander(t("Figures behind the answer"), expanded=True):
            table = views.result_table(answered.result, t)
            show_table(table, key=f"result-{number}", on_pick=open_afresh, selected=opened())
