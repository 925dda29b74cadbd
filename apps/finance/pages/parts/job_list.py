"""Files being read: stage, progress and a stop button; what went wrong and what to do about it."""

from __future__ import annotations

import streamlit as st

from apps.finance.pages.parts.places import page_path
from apps.finance.service.views.jobs import ShownJob, any_active, settled, shown_jobs
from apps.shared.jobs import Jobs
from apps.shared.viewer import plain
from apps.shared.words import Words

_SECONDS = 0.7


def job_list(jobs: Jobs, t: Words) -> None:
    """The latest files, looked at again while any is being read; the page follows what changes."""
    before = jobs.recent()

    @st.fragment(run_every=_SECONDS if any_active(before) else None)
    def lines() -> None:
        recent = jobs.recent()
        for job in shown_jobs(recent, t):
            _line(job, jobs, t)
        if settled(recent) != settled(before):
            st.rerun()

    lines()


def _line(job: ShownJob, jobs: Jobs, t: Words) -> None:
    with st.container(border=True, gap="xsmall", key=f"job-{job.id}"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(f"**{plain(job.title)}**")
            _actions(job, jobs, t)
        if job.active:
            st.progress(job.progress, text=job.line)
        elif job.error:
            st.error(plain(job.error), icon=":material/error:")
        else:
            st.caption(job.line)


def _actions(job: ShownJob, jobs: Jobs, t: Words) -> None:
    if job.filing:
        st.page_link(
            page_path("filing"),
            label=t("Open the filing"),
            icon=":material/table_view:",
            query_params={"filing": job.filing, "lang": t.language},
        )
    if job.active:
        st.button(
            t("Stop"), key=f"stop-{job.id}", icon=":material/stop_circle:",
            type="tertiary", on_click=jobs.cancel, args=(job.id,),
        )  # fmt: skip
    if job.retry:
        st.button(
            t("Try again"), key=f"retry-{job.id}", icon=":material/refresh:",
            type="tertiary", on_click=jobs.retry, args=(job.id,),
        )  # fmt: skip
