"""The documents of a record; a note with its findings marked in the text."""

from __future__ import annotations

import streamlit as st

from apps.medical.domain.source import DocumentKind, SourceDocument
from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.opened import open_source, opened
from apps.medical.pages.parts.tables import HEIGHT
from apps.medical.service.views.findings import legend, passages
from apps.medical.service.views.moments import moment
from apps.medical.service.views.sources import KINDS
from apps.shared.formats import ABSENT
from apps.shared.marked_text import show_marked_text

_READ = (DocumentKind.NOTE, DocumentKind.IMAGING)


def notes_view(of: Open) -> None:
    t = of.t
    notes = [one for one in of.record.documents if one.kind in _READ]
    others = [one for one in of.record.documents if one.kind not in _READ]
    everything = {one.id[:16]: one for one in [*notes, *others]}
    if not everything:
        st.info(t("This record holds no document."))
        return
    chosen = st.selectbox(
        t("Document"),
        list(everything),
        format_func=lambda id: _label(everything[id], of),
        key=f"document-{of.chart.id}",
        label_visibility="collapsed",
    )
    document = everything[chosen]
    show_marked_text(
        passages(document, of.review.findings, t),
        key=f"text-{chosen}",
        title=document.title or document.origin,
        legend=legend(t) if document.kind in _READ else (),
        on_pick=open_source,
        selected=opened(),
        height=HEIGHT,
    )


def _label(document: SourceDocument, of: Open) -> str:
    t = of.t
    written = moment(document.written, t.language)
    parts = (t(KINDS[document.kind]), written, document.title or document.origin)
    return " · ".join(part for part in parts if part != ABSENT)
