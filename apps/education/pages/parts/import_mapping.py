"""What each column of the file means, which course it goes into, and the button that imports it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from apps.education.domain.intake.fields import ColumnMapping, Field
from apps.education.pages.parts.import_box import clear_upload, put_away
from apps.education.pages.parts.import_destination import destination
from apps.education.service.importing import Destination, Upload
from apps.education.service.views import imports as views
from apps.shared.figure_table import show_table
from apps.shared.viewer import plain
from apps.shared.wiring.education import EducationDesk
from apps.shared.words import Words


def import_mapping(desk: EducationDesk, upload: Upload, teacher: str, t: Words) -> None:
    st.subheader(plain(upload.name), anchor=False)
    st.caption(plain(views.file_line(upload.preview, t)))
    for problem in upload.preview.problems:
        st.warning(plain(problem.of(t.language)), icon=":material/warning:")
    mapping = upload.preview.proposed
    if upload.preview.kind == "csv":
        mapping = _mapping(upload, t)
    into = destination(desk, upload, t)
    _buttons(desk, upload, mapping, into, teacher, t)
    if upload.preview.rows:
        table = views.sample_table(upload.preview, mapping, t)
        show_table(table, key=f"sample-{upload.id}", on_pick=_nothing, height=300)


def _mapping(upload: Upload, t: Words) -> ColumnMapping:
    proposed, chosen = upload.preview.proposed, dict[Field, Sequence[str]]()
    places = st.columns(len(views.MAIN))
    for field, place in zip(views.MAIN, places, strict=True):
        with place:
            chosen[field] = _columns(upload, field, t)
    with st.expander(t("More columns"), expanded=views.needs_more(proposed)):
        places = st.columns(4)
        for number, field in enumerate(views.MORE):
            with places[views.quarter(number)]:
                chosen[field] = _columns(upload, field, t)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        separators = views.separators(proposed)
        separator = st.selectbox(
            t("Points in a cell"),
            list(separators),
            index=list(separators).index(proposed.point_separator or ""),
            format_func=lambda one: t(separators[one]) if separators[one] else one,
            key=f"separator-{upload.id}",
            width=240,
        )
        share = st.number_input(
            t("Right from (% of the full score)"), 1, 100, views.pass_percent(proposed),
            key=f"pass-{upload.id}", width=240,
            help=t("Empty: only full scores are right, only zero is wrong; the rest is refused."),
        )  # fmt: skip
    return views.chosen_mapping(proposed, chosen, separator=separator or "", pass_percent=share)


def _columns(upload: Upload, field: Field, t: Words) -> Sequence[str]:
    return st.multiselect(
        t(views.FIELDS[field]),
        upload.preview.columns,
        default=[one for one in upload.preview.proposed.of(field) if one in upload.preview.columns],
        key=f"column-{field}-{upload.id}",
        placeholder=t("not in the file"),
    )


def _buttons(
    desk: EducationDesk,
    upload: Upload,
    mapping: ColumnMapping,
    into: Destination,
    teacher: str,
    t: Words,
) -> None:
    missing = views.missing_line(mapping, t) if upload.preview.kind == "csv" else ""
    if missing:
        st.error(missing, icon=":material/view_column:")
    with st.container(horizontal=True):
        st.button(
            t("Import"), type="primary", shortcut="Ctrl+Enter", disabled=bool(missing),
            key=f"import-{upload.id}", on_click=_import,
            args=(desk, upload, mapping, into, teacher),
        )  # fmt: skip
        st.button(t("Put the file away"), key=f"away-{upload.id}", on_click=put_away,
                  args=(desk, upload))  # fmt: skip


def _import(
    desk: EducationDesk, upload: Upload, mapping: ColumnMapping, into: Destination, teacher: str
) -> None:
    desk.intake.submit(upload, mapping, into, teacher)
    clear_upload()


def _nothing(ref: str) -> None:
    """Nothing opens from the first rows."""
