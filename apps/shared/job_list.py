"""Long work on the screen: stage, progress and a stop button; what went wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from apps.shared.jobs import Job, Jobs
from apps.shared.shown_jobs import ShownJob, any_active, settled
from apps.shared.viewer import plain
from apps.shared.words import Words

_SECONDS = 0.7


def job_list(
    jobs: Jobs,
    t: Words,
    shown: Callable[[Sequence[Job]], Sequence[ShownJob]],
    opener: Callable[[ShownJob], None],
    *,
    watch: Callable[[], object] = lambda: None,
) -> None:
    """The latest jobs, looked at again while any is active; the page follows what changes.

    `opener` draws the way to what a finished job made. The page is drawn again when a job ends,
    or when what `watch` returns has changed.
    """
    before, seen = jobs.recent(), watch()

    @st.fragment(run_every=_SECONDS if any_active(before) else None)
    def lines() -> None:
        recent = jobs.recent()
        for job in shown(recent):
            _line(job, jobs, t, opener)
        if settled(recent) != settled(before) or watch() != seen:
            st.rerun()

    lines()


def _line(job: ShownJob, jobs: Jobs, t: Words, opener: Callable[[ShownJob], None]) -> None:
    with st.container(border=True, gap="xsmall", key=f"job-{job.id}"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(f"**{plain(job.title)}**")
            if job.opens:
                opener(job)
            _actions(job, jobs, t)
        if job.active:
            st.progress(job.progress, text=job.line)
        elif job.error:
            st.error(plain(job.error), icon=":material/error:")
        else:
            st.caption(job.line)


def _actions(job: ShownJob, jobs: Jobs, t: Words) -> None:
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
