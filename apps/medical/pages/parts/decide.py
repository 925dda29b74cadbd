"""The form in which a clinician accepts, overrides or defers a suggestion; nothing is preset."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from apps.medical.pages.parts.open_patient import Open, put_back
from apps.medical.service.roles import Permission
from apps.medical.service.signing import ReasonMissing, Subject, Verdict, latest
from apps.medical.service.views.signing import VERDICTS, decision_line, shown_name
from apps.shared.viewer import plain

_PROBLEM = "decide-problem"


def decide_form(of: Open, subject: Subject, choices: Sequence[str]) -> None:
    """What was decided before, and the form; `choices` are what may be chosen instead."""
    t, key = of.t, f"{subject.kind}-{subject.key}"
    held = latest(of.decisions).get((subject.kind, subject.key))
    if held is not None:
        st.caption(f":material/draw: {plain(decision_line(held, t))}")
    if not of.user.may(Permission.SIGN_OFF):
        return
    with st.form(f"decide-{key}", border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.radio(
                t("Decision"),
                list(Verdict),
                index=None,
                format_func=lambda one: t(VERDICTS[one]),
                horizontal=True,
                key=f"verdict-{key}",
            )
            st.selectbox(
                t("Settled on"),
                list(dict.fromkeys([subject.shown, *choices])),
                format_func=lambda name: shown_name(name, t),
                key=f"chosen-{key}",
                accept_new_options=True,
                help=t("Choose from the list, or write what is not in it."),
            )
        st.text_input(t("Reason (needed to override)"), key=f"reason-{key}", max_chars=500)
        st.form_submit_button(
            t("Record the decision"), type="primary", on_click=_record, args=(of, subject, key)
        )
    if problem := st.session_state.get(f"{_PROBLEM}-{key}"):
        st.error(problem)


def _record(of: Open, subject: Subject, key: str) -> None:
    """Writes the decision down; what is wrong with it stays on the page until the next try."""
    state = st.session_state
    state.pop(f"{_PROBLEM}-{key}", None)
    verdict = state.get(f"verdict-{key}")
    if verdict is None:
        state[f"{_PROBLEM}-{key}"] = of.t("Choose accept, override or defer first.")
        return
    try:
        put_back(
            of.desk,
            lambda: of.desk.charts.decide(
                of.user,
                of.chart,
                subject,
                Verdict(verdict),
                reason=state.get(f"reason-{key}") or "",
                chosen=state.get(f"chosen-{key}") or "",
            ),
        )
    except ReasonMissing:
        state[f"{_PROBLEM}-{key}"] = of.t("An override needs a reason: say why in a few words.")
