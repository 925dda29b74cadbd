"""Questions to the course material: the conversation of this session and its chips to sources."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.room import Open
from apps.education.service.material.ask import Answered
from apps.education.service.views import material as views
from apps.shared.claims import show_claims
from apps.shared.shown_answers import RUNGS
from apps.shared.talk import answer_turn, draw_turn, head_of_talk, question_asked, show_examples
from apps.shared.turns import Turn, history


def material_talk(of: Open) -> None:
    """The conversation of this session about this course's material, and the box."""
    t, turns = of.t, _turns(of)
    with st.container(horizontal=True, vertical_alignment="center"):
        head_of_talk(of.desk.ladder, t, begun=bool(turns), begin_again=turns.clear)
    box = st.container()
    for number, turn in enumerate(turns):
        made_by = t(RUNGS[turn.answered.answer.rung]) if turn.answered else ""
        draw_turn(turn, t, lambda answered, number=number: _show(of, answered, number), made_by)
    with box:
        question = question_asked(t("Ask the course material"))
    if question:
        turn = Turn(question)
        earlier = history(turns)
        turns.append(turn)
        events = of.desk.ask(of.course.id, question, language=t.language, history=earlier)
        answer_turn(turn, events, lambda stage: views.stage_text(stage, t), t)
        st.rerun()
    if not turns:
        show_examples(views.examples(of.room, t), t)
        st.caption(t("Every sentence is checked against the material and carries its place. What "
                     "the material does not say is not answered."))  # fmt: skip


def _turns(of: Open) -> list[Turn[Answered]]:
    """Oldest first; another course has a conversation of its own."""
    return st.session_state.setdefault(f"material-talk-{of.course.id}", [])


def _show(of: Open, answered: Answered, number: int) -> None:
    claims = views.shown_answer(answered, of.t)
    if claims and answered.answer.refused_because:
        st.caption(of.t("Looked at, and not enough:"))
    show_claims(claims, key=f"claims-{number}", on_pick=open_beside, selected=opened())
