"""Imports, trainings and sheets that run: stage, progress, stop; and the way to what they made."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from apps.education.pages.parts.places import PageName, page_path
from apps.education.service.views.jobs import shown_jobs
from apps.shared.job_list import job_list
from apps.shared.jobs import Job
from apps.shared.shown_jobs import ShownJob
from apps.shared.wiring.education import EducationDesk
from apps.shared.words import Words


def course_jobs(
    desk: EducationDesk, t: Words, *, kinds: Sequence[str] = (), opens: PageName = "classroom"
) -> None:
    """Those of these kinds (all where none is named); the page follows as they end."""

    def opener(job: ShownJob) -> None:
        st.page_link(
            page_path(opens),
            label=t("Open"),
            icon=":material/arrow_forward:",
            query_params={"course": job.opens, "lang": t.language},
        )

    def shown(recent: Sequence[Job]) -> Sequence[ShownJob]:
        titles = {course.id: course.title for course in desk.courses()}
        return shown_jobs(recent, titles, t, kinds=kinds)

    job_list(desk.jobs, t, shown, opener)
