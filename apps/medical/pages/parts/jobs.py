"""Imports and reviews that run: stage, progress, stop; and the way to what came of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from apps.medical.pages.parts.open_patient import listed
from apps.medical.pages.parts.places import page_path
from apps.medical.service.roles import User
from apps.medical.service.views.jobs import shown_jobs
from apps.shared.job_list import job_list
from apps.shared.jobs import Job
from apps.shared.shown_jobs import ShownJob
from apps.shared.wiring.medical import MedicalDesk
from apps.shared.words import Words


def patient_jobs(desk: MedicalDesk, user: User, t: Words, *, patient: str = "") -> None:
    """Those of everybody, or of one patient; the page follows as patients come in."""

    def opener(job: ShownJob) -> None:
        st.page_link(
            page_path("patient"),
            label=t("Open the patient"),
            icon=":material/person:",
            query_params={"patient": job.opens, "lang": t.language},
        )

    def shown(recent: Sequence[Job]) -> Sequence[ShownJob]:
        names = {card.id: card.name for card in listed(desk, user)}
        return shown_jobs(recent, names, user.tenant, t, patient=patient)

    def watch() -> object:
        return desk.charts.stamp(user.tenant)[0]

    job_list(desk.jobs, t, shown, opener, watch=watch)
