"""All points of one student: likelihood with its interval, verdict, number of answers."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.weakness import Verdict
from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.room import Open
from apps.education.service.views.heat import VERDICTS
from apps.education.service.views.judgement import mastery_table
from apps.shared.figure_table import show_table

_HEIGHT = 640


def points_view(of: Open, student: str) -> None:
    t = of.t
    only = st.pills(
        t("Show"),
        list(Verdict),
        format_func=lambda verdict: t(VERDICTS[verdict]),
        key="only",
        label_visibility="collapsed",
    )
    table = mastery_table(of.room, student, t, only=only or "")
    if table.rows:
        show_table(table, key="points", on_pick=open_beside, selected=opened(), height=_HEIGHT)
    else:
        st.info(t("No point of this kind."))
