"""What to ask next and what to decide: stands beside the ranking of a differential."""

from __future__ import annotations

import streamlit as st

from apps.medical.domain.differential import Differential, NextQuestion
from apps.medical.pages.parts.decide import decide_form
from apps.medical.pages.parts.findings_view import REPLIES
from apps.medical.pages.parts.open_patient import Open, put_back
from apps.medical.service.candidates import NONE
from apps.medical.service.entered import replied
from apps.medical.service.roles import Permission
from apps.medical.service.signing import subjects
from apps.medical.service.views.questions import answerable, concept_of
from apps.shared.viewer import plain

_QUESTIONS = 5


def ask_and_decide(of: Open) -> None:
    """What stands beside the ranking: what to ask next, and the form of the decision."""
    panels = of.review.panels()
    panel = st.session_state.get("panel")
    panel = panel if panel in panels else panels[0]
    found = of.review.differential(panel, of.t.language)
    _questions(of, found)
    subject = next(one for one in subjects(of.review, of.t.language) if one.key == panel)
    st.subheader(of.t("Decision"), anchor=False)
    decide_form(of, subject, [*(one.name for one in found.candidates), NONE])


def _questions(of: Open, found: Differential) -> None:
    t = of.t
    if not found.next_questions or not of.user.may(Permission.SIGN_OFF):
        return
    st.subheader(t("Next best questions"), anchor=False)
    st.caption(t("The answers that would tell these diagnoses apart best. Each re-ranks at once "
                 "and is kept in the record as entered by you."))  # fmt: skip
    given = replied(of.record)
    for question in answerable(found, _QUESTIONS):
        _question(of, question, given.get(question.code))


def _question(of: Open, question: NextQuestion, given: str | None) -> None:
    t, key = of.t, f"reply-{question.code}"
    st.segmented_control(
        plain(question.text),
        list(REPLIES),
        default=given,
        format_func=lambda reply: t(REPLIES[reply]),
        key=key,
        help=plain(question.splits) or None,
        on_change=_replied,
        args=(of, question, key),
    )


def _replied(of: Open, question: NextQuestion, key: str) -> None:
    """Keep the answer, or take it back where it was unpicked."""
    reply, concept = st.session_state.get(key), concept_of(question, of.t.language)
    if reply is None:
        put_back(of.desk, lambda: of.desk.charts.take_back(of.user, of.chart, concept))
    else:
        put_back(of.desk, lambda: of.desk.charts.reply(of.user, of.chart, concept, reply))
