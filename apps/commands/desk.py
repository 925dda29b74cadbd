"""The desk as commands use it: opened for one command, its jobs waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.progress import Progress

from apps.commands.failure import complain
from apps.commands.progress import progress_bar
from apps.finance.service.intake import job_filing
from apps.shared.admission import read_admissible
from apps.shared.jobs import Job
from apps.shared.settings import settings
from apps.shared.wiring.finance import FinanceDesk
from rag.readers.errors import UnreadableFile

_POLL_SECONDS = 0.1


@contextmanager
def open_desk(*, working: bool = False) -> Iterator[FinanceDesk]:
    """A desk, with its workers running where the command has work for them."""
    desk = FinanceDesk(settings())
    try:
        if working:
            desk.workers.start()
        yield desk
    finally:
        desk.close()


def add_files(desk: FinanceDesk, paths: Sequence[Path]) -> tuple[list[str], int]:
    """Read and index files. The ids of their filings, and how many could not be added."""
    limit = desk.settings.max_upload_mb << 20
    jobs: list[str] = []
    for path in paths:
        try:
            jobs.append(desk.intake.submit(path.name, read_admissible(path, max_bytes=limit)))
        except UnreadableFile as refusal:
            complain(refusal)
    with progress_bar() as bar:
        read = [_finished(desk, id, bar) for id in jobs]
        for job in read:
            if job.result and "indexing" in job.result:
                _finished(desk, str(job.result["indexing"]), bar)
    found = [id for job in read if (id := job_filing(job)) is not None]
    return found, len(paths) - len(found)


def _finished(desk: FinanceDesk, id: str, bar: Progress) -> Job:
    """Wait for a job and complain of its error; Ctrl-C stops the job too."""
    job = desk.jobs.status(id)
    task = bar.add_task(job.title, total=1.0)
    try:
        while job.active:
            bar.update(task, completed=job.progress, description=f"{job.title}: {job.stage}")
            time.sleep(_POLL_SECONDS)
            job = desk.jobs.status(id)
    except KeyboardInterrupt:
        desk.jobs.cancel(id)
        raise
    bar.remove_task(task)
    if job.error is not None:
        complain(f"{job.title!r}: {job.error.problem}; {job.error.remedy}")
    return job
