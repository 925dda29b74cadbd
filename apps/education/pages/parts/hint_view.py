"""Hints for an exercise: elements of the course material, quoted, looked up only when opened."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.pages.parts.places import page_path
from apps.education.pages.parts.room import Open
from apps.education.service.views import material as views
from apps.shared.viewer import plain


def hint_view(of: Open, sheet: Sheet, line: SheetLine, place: int) -> None:
    t = of.t
    box = st.expander(
        t("Hints from the course material"),
        icon=":material/lightbulb:",
        key=f"hints-{place}",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        found = of.desk.hints(of.course.id, line, sheet.language)
        for hint in found:
            st.markdown(f"> {plain(views.hint_text(hint))}")
            st.page_link(
                page_path("material"),
                label=plain(hint.place),
                icon=":material/menu_book:",
                help=t("Open in the material"),
                query_params={
                    "course": of.course.id, "open": views.hint_ref(hint), "lang": t.language
                },
            )  # fmt: skip
            st.caption(plain(views.hint_source(hint)))
        if found:
            st.caption(t("Quoted as it stands; what says the answer is left out."))
        else:
            st.caption(t("The course material says nothing fitting about this point."))
