"""The way in: a patient's files, or the demo patients."""

from __future__ import annotations

import streamlit as st

from apps.medical.service.roles import User
from apps.shared.settings import settings
from apps.shared.viewer import plain
from apps.shared.wiring.medical import MedicalDesk
from apps.shared.words import Words
from rag.readers.errors import UnreadableFile

_REFUSED = "import-refused"


def import_box(desk: MedicalDesk, user: User, t: Words) -> None:
    with st.form("import", clear_on_submit=True, border=True):
        st.subheader(t("Import a record"), anchor=False)
        st.file_uploader(
            t("FHIR JSON, notes (text, DOCX, PDF), laboratory CSV; one patient's files together"),
            accept_multiple_files=True,
            key="files",
            max_upload_size=settings().max_upload_mb,
        )
        st.form_submit_button(
            t("Import"), type="primary", shortcut="Ctrl+Enter", on_click=_submit, args=(desk, user)
        )
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(plain(refused), icon=":material/error:")
    st.button(
        t("Import the demo patients"),
        icon=":material/science:",
        on_click=desk.add_demo,
        args=(user,),
        help=t("Made up by this project to show how it works; nothing in it is real."),
    )


def _submit(desk: MedicalDesk, user: User) -> None:
    files = [(file.name, file.getvalue()) for file in st.session_state.get("files") or []]
    if not files:
        return
    try:
        desk.intake.submit(user, files)
    except UnreadableFile as refusal:
        st.session_state[_REFUSED] = str(refusal)
