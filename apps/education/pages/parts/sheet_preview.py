"""One student's sheet on the screen: exercises as they are printed, and behind each why and key."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.pages.parts.hint_view import hint_view
from apps.education.pages.parts.room import Open
from apps.education.service.views import sheets as views
from apps.education.service.views.drawing_svg import drawing_image
from apps.education.service.views.evidence import evidence_table
from apps.shared.figure_table import show_table
from apps.shared.viewer import plain


def preview(of: Open, sheet: Sheet) -> None:
    t = of.t
    st.subheader(f"{plain(sheet.name)} · {plain(sheet.title.of(sheet.language))}", anchor=False)
    for problem in sheet.missing:
        st.warning(plain(problem.of(t.language)), icon=":material/link_off:")
    for place, line in enumerate(sheet.lines, 1):
        with st.container(border=True, key=f"exercise-{place}"):
            _exercise(of, sheet, line, place)


def _exercise(of: Open, sheet: Sheet, line: SheetLine, place: int) -> None:
    t, draft = of.t, line.exercise.draft
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.caption(plain(views.line_title(place, line, t)))
        st.markdown(views.prompt(line.exercise, sheet.language))
        if draft.drawing is not None:
            st.html(drawing_image(draft.drawing, sheet.language))
        if scene := views.scene_line(line, t):
            st.caption(plain(scene))
    with right:
        _why(of, sheet, line, place)
        with st.expander(t("Key, steps, likely mistakes"), key=f"key-{place}"):
            st.markdown(f"**{views.answer(line.exercise, sheet.language)}**")
            st.markdown(views.steps(line.exercise, sheet.language))
            if draft.distractors:
                st.markdown(views.wrong_answers(line.exercise, sheet.language))
            st.caption(plain(views.proof_line(line, t)))
        hint_view(of, sheet, line, place)


def _why(of: Open, sheet: Sheet, line: SheetLine, place: int) -> None:
    t = of.t
    with st.popover(t("Why this"), icon=":material/help:", key=f"why-{place}"):
        st.markdown(views.why_lines(line, t.language))
        if line.evidence and views.current(sheet, of.room):
            table = evidence_table(of.room, line.evidence, t)
            show_table(table, key=f"why-rows-{place}", on_pick=_nothing, height=260)
        elif line.evidence:
            st.caption(t("Answers have come in since; the student's page shows them."))


def _nothing(ref: str) -> None:
    """Each row names its file and line; the student's page opens it."""
