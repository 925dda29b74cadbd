"""For how long answers are kept: after that they are deleted by themselves."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.room import Open
from apps.education.service.views.privacy import due_line


def retention(of: Open) -> None:
    t, privacy = of.t, of.desk.privacy
    st.subheader(t("Retention"), anchor=False)
    kept = privacy.retention(of.course.id)
    key = f"retention-{of.course.id}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.number_input(
            t("Days that answers are kept"), 1, 3650, kept, key=key, width=220,
            placeholder=t("no end"),
            help=t("Empty: until you delete them. Older answers go within hours, with what "
                   "was derived of them."),
        )  # fmt: skip
        st.button(
            t("Set"), key="set-retention", disabled=days == kept,
            on_click=privacy.set_retention, args=(of.course.id, days, of.teacher),
        )  # fmt: skip
    if kept is not None:
        st.caption(due_line(privacy.due(of.course.id), t))
