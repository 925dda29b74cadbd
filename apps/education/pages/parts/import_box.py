"""The way in: a file of answers, or the made-up class."""

from __future__ import annotations

import streamlit as st

from apps.education.service.importing import Upload
from apps.shared.settings import settings
from apps.shared.viewer import plain
from apps.shared.wiring.education import EducationDesk
from apps.shared.words import Words
from rag.readers.errors import UnreadableFile

UPLOAD, _REFUSED, _ROUND = "import-upload", "import-refused", "import-round"


def import_box(desk: EducationDesk, teacher: str, t: Words) -> Upload | None:
    """The file that is being looked at, if there is one."""
    place = st.session_state.setdefault(_ROUND, 0)
    with st.container(border=True, key="import"):
        st.subheader(t("A file of answers"), anchor=False)
        key = _key(place)
        st.file_uploader(
            t("CSV of responses, OneRoster zip, or xAPI statements (JSON)"),
            key=key,
            max_upload_size=settings().max_upload_mb,
            on_change=_look,
            args=(desk, key),
        )
        if refused := st.session_state.get(_REFUSED):
            st.error(plain(refused), icon=":material/error:")
        st.caption(t("You name its columns next. Names of students go into the roster, which is "
                     "kept apart; everything else uses pseudonyms."))  # fmt: skip
    st.button(
        t("Add the made-up class"),
        icon=":material/science:",
        on_click=desk.add_demo,
        args=(teacher,),
        help=t("Made up by this project to show how it works; nothing in it is real."),
    )
    return st.session_state.get(UPLOAD)


def _key(place: object) -> str:
    return f"file-{place}"


def _look(desk: EducationDesk, key: str) -> None:
    """Not at an uploader that was emptied: the browser may still send its file once more."""
    if key != _key(st.session_state[_ROUND]):
        return
    st.session_state.pop(UPLOAD, None)
    st.session_state.pop(_REFUSED, None)
    file = st.session_state.get(key)
    if file is None:
        return
    try:
        st.session_state[UPLOAD] = desk.intake.look(file.name, file.getvalue())
    except UnreadableFile as refusal:
        st.session_state[_REFUSED] = str(refusal)


def put_away(desk: EducationDesk, upload: Upload) -> None:
    """Let go of the file that was looked at, and empty the uploader."""
    desk.intake.let_go(upload)
    clear_upload()


def clear_upload() -> None:
    st.session_state.pop(UPLOAD, None)
    st.session_state[_ROUND] = f"{st.session_state.get(_ROUND)}-"
