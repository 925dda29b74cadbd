"""The item bank of a course: a file of QTI items goes in, and what was refused is told."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.room import Open
from apps.education.service.bank.adding import Added
from apps.education.service.views import bank as views
from apps.shared.figure_table import show_table
from apps.shared.settings import settings
from apps.shared.viewer import plain
from rag.readers.errors import UnreadableFile

_FILE, _POINT, _TOLD = "bank-file", "bank-point", "bank-told"


def bank_box(of: Open) -> None:
    t = of.t
    told = st.session_state.get(_TOLD, {}).get(of.course.id)
    with st.expander(t("Item bank"), icon=":material/inventory_2:", expanded=told is not None):
        st.caption(views.count_line(of.desk.bank.items(of.course.id), t))
        names = {point.id: point.name.of(t.language) for point in of.room.points}
        st.selectbox(
            t("Point of the items"),
            list(names),
            format_func=names.__getitem__,
            key=_POINT,
            help=t("Items whose metadata names a point of the course go to that point."),
        )
        file = st.file_uploader(
            t("QTI 2 or 3: an item (XML) or a package (ZIP)"),
            key=_FILE,
            max_upload_size=settings().max_upload_mb,
        )
        st.button(
            t("Add to the bank"),
            icon=":material/library_add:",
            key="bank-add",
            disabled=file is None or not names,
            on_click=_add,
            args=(of,),
        )
        if told is not None:
            _report(of, told)


def _add(of: Open) -> None:
    file, point = st.session_state.get(_FILE), st.session_state.get(_POINT)
    if file is None or point is None:
        return
    try:
        told = of.desk.bank.add(of.course.id, file.name, file.getvalue(), point, of.teacher)
    except UnreadableFile as refusal:
        told = str(refusal)
    st.session_state[_TOLD] = {of.course.id: told}


def _report(of: Open, told: Added | str) -> None:
    if isinstance(told, str):
        st.error(plain(told), icon=":material/error:")
        return
    show = st.success if told.items else st.warning
    show(plain(views.added_line(told, of.t)))
    if told.refused:
        table = views.refused_table(told, of.t)
        show_table(table, key="bank-refused", on_pick=_nothing, height=200)


def _nothing(ref: str) -> None:
    """A refused item is in the file, and nowhere here."""
