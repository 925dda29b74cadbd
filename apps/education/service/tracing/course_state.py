"""One student as the course's model sees him now, moved by each answer in a few milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import torch
from numpy.typing import NDArray

from apps.education.domain.mastery import Mastery
from apps.education.domain.response import Response, ResponseLog
from apps.education.domain.tracing.features import Course, align, chance_of, features_of
from apps.education.domain.tracing.state import Question, StudentState
from apps.education.domain.tracing.tracer import Tracer
from apps.education.service.tracing.ensemble import MOST_POINTS, Ensemble
from apps.education.service.tracing.network import Asked, Memory
from apps.education.service.tracing.repeats import MOST_REPEATS, keys_of
from apps.education.service.tracing.windows import windows_of

Floats = NDArray[np.float64]


@dataclass(slots=True, eq=False)
class CourseState:
    """`memories`: one per member of the ensemble, None before the first answer."""

    traced: StudentState
    ensemble: Ensemble | None
    memories: list[Memory | None]
    run: tuple[str | None, int] = (None, 0)
    """The item of the latest answer, and how often it came in a row."""

    @property
    def student(self) -> str:
        return self.traced.student

    def update(self, response: Response, position: int | None = None) -> None:
        """Takes one more answer, the student's latest. `position` in the log, once it has one."""
        if self.ensemble is not None:
            question = [Question(response.points, response.item)]
            asked, _, _ = self._asked(self.ensemble, question, response.at)
            right = torch.tensor([[int(response.correct)]])
            with torch.inference_mode():
                self.memories = [
                    member.network.after(asked, right, memory)
                    for member, memory in zip(self.ensemble.members, self.memories, strict=True)
                ]
        self.traced.update(response, position)
        item, times = self.run
        self.run = (response.item, times + 1 if item == response.item else 1)

    def logits(self, questions: Sequence[Question], at: datetime | None = None) -> Floats:
        """Calibrated; of each question if it came next."""
        if self.ensemble is None:
            return self.traced.logits(questions, at)
        asked, features, traced = self._asked(self.ensemble, questions, at)
        return self.ensemble.of_questions(asked, features, traced, self.memories)

    def predict(
        self, points: tuple[str, ...], item: str | None = None, at: datetime | None = None
    ) -> float:
        """Probability of a right answer. Items and points may be new to the course."""
        return float(chance_of(self.logits([Question(points, item)], at))[0])

    def mastery(self, points: Sequence[str], at: datetime | None = None) -> tuple[Mastery, ...]:
        """Of each point, with 90% interval and evidence."""
        if not points:
            return ()
        logits = self.logits([Question((point,)) for point in points], at)
        return self.traced.mastery_of(points, logits, at)

    def _asked(
        self, ensemble: Ensemble, questions: Sequence[Question], at: datetime | None
    ) -> tuple[Asked, NDArray[np.float32], Floats]:
        features = self.traced.features(questions, at)
        traced = self.traced.tracer.logits(features)
        item, points = _indices(self.traced.tracer.course, questions)
        repeated = ensemble.repeats.columns(keys_of(item[0], points[0], self._repeats(questions)))
        columns = ensemble.scale.columns(features, traced, repeated)
        asked = Asked(
            torch.from_numpy(columns)[None], torch.from_numpy(item), torch.from_numpy(points)
        )
        return asked, features, traced

    def _repeats(self, questions: Sequence[Question]) -> NDArray[np.int64]:
        item, times = self.run
        met = [times if q.item is not None and q.item == item else 0 for q in questions]
        return np.minimum(np.array(met, np.int64), MOST_REPEATS)


def _indices(
    course: Course, questions: Sequence[Question]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Items (1, question) and points (1, question, place) from 1; 0 is unknown."""
    width = max(1, min(MOST_POINTS, max(len(question.points) for question in questions)))
    item = np.zeros((1, len(questions)), np.int64)
    points = np.zeros((1, len(questions), width), np.int64)
    for place, question in enumerate(questions):
        if question.item is not None:
            item[0, place] = course.item_index.get(question.item, -1) + 1
        known = [course.point_index.get(point, -1) + 1 for point in question.points[:width]]
        points[0, place, : len(known)] = known
    return item, points


def run_of(log: ResponseLog, rows: range) -> tuple[str | None, int]:
    """The item of the last of a student's rows, and how often it came in a row up to there."""
    if not rows:
        return None, 0
    items = log.item[rows.start : rows.stop]
    others = np.flatnonzero(items != items[-1])
    return log.items[items[-1]], len(items) - (int(others[-1]) + 1 if len(others) else 0)


def memories_of(tracer: Tracer, ensemble: Ensemble, log: ResponseLog) -> list[Memory | None]:
    """Per member, after the last answers of all students, in the log's order; None without any."""
    if not len(log):
        return [None] * len(ensemble.members)
    features = features_of(tracer.course, align(tracer.course, log))
    told = ensemble.rows(tracer.course, log, features, tracer.logits(features))
    found: list[list[Memory]] = [[] for _ in ensemble.members]
    with torch.inference_mode():
        for window in windows_of(log.student):
            at = np.arange(window.first, window.end)[None]
            asked, right = told.asked(at), told.answers(at)
            for member, memories in zip(ensemble.members, found, strict=True):
                memories.append(member.network.after(asked, right, None))
    return [
        (torch.cat([hidden for hidden, _ in each], 1), torch.cat([cell for _, cell in each], 1))
        for each in found
    ]
