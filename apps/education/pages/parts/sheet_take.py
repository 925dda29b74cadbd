"""The sheets taken away: PDF with and without key, QTI for other systems."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from apps.education.domain.sheet import Sheet
from apps.education.pages.parts.room import Open

_HINTS = "print-hints"


def take_away(of: Open, sheets: Sequence[Sheet]) -> None:
    t = of.t
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        _button(t("Sheets (PDF)"), "sheets.pdf", "pdf", partial(of.desk.pdf, sheets, key=False))
        _button(
            t("With key, for the teacher (PDF)"),
            "sheets-with-key.pdf",
            "key",
            partial(of.desk.pdf, sheets, key=True, hints=bool(st.session_state.get(_HINTS))),
        )
        _button(t("QTI 3 package"), "exercises-qti3.zip", "qti", partial(of.desk.qti, sheets))
        st.toggle(t("Print hints with the key"), key=_HINTS, persist_state="session")


def _button(label: str, file: str, key: str, data: partial[bytes]) -> None:
    st.download_button(
        label,
        data=data,
        file_name=file,
        mime="application/pdf" if file.endswith(".pdf") else "application/zip",
        key=f"take-{key}",
        on_click="ignore",
        icon=":material/download:",
        type="primary" if key == "pdf" else "secondary",
    )
