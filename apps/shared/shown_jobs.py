"""Long work as lines of text: stage, and what went wrong with its remedy.

Pure: from jobs to words. A failure is told in full in English and by its kind in Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.shared.formats import whole_percent
from apps.shared.jobs import Job, JobError, State
from apps.shared.words import Words, mark

_WAITING = mark("Waiting")
_PROBLEMS = {
    "empty": mark("The file is empty. Pick another file."),
    "wrong_type": mark("The file is not what its name says, or of a kind that cannot be read."),
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
    "failed": mark("Something inside went wrong; the log has the details. Start it again."),
}
MAY_WORK_AGAIN = frozenset({"interrupted", "timeout", "memory"})


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job as one line. `opens` names its result; `error` says what went wrong and what to do."""

    id: str
    title: str
    line: str
    progress: float
    active: bool
    error: str = ""
    opens: str = ""
    retry: bool = False


def any_active(jobs: Sequence[Job]) -> bool:
    return any(job.active for job in jobs)


def settled(jobs: Sequence[Job]) -> frozenset[tuple[str, str]]:
    """Which jobs are over, and how: it changes when a page has something new to show."""
    return frozenset((job.id, job.state) for job in jobs if not job.active)


def shown_job(
    job: Job, t: Words, stages: Mapping[str, str], *, title: str, done: str, opens: str = ""
) -> ShownJob:
    """`stages` are the words of the stages; `done` is told of a job that ended well."""
    if job.active:
        return ShownJob(job.id, title, stage_text(job, stages, t), job.progress, True)
    if job.state is State.FAILED and job.error is not None:
        problem = error_text(job.error, t)
        again = job.error.kind in MAY_WORK_AGAIN
        return ShownJob(job.id, title, t("Not read"), 0.0, False, problem, retry=again)
    if job.state is State.CANCELLED:
        return ShownJob(job.id, title, t("Stopped"), 0.0, False, retry=True)
    return ShownJob(job.id, title, done, 1.0, False, opens=opens)


def stage_text(job: Job, stages: Mapping[str, str], t: Words) -> str:
    known = {**stages, "": _WAITING}
    name = t(known[job.stage]) if job.stage in known else job.stage
    return f"{name} · {whole_percent(job.progress, t.language)}"


def error_text(error: JobError, t: Words) -> str:
    """The problem and the remedy; where only the kind is translated, by its kind."""
    if t.language != "en" and error.kind in _PROBLEMS:
        return t(_PROBLEMS[error.kind])
    problem = error.problem[:1].upper() + error.problem[1:]
    return f"{problem}. {error.remedy[:1].upper()}{error.remedy[1:]}."
