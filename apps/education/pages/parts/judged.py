"""One student and one point: what may be said, the answers behind it, the teacher's own word."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.weakness import Verdict, WeakPoint
from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.room import Open
from apps.education.service.views import evidence, judgement
from apps.education.service.views.heat import VERDICTS
from apps.shared.figure_table import show_table
from apps.shared.viewer import pane_head, plain

_UNSAID = "override-without-reason"


def judged_pane(of: Open, one: WeakPoint) -> None:
    t, found = of.t, one.mastery
    name = of.room.student(found.student).name
    point = of.room.point(found.point).name.of(t.language)
    pane_head(plain(name), plain(point), t, open_beside)
    said = of.room.overrides.get((found.student, found.point))
    st.markdown(f"**{judgement.verdict_word(one.verdict, t)}** · {plain(judgement.told(one, t))}")
    for line in (judgement.certainty(one, t), judgement.settling(one, t)):
        if line:
            st.caption(line)
    if said is not None:
        st.info(plain(judgement.override_line(said, t)), icon=":material/edit:")
    if found.evidence:
        table = evidence.evidence_table(of.room, found.evidence, t)
        show_table(table, key="behind", on_pick=open_beside, selected=opened(), height=300)
    else:
        st.caption(t("This student has not answered anything on this point yet."))
    _say(of, one)


def _say(of: Open, one: WeakPoint) -> None:
    """The teacher's own word goes before the figures, and can be taken back."""
    t, student, point = of.t, one.mastery.student, one.mastery.point
    with st.popover(t("Say it yourself"), icon=":material/edit:"):
        st.radio(
            t("What you say"),
            list(Verdict),
            format_func=lambda verdict: t(VERDICTS[verdict]),
            key=f"say-{student}-{point}",
        )
        st.text_input(t("Reason"), key=f"because-{student}-{point}", max_chars=300)
        st.button(
            t("Keep it"),
            type="primary",
            key=f"keep-{student}-{point}",
            on_click=_keep,
            args=(of, student, point),
        )
        if st.session_state.pop(_UNSAID, False):
            st.error(t("Write in a few words why."))
        if (student, point) in of.room.overrides:
            st.button(
                t("Take it back"),
                key=f"back-{student}-{point}",
                on_click=of.desk.take_back,
                args=(of.course.id, student, point, of.teacher),
            )


def _keep(of: Open, student: str, point: str) -> None:
    verdict = st.session_state[f"say-{student}-{point}"]
    reason = str(st.session_state[f"because-{student}-{point}"]).strip()
    if reason:
        of.desk.override(of.course.id, student, point, verdict, reason, of.teacher)
    else:
        st.session_state[_UNSAID] = True


def response_pane(of: Open, i: int) -> None:
    """One response: all that was read of it, and where."""
    t = of.t
    one = of.room.log.response(i)
    pane_head(t("Answer"), plain(evidence.place(one, t)), t, open_beside)
    st.html(evidence.details_html(of.room, i, t))
    table = evidence.around_table(of.room, i, t)
    show_table(table, key="around", on_pick=open_beside, selected=opened())
    st.caption(t("The file itself is not kept: the line tells where it stands in yours."))
