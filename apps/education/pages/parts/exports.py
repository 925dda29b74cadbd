"""What goes to other systems: answers and masteries as CSV, xAPI statements, OneRoster results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from apps.education.pages.parts.room import Open
from apps.education.service import exchange


def exports(of: Open) -> None:
    t, room = of.t, of.room
    st.subheader(t("For other systems"), anchor=False)
    with st.container(horizontal=True):
        _button(t("Answers (CSV)"), "answers.csv", lambda: exchange.answers_csv(room))
        _button(
            t("Masteries (CSV)"), "masteries.csv", lambda: exchange.masteries_csv(room, t.language)
        )
        _button(t("xAPI statements"), "statements.json", lambda: exchange.xapi_json(room))
        _button(
            t("OneRoster results"),
            "oneroster.zip",
            lambda: exchange.oneroster_zip(room, of.desk.roster, now=datetime.now(UTC)),
        )
    st.caption(t("CSV and OneRoster carry names or school ids; xAPI carries pseudonyms. An open "
                 "point has no score, so that no gradebook shows it as zero."))  # fmt: skip


def _button(label: str, file: str, data: Callable[[], str | bytes]) -> None:
    st.download_button(
        label, data=data, file_name=file, key=f"take-{file}", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
