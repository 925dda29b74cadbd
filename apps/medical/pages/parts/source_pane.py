"""The pane beside a view: the words that the picked line comes from, in their document."""

from __future__ import annotations

import streamlit as st

from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.opened import open_source, opened
from apps.medical.service.views.sources import cited_source, shown_source
from apps.shared.places import read_ref
from apps.shared.viewer import show_source


def source_pane(of: Open) -> bool:
    """Draw what is open; False where nothing of this patient is."""
    place = read_ref(opened())
    if place is None:
        return False
    found = shown_source(of.record, place, of.review.findings, of.t)
    if found is None and (document := of.desk.cited(of.user.tenant, place.doc_id)) is not None:
        found = cited_source(document, place)
    if found is None:
        st.warning(of.t("This line is no longer in the record."))
        return False
    show_source(found, of.t, open_source)
    return True
