"""Runs the trial of fairness as a job, and finds the last one of a course."""

from __future__ import annotations

from typing import Any

from apps.education.service.classroom import Judge
from apps.education.service.course_tracer import CourseTracer
from apps.education.service.fairness import LOOK, FairLook, fair_look
from apps.education.service.jobs import FAIRNESS
from apps.education.service.shelf import Shelf
from apps.education.service.training import Fit
from apps.shared.jobs import Job, Jobs, State
from apps.shared.workers import Control, Lane
from rag.readers.errors import UnreadableFile


class FairTrial:
    """`later` returns at once; `lanes` are what `Workers` run. Results hold sums only."""

    def __init__(self, shelf: Shelf, jobs: Jobs, fit: Fit, judge: Judge) -> None:
        self._shelf, self._jobs, self._fit, self._judge = shelf, jobs, fit, judge

    def later(self, course: str, who: str) -> None:
        self._jobs.submit(FAIRNESS, {"course": course}, owner=who)

    def last(self, course: str) -> FairLook | None:
        for job in self._jobs.recent(kind=FAIRNESS):
            if job.state is State.DONE and job.payload["course"] == course and job.result:
                return LOOK.validate_python(job.result["look"])
        return None

    def lanes(self) -> list[Lane]:
        return [Lane(FAIRNESS, self._try)]

    def _try(self, job: Job, control: Control) -> dict[str, Any]:
        course = str(job.payload["course"])
        try:
            log, graph = self._shelf.log(course), self._shelf.graph(course)
        except KeyError as gone:
            raise UnreadableFile(course, "missing", "the course is gone", "import it") from gone

        def fit(past: Any, graph: Any) -> CourseTracer:
            model = self._fit(past, graph, progress=control.stage, cancelled=control.cancelled)
            return CourseTracer(model)

        look = fair_look(log, graph, self._shelf.students(course), fit, self._judge)
        return {"course": course, "look": LOOK.dump_python(look, mode="json")}
