"""Questions to the course material: an answer as it streams, finished turns, chips to sources."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.room import Open
from apps.education.service.material.ask import Answered, Stage
from apps.education.service.views import material as views
from apps.shared.claims import show_claims
from apps.shared.shown_answers import RUNG_NOTES, RUNGS
from apps.shared.turns import Turn, history
from apps.shared.viewer import plain
from rag.answer import Fallen, Token

_EXAMPLE = "material-example"


def material_talk(of: Open) -> None:
    """The conversation of this session about this course's material, and the box."""
    t, turns = of.t, _turns(of)
    with st.container(horizontal=True, vertical_alignment="center"):
        rung = of.desk.ladder.rung(t.language)
        st.badge(t(RUNGS[rung]), icon=":material/stairs:", color="gray", help=t(RUNG_NOTES[rung]))
        if turns:
            st.button(t("New conversation"), icon=":material/refresh:", on_click=turns.clear)
    box = st.container()
    for number, turn in enumerate(turns):
        _draw(of, turn, number)
    with box:
        asked = st.chat_input(t("Ask the course material"), key="ask", submit_mode="stop")
    question = asked or st.session_state.pop(_EXAMPLE, None)
    if question:
        turn = Turn(question)
        turns.append(turn)
        _answer(of, turn)
        st.rerun()
    if not turns:
        st.caption(t("For example"))
        for number, example in enumerate(views.examples(of.room, t)):
            st.button(plain(example), key=f"example-{number}", on_click=_take, args=(example,))
        st.caption(t("Every sentence is checked against the material and carries its place. What "
                     "the material does not say is not answered."))  # fmt: skip


def _take(question: str) -> None:
    st.session_state[_EXAMPLE] = question


def _turns(of: Open) -> list[Turn[Answered]]:
    """Oldest first; another course has a conversation of its own."""
    return st.session_state.setdefault(f"material-talk-{of.course.id}", [])


def _answer(of: Open, turn: Turn[Answered]) -> None:
    """Answer while the reader watches: stages, then words in grey until they are checked."""
    t = of.t
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(plain(turn.question))
    with st.chat_message("assistant", avatar=":material/fact_check:"):
        stage = st.container(key="answer-stage").empty()
        words = st.empty()
        st.container(key="answer-stopped").caption(t("Stopped before it was checked."))
        events = of.desk.ask(
            of.course.id, turn.question, language=t.language, history=history(_turns(of))
        )
        for event in events:
            match event:
                case Stage():
                    stage.caption(f":material/hourglass_top: {views.stage_text(event, t)}")
                case Token(text):
                    words.markdown(f":gray[{plain(turn.hear(text))}]")
                case Fallen():
                    turn.said = ""
                    words.empty()
                    stage.caption(t("The model did not carry it; quoting instead."))
                case Answered():
                    turn.answered = event


def _draw(of: Open, turn: Turn[Answered], number: int) -> None:
    t = of.t
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(plain(turn.question))
    with st.chat_message("assistant", avatar=":material/fact_check:"):
        if turn.answered is None:
            if turn.said:
                st.markdown(f":gray[{plain(turn.said)}]")
            st.caption(t("Stopped before it was checked."))
        else:
            _answered(of, turn.answered, number)


def _answered(of: Open, answered: Answered, number: int) -> None:
    t, answer = of.t, answered.answer
    if answer.refused_because:
        st.info(plain(answer.refused_because), icon=":material/verified_user:")
        st.caption(t("Looked at, and not enough:"))
    claims = views.shown_answer(answered, t)
    show_claims(claims, key=f"claims-{number}", on_pick=open_beside, selected=opened())
    if answer.note:
        st.caption(plain(answer.note))
    st.caption(f":material/stairs: {t(RUNGS[answer.rung])}")
