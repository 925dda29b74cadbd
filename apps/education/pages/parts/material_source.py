"""The pane beside the conversation: the cited element in its section, with licence and address."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.opened import open_beside, opened
from apps.education.pages.parts.room import Open
from apps.education.service.views import material as views
from apps.shared.places import read_ref
from apps.shared.viewer import show_source


def material_source(of: Open) -> bool:
    """Draw what is open; False where nothing of this course's material is."""
    place = read_ref(opened())
    if place is None:
        return False
    shown = of.desk.material.shown(of.course.id, place.doc_id)
    source = None if shown is None else views.provenance(shown, place, of.t)
    if shown is None or source is None:
        st.warning(of.t("This passage is no longer in the material."))
        return False
    show_source(source, of.t, open_beside)
    if shown.cited.url:
        st.link_button(
            of.t("Where it was published"), shown.cited.url, icon=":material/open_in_new:"
        )
    return True
