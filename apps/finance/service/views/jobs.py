"""Files being read, as text: stage, progress, and what went wrong with its remedy.

Pure: from jobs to words. A failure is told in full in English and by its kind in Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.finance.service.intake import INDEX, READ, job_filing
from apps.shared.formats import whole_percent
from apps.shared.jobs import Job, JobError, State
from apps.shared.words import Words, mark

_STAGES = {
    "": mark("Waiting"),
    "starting": mark("Starting"),
    "reading": mark("Reading"),
    "pages": mark("Reading the pages"),
    "statements": mark("Finding the statements"),
    "packing": mark("Packing"),
    "storing": mark("Storing"),
    "chunking": mark("Cutting into passages"),
    "indexing": mark("Indexing for questions"),
}
_PROBLEMS = {
    "empty": mark("The file is empty. Pick another file."),
    "wrong_type": mark("The file is not what its name says, or of a kind that cannot be read. "
                       "Give a PDF, HTML, XLSX, CSV or text file."),
    "encrypted": mark("The file is encrypted. Save it without a password and add it again."),
    "truncated": mark("The file is damaged or cut off. Download it again."),
    "damaged": mark("The file is damaged or cut off. Download it again."),
    "too_large": mark("The file is too large. Split it, or raise CONSILIUM_MAX_UPLOAD_MB."),
    "too_many_pages": mark("The file has too many pages. Split it, or raise CONSILIUM_MAX_PAGES."),
    "bomb": mark("The file would grow beyond all bounds when unpacked. It was not opened."),
    "timeout": mark("Reading took too long and was stopped. Split the file and try again."),
    "memory": mark("Reading needed too much memory and was stopped. Split the file and try again."),
    "no_text": mark("No text was found in the file. Give a version with text."),
    "crashed": mark("The reader gave up on this file. Save it anew and try again."),
    "missing": mark("The file's bytes were not kept. Add the file again."),
    "interrupted": mark("The process that worked on it ended before it was done. Start it again."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job as one line. `filing` opens its result; `error` says what went wrong and what to do."""

    id: str
    title: str
    line: str
    progress: float
    active: bool
    error: str = ""
    filing: str = ""
    retry: bool = False


def shown_jobs(jobs: Sequence[Job], t: Words, limit: int = 6) -> tuple[ShownJob, ...]:
    """The reading jobs, the newest first, each with its indexing where that still runs."""
    indexing = {job.payload.get("filing"): job for job in jobs if job.kind == INDEX}
    lines = [_shown(job, indexing, t) for job in jobs if job.kind == READ]
    return tuple(lines[:limit])


def any_active(jobs: Sequence[Job]) -> bool:
    return any(job.active for job in jobs)


def settled(jobs: Sequence[Job]) -> frozenset[tuple[str, str]]:
    """Which jobs are over, and how: it changes when a page has something new to show."""
    return frozenset((job.id, job.state) for job in jobs if not job.active)


def _shown(job: Job, indexing: Mapping[Any, Job], t: Words) -> ShownJob:
    filing = job_filing(job) or ""
    follower = indexing.get(filing) if filing else None
    if follower is not None and follower.active:
        line = t("Figures are ready; {stage}", stage=_stage(follower, t))
        return ShownJob(follower.id, job.title, line, follower.progress, True, filing=filing)
    if job.active:
        return ShownJob(job.id, job.title, _stage(job, t), job.progress, True)
    if job.state is State.FAILED and job.error is not None:
        problem = error_text(job.error, t)
        return ShownJob(job.id, job.title, t("Not read"), 0.0, False, problem, retry=_again(job))
    if job.state is State.CANCELLED:
        return ShownJob(job.id, job.title, t("Stopped"), 0.0, False, retry=True)
    known = job.result is not None and bool(job.result.get("duplicate"))
    line = t("Was in the library already") if known else t("Done")
    return ShownJob(job.id, job.title, line, 1.0, False, filing=filing)


def _again(job: Job) -> bool:
    return job.error is not None and job.error.kind in ("interrupted", "timeout", "memory")


def _stage(job: Job, t: Words) -> str:
    name = t(_STAGES[job.stage]) if job.stage in _STAGES else job.stage
    return f"{name} · {whole_percent(job.progress, t.language)}"


def error_text(error: JobError, t: Words) -> str:
    """The problem and the remedy; where only the kind is translated, by its kind."""
    if t.language != "en" and error.kind in _PROBLEMS:
        return t(_PROBLEMS[error.kind])
    problem = error.problem[:1].upper() + error.problem[1:]
    return f"{problem}. {error.remedy[:1].upper()}{error.remedy[1:]}."
