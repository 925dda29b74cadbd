"""Imports, trainings and sheets as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.education.service.jobs import FAIRNESS, IMPORT, KINDS, MATERIAL, MEANING, TRAIN
from apps.shared.jobs import Job, State
from apps.shared.shown_jobs import ShownJob, shown_job
from apps.shared.words import Words, mark

_STAGES = {
    "reading": mark("Reading"),
    "storing": mark("Storing"),
    "preparing": mark("Preparing"),
    "features": mark("Looking at the answers"),
    "logistic": mark("Fitting the model"),
    "training": mark("Fitting the model"),
    "calibrating": mark("Calibrating"),
    "exercises": mark("Making and proving exercises"),
    "rewording": mark("Retelling the scenes"),
    "printing": mark("Printing"),
    "packing": mark("Reading"),
    "words": mark("Making it searchable by words"),
    "meaning": mark("Making it searchable by meaning"),
}


def shown_jobs(
    jobs: Sequence[Job],
    titles: Mapping[str, str],
    t: Words,
    *,
    kinds: Sequence[str] = (),
    limit: int = 3,
) -> tuple[ShownJob, ...]:
    """What runs or failed, the newest first, then the last of each kind that ended well."""
    wanted = [job for job in jobs if job.kind in (kinds or KINDS)]
    shown = [job for job in wanted if _worth_showing(job, wanted)]
    return tuple(_shown(job, titles, t) for job in shown[:limit])


def _worth_showing(job: Job, jobs: Sequence[Job]) -> bool:
    """A later job of the same kind, course and file of material takes its place."""
    if job.active:
        return True
    same = [one for one in jobs if one.kind == job.kind and _about(one) == _about(job)]
    return same[0].id == job.id


def _course(job: Job) -> str:
    told = (job.result or {}).get("course") or job.payload.get("course")
    return str(told or job.payload.get("tenant") or "")


def _about(job: Job) -> tuple[str, str]:
    return _course(job), str(job.payload.get("file") or "")


def _shown(job: Job, titles: Mapping[str, str], t: Words) -> ShownJob:
    course = _course(job)
    name = titles.get(course) or str(job.payload.get("title") or "…")
    result = job.result or {}
    match job.kind:
        case str(kind) if kind == IMPORT:
            title = t("Import of {name}", name=job.title or name)
            count = int(result.get("responses", 0))
            done = t.plural("{count} answer taken in", "{count} answers taken in", count)
        case str(kind) if kind == TRAIN:
            title, done = t("Working out {name}", name=name), t("Done")
        case str(kind) if kind == FAIRNESS:
            title, done = t("Trial of fairness for {name}", name=name), t("Done")
        case str(kind) if kind in (MATERIAL, MEANING):
            title = t("Material: {name}", name=job.title)
            count = int(result.get("documents", 0))
            done = t.plural("{count} section read", "{count} sections read", count)
            if kind == MEANING:
                done = t("Found by meaning as well as by words")
        case _:
            title = t("Sheets for {name}", name=name)
            count = int(result.get("exercises", 0))
            done = t.plural("{count} exercise made", "{count} exercises made", count)
    linked = job.kind not in (MATERIAL, MEANING) and course in titles
    opens = course if job.state is State.DONE and linked else ""
    return shown_job(job, t, _STAGES, title=title, done=done, opens=opens)
