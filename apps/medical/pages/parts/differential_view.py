"""The differential: candidates with probabilities, evidence, and the next best questions."""

from __future__ import annotations

from typing import cast

import streamlit as st

from apps.medical.domain.differential import Candidate, Differential
from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.tables import draw
from apps.medical.service.candidates import NONE, plausible
from apps.medical.service.review import Panel
from apps.medical.service.views import differential as views
from apps.medical.service.views.references import reference_lines
from apps.shared.link_state import from_link, to_link
from apps.shared.viewer import plain

_QUESTIONS = 5


def differential_view(of: Open) -> None:
    t = of.t
    panels = list(of.review.panels())
    from_link("panel", panels, panels[0])
    chosen = st.segmented_control(
        t("Knowledge"),
        panels,
        required=True,
        format_func=lambda one: t(views.PANELS[one]),
        key="panel",
        label_visibility="collapsed",
        persist_state="session",
    )
    to_link("panel", chosen)
    panel = cast(Panel, chosen or panels[0])
    found = of.review.differential(panel, t.language)
    _ranking(of, panel, found)
    st.caption(f"{t(views.LIMITS[panel])} {plain(views.version_line(found, t))}")


def _ranking(of: Open, panel: Panel, found: Differential) -> None:
    t, key = of.t, f"candidate-{panel}"

    def pick(id: str) -> None:
        st.session_state[key] = id

    likely = plausible(found)
    first = likely[0].id if likely else NONE
    chosen = st.session_state.get(key, first)
    candidate = views.candidate_of(found, chosen) or views.candidate_of(found, first)
    draw(
        views.candidates_table(found, t),
        f"ranking-{panel}",
        on_pick=pick,
        selected=candidate.id if candidate and chosen != NONE else NONE,
    )
    if chosen == NONE:
        st.caption(t("The share of belief left for a disease that this knowledge does not hold."))
    elif candidate is not None:
        _evidence(of, candidate)


def _evidence(of: Open, candidate: Candidate) -> None:
    t = of.t
    table = views.evidence_table(candidate, of.record, t)
    draw(table, f"evidence-{candidate.id}")
    if not table.rows:
        st.caption(t("Nothing in the record speaks for or against it; this is its base rate."))
    references = views.references(candidate)
    if references:
        with st.expander(t("What this rests on ({count})", count=len(references))):
            st.markdown(reference_lines(references))
