"""Fits the model of a course to its answers as a job, and keeps the newest one at hand.

Knows models only by what they do: `fit`, `save`, `load`.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.response import ResponseLog
from apps.education.service.classroom import Tracer
from apps.education.service.course_tracer import CourseTracer, Model
from apps.education.service.jobs import TRAIN
from apps.education.service.shelf import Shelf
from apps.shared.jobs import Job, Jobs, State
from apps.shared.workers import Control, Lane, Stopped
from rag.readers.errors import UnreadableFile

LOG = logging.getLogger(__name__)


class Spoiled(Exception):
    """A stored model cannot be read; the message names the file and the fault."""


class Kept(Model, Protocol):
    """A model that can be written to a folder."""

    def save(self, folder: Path) -> object: ...


class Fit(Protocol):
    def __call__(
        self,
        log: ResponseLog,
        graph: KnowledgeGraph,
        *,
        progress: Callable[[str, float], None],
        cancelled: Callable[[], bool],
    ) -> Kept: ...


class CourseModels:
    """One folder a course; the model that was loaded last is kept in memory until it changes."""

    def __init__(self, folder: Path, load: Callable[[Path], Model]) -> None:
        """`load` raises Spoiled."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._load = folder, load
        self._held: dict[str, tuple[float, CourseTracer]] = {}
        self._lock = threading.Lock()

    def tracer(self, course: str) -> Tracer | None:
        """None until a model has been fitted to the course."""
        folder = self._folder / course
        with self._lock:
            if not folder.is_dir():
                self._held.pop(course, None)
                return None
            stamp = folder.stat().st_mtime
            held = self._held.get(course)
            if held is None or held[0] != stamp:
                try:
                    held = self._held[course] = (stamp, CourseTracer(self._load(folder)))
                except Spoiled as problem:
                    LOG.warning("the model of course %s is fitted anew: %s", course, problem)
                    shutil.rmtree(folder)
                    return None
            return held[1]

    def keep(self, course: str, model: Kept) -> None:
        """Written beside the old one, then put in its place."""
        fresh, old = self._folder / f"{course}.new", self._folder / f"{course}.old"
        for folder in (fresh, old):
            shutil.rmtree(folder, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        model.save(fresh)
        with self._lock:
            if (self._folder / course).is_dir():
                (self._folder / course).rename(old)
            fresh.rename(self._folder / course)
        shutil.rmtree(old, ignore_errors=True)

    def forget(self, course: str) -> None:
        with self._lock:
            shutil.rmtree(self._folder / course, ignore_errors=True)
            self._held.pop(course, None)


class Training:
    """`later` returns at once; `lanes` are what `Workers` run."""

    def __init__(self, shelf: Shelf, models: CourseModels, jobs: Jobs, fit: Fit) -> None:
        self._shelf, self._models, self._jobs, self._fit = shelf, models, jobs, fit

    def later(self, course: str) -> None:
        """Fit the course's model anew, unless that waits to be done already."""
        waiting = [job for job in self._jobs.active(TRAIN) if job.payload["course"] == course]
        if not any(job.state is State.QUEUED for job in waiting):
            self._jobs.submit(TRAIN, {"course": course})

    def missing(self) -> None:
        """Fit those courses that have answers and no model."""
        for course in self._shelf.courses():
            if course.responses and self._models.tracer(course.id) is None:
                self.later(course.id)

    def see_to(self, course: str) -> None:
        """Fit a course that lacks a model, unless that runs, or was tried and failed or stopped."""
        tried = (job for job in self._jobs.recent(kind=TRAIN) if job.payload["course"] == course)
        last = next(tried, None)
        if last is None or last.state is State.DONE:
            self.later(course)

    def lanes(self) -> list[Lane]:
        return [Lane(TRAIN, self._train)]

    def now(
        self,
        course: str,
        progress: Callable[[str, float], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> str:
        """Fit the course's model, wait for it, and keep it; its version, empty without answers.

        Raises KeyError where the course is gone, Stopped where it was cancelled.
        """
        log, graph = self._shelf.log(course), self._shelf.graph(course)
        if not len(log):
            self._models.forget(course)
            return ""
        model = self._fit(log, graph, progress=progress, cancelled=cancelled)
        if cancelled():
            raise Stopped(course)
        progress("storing", 1.0)
        self._models.keep(course, model)
        return model.version

    def _train(self, job: Job, control: Control) -> dict[str, Any]:
        course = str(job.payload["course"])
        try:
            version = self.now(course, control.stage, control.cancelled)
        except KeyError as gone:
            raise UnreadableFile(course, "missing", "the course is gone", "import it") from gone
        return {"course": course, "model": version}
