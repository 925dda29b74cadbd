"""Filings being read, each with the way to open it as soon as its figures are there."""

from __future__ import annotations

import streamlit as st

from apps.finance.pages.parts.places import page_path
from apps.finance.service.views.jobs import shown_jobs
from apps.shared import job_list as shared
from apps.shared.jobs import Jobs
from apps.shared.shown_jobs import ShownJob
from apps.shared.words import Words


def job_list(jobs: Jobs, t: Words) -> None:
    def opener(job: ShownJob) -> None:
        st.page_link(
            page_path("filing"),
            label=t("Open the filing"),
            icon=":material/table_view:",
            query_params={"filing": job.opens, "lang": t.language},
        )

    shared.job_list(jobs, t, lambda recent: shown_jobs(recent, t), opener)
