"""Whether figures and verdicts hold alike for groups of a class, tried on the class's own past."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.jobs import course_jobs
from apps.education.pages.parts.room import Open, open_course
from apps.education.pages.parts.words import education_words
from apps.education.service.fairness import FairLook
from apps.education.service.jobs import FAIRNESS
from apps.education.service.views import fairness as views
from apps.shared.figure_table import show_table
from apps.shared.viewer import plain
from apps.shared.wiring.education import education_desk


def page() -> None:
    t = education_words()
    of = open_course(t("Fairness"), education_desk(), t)
    if of is None:
        return
    left, right = st.columns([3, 1], gap="medium")
    with right:
        _start(of)
        course_jobs(of.desk, t, kinds=(FAIRNESS,), opens="fairness")
        st.subheader(t("How to read it"), anchor=False)
        st.markdown(_how(of))
    with left:
        look = of.desk.fairness.last(of.course.id)
        if look is None:
            st.info(t("Not tried yet for this class. The trial takes a moment."))
        else:
            _shown(of, look)


def _start(of: Open) -> None:
    st.button(
        of.t("Try it on the class's past"),
        type="primary",
        icon=":material/balance:",
        key="try",
        on_click=of.desk.fairness.later,
        args=(of.course.id, of.teacher),
    )


def _shown(of: Open, look: FairLook) -> None:
    t = of.t
    if look.log_version != of.room.log.version:
        st.warning(t("Answers have come in since this trial."), icon=":material/update:")
    for number, grouping in enumerate(look.groupings):
        st.subheader(plain(grouping.name.of(t.language)), anchor=False)
        table = views.fairness_table(grouping, t)
        show_table(table, key=f"fair-{number}", on_pick=_nothing, height=420)
        line = views.differences_line(grouping, t)
        if views.is_large(grouping):
            st.warning(line, icon=":material/balance:")
        else:
            st.caption(line)


def _how(of: Open) -> str:
    t = of.t
    lines = (
        t("A model is fitted to the first half of each student's answers; the second half tells."),
        t("Difference: predicted minus what came. Above zero it promised too much."),
        t("False alarms: of those who did not need work, those it said needed it. "
          "Missed: of those who did, those it called secure."),
        t("Groups of fewer than ten students are not shown, nor what would give them away."),
        t("A difference may come from the data, the model or the teaching; the page cannot tell."),
    )  # fmt: skip
    return "\n".join(f"- {line}" for line in lines)


def _nothing(ref: str) -> None:
    """Nothing opens from sums."""


page()
