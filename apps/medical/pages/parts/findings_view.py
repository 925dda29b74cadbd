"""Findings by assertion, and a clinician's own: found in the ontology and added, or taken back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from apps.medical.domain.concept import Concept
from apps.medical.domain.finding import Assertion
from apps.medical.domain.text.vocabulary import hpo_search
from apps.medical.pages.parts.open_patient import Open, put_back
from apps.medical.pages.parts.tables import HEIGHT, draw
from apps.medical.service.entered import Reply, is_chinese, replies
from apps.medical.service.roles import Permission
from apps.medical.service.views.findings import assertion_counts, findings_table, summaries
from apps.medical.service.views.sources import ASSERTIONS
from apps.shared.words import mark

_ALL = "all"
_FOUND = 8
REPLIES: dict[Reply, str] = {"yes": mark("Yes"), "no": mark("No"), "unknown": mark("Unknown")}


def findings_view(of: Open) -> None:
    t, found = of.t, summaries(of.review.findings)
    counts = assertion_counts(found)
    labels = {str(one): f"{t(ASSERTIONS[one])} {count}" for one, count in counts.items()}
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            t("Assertion"),
            [_ALL, *labels],
            default=_ALL,
            required=True,
            format_func=lambda one: labels.get(one, t("All")),
            key="assertion",
            label_visibility="collapsed",
            persist_state="session",
        )
        if of.user.may(Permission.SIGN_OFF):
            _add(of)
    wanted = Assertion(chosen) if chosen in labels else None
    if not found:
        st.info(t("No finding was read from this record."))
    draw(findings_table(of.record, found, wanted, t), "findings", height=HEIGHT)
    _take_back(of)


def _add(of: Open) -> None:
    t = of.t
    with st.popover(t("Add a finding"), icon=":material/add:"):
        words = st.text_input(
            t("Sign or symptom, in English or Chinese"), key="term", placeholder=t("e.g. ataxia")
        )
        language = "zh" if is_chinese(words) else "en"
        for coding in hpo_search(words, language, _FOUND):
            code, concept = coding.code, Concept(coding.display, (coding,))
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{concept.text} :small[:gray[{code}]]", width="stretch")
                for reply in ("yes", "no"):
                    st.button(
                        {"yes": t("Present"), "no": t("Absent")}[reply],
                        key=f"add-{code}-{reply}",
                        on_click=put_back,
                        args=(
                            of.desk,
                            partial(of.desk.charts.reply, of.user, of.chart, concept, reply),
                        ),
                    )


def _take_back(of: Open) -> None:
    t, lines = of.t, replies(of.record)
    if not lines or not of.user.may(Permission.SIGN_OFF):
        return
    with st.expander(t("Entered at this desk ({count})", count=len(lines))):
        for line, reply in lines:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{line.concept.text}: **{t(REPLIES[reply])}**", width="stretch")
                st.button(
                    t("Take back"),
                    key=f"back-{line.id}",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=put_back,
                    args=(
                        of.desk,
                        partial(of.desk.charts.take_back, of.user, of.chart, line.concept),
                    ),
                )
