"""A conversation on a page: an answer as it streams, finished turns, the rung and the examples.

Draws only. What answers, and how a finished answer is shown, is the desk's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from apps.shared.shown_answers import RUNG_NOTES, RUNGS
from apps.shared.turns import A, Stage, Turn
from apps.shared.viewer import plain
from apps.shared.words import Words
from rag.answer import Fallen, Token
from rag.ladder import Ladder

_EXAMPLE = "example"


def head_of_talk(ladder: Ladder, t: Words, *, begun: bool, begin_again: Callable[[], None]) -> None:
    """The rung that would answer now, and a way to begin again."""
    rung = ladder.rung(t.language)
    st.badge(t(RUNGS[rung]), icon=":material/stairs:", color="gray", help=t(RUNG_NOTES[rung]))
    if begun:
        st.button(t("New conversation"), icon=":material/refresh:", on_click=begin_again)


def question_asked(placeholder: str) -> str | None:
    """What was typed, or the example that was picked; None where nothing was asked."""
    asked = st.chat_input(placeholder, key="ask", submit_mode="stop")
    return asked or st.session_state.pop(_EXAMPLE, None)


def show_examples(examples: Sequence[str], t: Words) -> None:
    st.caption(t("For example"))
    for number, example in enumerate(examples):
        st.button(plain(example), key=f"example-{number}", on_click=_take, args=(example,))


def _take(question: str) -> None:
    st.session_state[_EXAMPLE] = question


def answer_turn(
    turn: Turn[A],
    events: Iterable[Stage | Token | Fallen | A],
    stage_text: Callable[[Stage], str],
    t: Words,
) -> None:
    """Answer while the reader watches: stages, then words in grey until they are checked."""
    _asked(turn.question)
    with _answering():
        stage = st.container(key="answer-stage").empty()
        words = st.empty()
        st.container(key="answer-stopped").caption(t("Stopped before it was checked."))
        for event in events:
            match event:
                case Stage():
                    stage.caption(f":material/hourglass_top: {plain(stage_text(event))}")
                case Token(text):
                    words.markdown(f":gray[{plain(turn.hear(text))}]")
                case Fallen():
                    turn.said = ""
                    words.empty()
                    stage.caption(t("The model did not carry it; quoting instead."))
                case answered:
                    turn.answered = answered


def draw_turn(turn: Turn[A], t: Words, show: Callable[[A], None], made_by: str) -> None:
    """A finished turn; `show` draws the answer, `made_by` says which rung made it."""
    _asked(turn.question)
    with _answering():
        if turn.answered is None:
            if turn.said:
                st.markdown(f":gray[{plain(turn.said)}]")
            st.caption(t("Stopped before it was checked."))
            return
        answer = turn.answered.answer
        if answer.refused_because:
            st.info(plain(answer.refused_because), icon=":material/verified_user:")
        if answer.note:
            st.caption(f":material/warning: {plain(answer.note)}")
        show(turn.answered)
        st.caption(f":material/stairs: {made_by}")


def _asked(question: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(plain(question))


def _answering():
    return st.chat_message("assistant", avatar=":material/fact_check:")
