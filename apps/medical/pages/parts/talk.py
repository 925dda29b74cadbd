"""Questions about one patient: the conversation of this session and its chips to sources."""

from __future__ import annotations

import streamlit as st

from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.opened import open_source, opened
from apps.medical.service.ask import Answered
from apps.medical.service.views import answers as views
from apps.shared.claims import show_claims
from apps.shared.shown_answers import evidence_rows, shown_claims
from apps.shared.talk import answer_turn, draw_turn, head_of_talk, question_asked, show_examples
from apps.shared.turns import Turn, history
from rag.evidence import Citation


def ask_view(of: Open) -> None:
    """The conversation of this session about this patient, and the box."""
    t, turns = of.t, _turns(of)
    with st.container(horizontal=True, vertical_alignment="center"):
        head_of_talk(of.desk.ladder, t, begun=bool(turns), begin_again=turns.clear)
    box = st.container()
    for number, turn in enumerate(turns):
        made_by = views.made_by(turn.answered, t) if turn.answered else ""
        draw_turn(turn, t, lambda answered, number=number: _show(of, answered, number), made_by)
    with box:
        question = question_asked(t("Ask about this record and the guidance"))
    if question:
        turn = Turn(question)
        earlier = history(turns)
        turns.append(turn)
        events = of.desk.ask(of.user, of.chart, question, language=t.language, history=earlier)
        answer_turn(turn, events, lambda stage: views.stage_text(stage, t), t)
        st.rerun()
    if not turns:
        show_examples(views.examples(of.record, t), t)


def _turns(of: Open) -> list[Turn[Answered]]:
    """Oldest first; another patient has a conversation of his own."""
    return st.session_state.setdefault(f"talk-{of.user.name}-{of.chart.id}", [])


def _show(of: Open, answered: Answered, number: int) -> None:
    def whereabouts(citation: Citation) -> str:
        return views.citation_place(answered, citation, of.t)

    rows = evidence_rows if answered.answer.refused_because else shown_claims
    claims = rows(answered.answer, whereabouts, views.citation_ref)
    show_claims(claims, key=f"claims-{number}", on_pick=open_source, selected=opened())
