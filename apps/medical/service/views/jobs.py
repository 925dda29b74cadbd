"""Imports and reviews as lines. A job holds opaque ids only; names are put in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.medical.service.intake import IMPORT, REVIEW
from apps.shared.jobs import Job, State
from apps.shared.shown_jobs import ShownJob, shown_job
from apps.shared.words import Words, mark

_STAGES = {
    "reading": mark("Reading"),
    "packing": mark("Packing"),
    "storing": mark("Storing"),
    "findings": mark("Finding signs and symptoms"),
    "flags": mark("Looking for red flags"),
    "common": mark("Ranking common diagnoses"),
    "rare": mark("Ranking rare diagnoses"),
    "child": mark("Ranking diagnoses of children"),
    "options": mark("Looking up treatment"),
    "words": mark("Indexing for questions"),
    "meaning": mark("Indexing for questions"),
    "deidentify": mark("De-identifying"),
    "indexing": mark("Indexing for questions"),
}
_KINDS = (IMPORT, REVIEW)


def shown_jobs(
    jobs: Sequence[Job],
    names: Mapping[str, str],
    tenant: str,
    t: Words,
    *,
    patient: str = "",
    limit: int = 3,
) -> tuple[ShownJob, ...]:
    """What runs or failed, the newest first, then the last import that ended well.

    Of those that only wait, no more than fill the list. `patient` shows his reviews alone.
    """
    mine = [job for job in jobs if job.payload.get("tenant") == tenant]
    shown = [job for job in mine if job.kind in _KINDS and _worth_showing(job, mine)]
    if patient:
        shown = [job for job in shown if job.payload.get("patient") == patient]
    shown.sort(key=lambda job: (job.state is State.QUEUED, job.kind != IMPORT))
    return tuple(_shown(job, names, t) for job in shown[:limit])


def _worth_showing(job: Job, jobs: Sequence[Job]) -> bool:
    """A review or an index that went well is seen in its result."""
    if job.active or job.state is not State.DONE:
        return not any(_again(later, job) for later in jobs)
    imports = [one for one in jobs if one.kind == IMPORT and one.state is State.DONE]
    return job.kind == IMPORT and job.id == imports[0].id


def _again(later: Job, job: Job) -> bool:
    """Whether a later job does the same for the same patient."""
    same = later.kind == job.kind and later.payload.get("patient") == job.payload.get("patient")
    return job.kind != IMPORT and same and later.created_at > job.created_at


def _shown(job: Job, names: Mapping[str, str], t: Words) -> ShownJob:
    patients = (job.result or {}).get("patients") or []
    if job.kind == IMPORT:
        count = int(job.payload.get("count", 1))
        title = t.plural("Import of {count} file", "Import of {count} files", count)
        done = t.plural("{count} patient imported", "{count} patients imported", len(patients))
    else:
        title = t("Review of {name}", name=names.get(str(job.payload.get("patient")), "…"))
        done = t("Done")
    opens = str(patients[0]) if len(patients) == 1 else ""
    return shown_job(job, t, _STAGES, title=title, done=done, opens=opens)
