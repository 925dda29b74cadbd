"""Files being read, as text: each reading job with the indexing that follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.finance.service.intake import INDEX, READ, job_filing
from apps.shared.jobs import Job
from apps.shared.shown_jobs import ShownJob, shown_job, stage_text
from apps.shared.words import Words, mark

_STAGES = {
    "starting": mark("Starting"),
    "reading": mark("Reading"),
    "pages": mark("Reading the pages"),
    "statements": mark("Finding the statements"),
    "packing": mark("Packing"),
    "storing": mark("Storing"),
    "chunking": mark("Cutting into passages"),
    "indexing": mark("Indexing for questions"),
}


def shown_jobs(jobs: Sequence[Job], t: Words, limit: int = 6) -> tuple[ShownJob, ...]:
    """The reading jobs, the newest first, each with its indexing where that still runs."""
    indexing = {job.payload.get("filing"): job for job in jobs if job.kind == INDEX}
    lines = [_shown(job, indexing, t) for job in jobs if job.kind == READ]
    return tuple(lines[:limit])


def _shown(job: Job, indexing: Mapping[Any, Job], t: Words) -> ShownJob:
    filing = job_filing(job) or ""
    follower = indexing.get(filing) if filing else None
    if follower is not None and follower.active:
        line = t("Figures are ready; {stage}", stage=stage_text(follower, _STAGES, t))
        return ShownJob(follower.id, job.title, line, follower.progress, True, opens=filing)
    known = job.result is not None and bool(job.result.get("duplicate"))
    done = t("Was in the library already") if known else t("Done")
    return shown_job(job, t, _STAGES, title=job.title, done=done, opens=filing)
