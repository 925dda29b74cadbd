"""What stands where there is nothing yet: records on their way, and the way to bring some."""

from __future__ import annotations

import streamlit as st

from apps.medical.pages.parts.jobs import patient_jobs
from apps.medical.pages.parts.places import page_path
from apps.medical.service.roles import User
from apps.shared.shown_jobs import any_active
from apps.shared.wiring.medical import MedicalDesk
from apps.shared.words import Words

_SECONDS = 1.0


def welcome(desk: MedicalDesk, user: User, t: Words) -> None:
    """The page appears by itself as soon as the first record is there."""
    if any_active(desk.jobs.recent()):
        st.info(t("The first records are being read. They appear here in a moment."))
        patient_jobs(desk, user, t)
        return
    st.info(
        t("No patient yet. Import FHIR, notes or laboratory files, or the demo patients."),
        icon=":material/upload_file:",
    )
    st.page_link(page_path("worklist"), label=t("Import a record"), icon=":material/add:")


def follow(desk: MedicalDesk, user: User, patient: str, t: Words) -> None:
    """While more is worked out about a record that is shown already, the page follows."""
    before = desk.charts.chart_stamp(user.tenant, patient)

    @st.fragment(run_every=_SECONDS)
    def watch() -> None:
        told = t("More is being worked out for this record.")
        st.caption(f":material/hourglass_top: {told}")
        if desk.charts.chart_stamp(user.tenant, patient) != before:
            st.rerun()

    if desk.being_reviewed(patient):
        watch()


def reviewing(desk: MedicalDesk, user: User, patient: str, t: Words) -> None:
    """The record is there and its review is not: the job, or a way to start one."""
    st.info(t("This record is being reviewed. The page appears by itself when it is done."))
    if not desk.being_reviewed(patient):
        desk.intake.review_later(user, patient)
    patient_jobs(desk, user, t, patient=patient)
