"""The shelf of a course: what is there with its licence, taken away, and files added as jobs."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.room import Open
from apps.education.service.material.shelf import Volume
from apps.education.service.views import material as views
from apps.shared.settings import settings
from apps.shared.viewer import plain
from rag.readers.errors import UnreadableFile

_REFUSED, _ROUND = "material-refused", "material-round"


def volumes(of: Open) -> None:
    st.subheader(of.t("What there is"), anchor=False)
    for place, volume in enumerate(of.desk.material.volumes(of.course.id)):
        _volume(of, volume, place)


def _volume(of: Open, volume: Volume, place: int) -> None:
    t = of.t
    with st.container(border=True, gap="xsmall", key=f"volume-{place}"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(f"**{plain(views.volume_title(volume, t))}**", width="content")
            if volume.file:
                _remove(of, volume)
        st.caption(plain(views.volume_line(volume, t)))


def _remove(of: Open, volume: Volume) -> None:
    with st.popover(of.t("Remove"), icon=":material/delete:", type="tertiary"):
        st.button(
            of.t("Remove it from the course"),
            key=f"remove-{volume.file}",
            on_click=of.desk.material.remove,
            args=(of.course.id, volume.file),
        )


def add_material(of: Open) -> None:
    t = of.t
    round = st.session_state.setdefault(_ROUND, 0)
    with st.container(border=True, key="import"):
        st.subheader(t("Add material"), anchor=False)
        st.file_uploader(
            t("OpenStax book (ZIP of CNXML), module, PDF, Word, web page, text, passages (JSONL)"),
            key=f"material-files-{round}",
            accept_multiple_files=True,
            max_upload_size=settings().max_upload_mb,
        )
        st.text_input(
            t("Licence, shown with what is cited"),
            key=f"material-licence-{round}",
            max_chars=200,
            placeholder=t("A book may tell its own"),
        )
        st.button(
            t("Add"), type="primary", icon=":material/add:", key="add-material",
            disabled=not st.session_state.get(f"material-files-{round}"),
            on_click=_add, args=(of, str(round)),
        )  # fmt: skip
        if refused := st.session_state.pop(_REFUSED, None):
            st.error(plain(refused), icon=":material/error:")
        st.caption(t("It stays on this machine, and is asked only in this course."))


def _add(of: Open, round: str) -> None:
    licence = st.session_state.get(f"material-licence-{round}") or ""
    try:
        for file in st.session_state.get(f"material-files-{round}") or []:
            of.desk.material.add(
                of.course.id, of.teacher, file.name, file.getvalue(), licence=licence
            )
    except UnreadableFile as refusal:
        st.session_state[_REFUSED] = str(refusal)
    st.session_state[_ROUND] = f"{round}-"
