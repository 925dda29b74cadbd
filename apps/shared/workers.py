"""Runs queued jobs in a few threads beside the pages, and buries the jobs of the dead.

Knows jobs and handlers, not what a handler does. Heavy work belongs in the sandbox's process.
"""

from __future__ import annotations

import logging
import os
import platform
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psutil
from sqlalchemy.exc import SQLAlchemyError

from apps.shared.jobs import Job, JobError, Jobs
from rag.readers.errors import UnreadableFile

LOG = logging.getLogger(__name__)

_IDLE_SECONDS = 1.0
_BEAT_SECONDS = 2.0
_SILENCE_SECONDS = 30.0
_REPORT_SECONDS = 0.25


class Stopped(Exception):
    """The job was cancelled, or is no longer this worker's."""


class Control:
    """What a handler holds of its own job: it tells its progress and asks whether to go on."""

    def __init__(self, jobs: Jobs, job_id: str, worker: str) -> None:
        self._jobs = jobs
        self._id = job_id
        self._worker = worker
        self._stage = ""
        self._told = 0.0
        self._asked = 0.0
        self._stopped = False

    def stage(self, name: str, progress: float) -> None:
        """Tell the stage and the share of the whole job done (0..1). Raises Stopped."""
        now = time.monotonic()
        if name != self._stage or now - self._told >= _REPORT_SECONDS:
            self._stage, self._told, self._asked = name, now, now
            self._stopped |= not self._jobs.report(self._id, self._worker, name, progress)
        if self._stopped:
            raise Stopped(self._id)

    def cancelled(self) -> bool:
        """True once the job should stop; asks the database four times a second at most."""
        now = time.monotonic()
        if not self._stopped and now - self._asked >= _REPORT_SECONDS:
            self._asked = now
            self._stopped = not self._jobs.wanted(self._id, self._worker)
        return self._stopped


Handler = Callable[[Job, Control], Mapping[str, Any]]
"""Does a job and returns its result (JSON). Raises UnreadableFile, Stopped, or a bug."""


@dataclass(frozen=True, slots=True)
class Lane:
    """So many threads for jobs of one kind, so that one kind never starves another."""

    kind: str
    handler: Handler
    threads: int = 1


class Workers:
    """The threads of this process. `start` once; `close` waits for them."""

    def __init__(self, jobs: Jobs, lanes: list[Lane]) -> None:
        self._jobs = jobs
        self._id = _identity()
        self._closing = threading.Event()
        self._news = threading.Condition()
        self._threads = [threading.Thread(target=self._pulse, name="jobs pulse", daemon=True)]
        for lane in lanes:
            for _ in range(lane.threads):
                name = f"jobs {lane.kind}"
                thread = threading.Thread(target=self._work, args=(lane,), name=name, daemon=True)
                self._threads.append(thread)

    def start(self) -> None:
        self._jobs.bury(is_dead)
        self._jobs.on_submit(self._wake)
        for thread in self._threads:
            thread.start()

    def close(self, timeout: float = 5.0) -> None:
        """Take no more jobs; running ones are left to the next start to bury."""
        self._closing.set()
        self._wake()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout)

    def _wake(self) -> None:
        with self._news:
            self._news.notify_all()

    def _work(self, lane: Lane) -> None:
        while not self._closing.is_set():
            try:
                job = self._jobs.claim(self._id, [lane.kind])
                if job is not None:
                    self._do(job, lane.handler)
                    continue
            except SQLAlchemyError:
                LOG.exception("the database did not answer; trying again")
            with self._news:
                self._news.wait(_IDLE_SECONDS)

    def _do(self, job: Job, handler: Handler) -> None:
        try:
            result = handler(job, Control(self._jobs, job.id, self._id))
        except Stopped:
            self._jobs.stopped(job.id, self._id)
        except UnreadableFile as refusal:
            if refusal.kind == "cancelled":
                self._jobs.stopped(job.id, self._id)
            else:
                self._jobs.fail(job.id, self._id, error_of(refusal))
        except Exception:
            LOG.exception("job %s (%s) failed", job.id, job.kind)
            self._jobs.fail(job.id, self._id, _BUG)
        else:
            self._jobs.finish(job.id, self._id, result)

    def _pulse(self) -> None:
        while not self._closing.wait(_BEAT_SECONDS):
            try:
                self._jobs.beat(self._id)
                for id in self._jobs.bury(is_dead):
                    LOG.warning("job %s was left by a process that ended", id)
            except SQLAlchemyError:
                LOG.exception("the database did not answer; trying again")


_BUG = JobError("failed", "something inside went wrong; the log has the details", "start it again")


def error_of(refusal: UnreadableFile) -> JobError:
    return JobError(refusal.kind, refusal.problem, refusal.remedy)


def _identity() -> str:
    started = psutil.Process().create_time()
    return f"{platform.node()}|{os.getpid()}|{started:.2f}|{uuid.uuid4().hex[:8]}"


def is_dead(worker: str, silence: float) -> bool:
    """True for a worker silent for too long, or whose process on this machine has ended."""
    if silence > _SILENCE_SECONDS:
        return True
    host, pid, started, _ = worker.split("|")
    if host != platform.node():
        return False
    try:
        process = psutil.Process(int(pid))
        return process.status() == psutil.STATUS_ZOMBIE or f"{process.create_time():.2f}" != started
    except psutil.NoSuchProcess:
        return True
