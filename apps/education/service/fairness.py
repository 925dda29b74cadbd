"""Whether figures and verdicts hold alike for groups of a class: a trial on its own past.

Each student's answers are cut in half; a model fitted to the first halves alone judges, and the
second halves tell whether it was right. Only sums leave: no student's name is in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from pydantic import TypeAdapter

from apps.education.domain.fairness.audit import Audit, audit
from apps.education.domain.fairness.cases import Judged, Prediction, activity_quarters
from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.mastery import Mastery
from apps.education.domain.response import NEVER, ResponseLog
from apps.education.domain.tracing.parts import part_of
from apps.education.domain.weak.outcome import cuts, pairs
from apps.education.domain.words import Words
from apps.education.service.classroom import Judge, Student, Tracer

BY_ACTIVITY = Words("How much they answered", "作答多少")


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to part the class, such as by its groups named `class`."""

    name: Words
    audit: Audit


@dataclass(frozen=True, slots=True)
class FairLook:
    """`model` is the version of the model that was tried, `log_version` of the answers."""

    groupings: tuple[Grouping, ...]
    model: str
    log_version: str


LOOK = TypeAdapter(FairLook)


def fair_look(
    log: ResponseLog,
    graph: KnowledgeGraph,
    students: Sequence[Student],
    fit: Callable[[ResponseLog, KnowledgeGraph], Tracer],
    judge: Judge,
) -> FairLook:
    """By activity, then by each kind of group that the roster knows."""
    cut_S = cuts(log)
    past = part_of(log, np.arange(len(log)) < cut_S[log.student])
    tracer = fit(past, graph)
    found = tracer.masteries(past, list(log.points), _end(past))
    held = {(one.student, one.point): one for many in found.values() for one in many}
    predictions = _predictions(log, cut_S, held)
    judged = _judged(log, past, held, judge)
    groupings = [Grouping(BY_ACTIVITY, audit(predictions, judged, _activity(log)))]
    for kind in sorted({kind for one in students for kind in one.groups}):
        groups = {one.id: one.groups[kind] for one in students if kind in one.groups}
        groupings.append(Grouping(Words(kind, kind), audit(predictions, judged, groups)))
    return FairLook(tuple(groupings), tracer.version, log.version)


def _activity(log: ResponseLog) -> dict[str, str]:
    """Named by number, since groups are sorted by name; the words are put in where it is shown."""
    quarters = activity_quarters(log)
    order = {words: str(place) for place, words in enumerate(dict.fromkeys(quarters.values()))}
    return {student: order[words] for student, words in quarters.items()}


def _end(log: ResponseLog) -> datetime:
    last = int(log.at.max()) if len(log) else NEVER
    return datetime.now(UTC) if last == NEVER else datetime.fromtimestamp(last / 1000, UTC)


def _predictions(
    log: ResponseLog, cut_S: np.ndarray, held: Mapping[tuple[str, str], Mastery]
) -> list[Prediction]:
    """The first answer to each point after the cut, with what was said before it."""
    seen: set[tuple[int, int]] = set()
    made: list[Prediction] = []
    for i in np.flatnonzero(np.arange(len(log)) >= cut_S[log.student]).tolist():
        student = int(log.student[i])
        for point in log.points_of(i).tolist():
            if (student, point) in seen:
                continue
            seen.add((student, point))
            mastery = held.get((log.students[student], log.points[point]))
            if mastery is not None:
                name, right = log.students[student], bool(log.correct[i])
                made.append(Prediction(name, mastery.probability, right))
    return made


def _judged(
    log: ResponseLog,
    past: ResponseLog,
    held: Mapping[tuple[str, str], Mastery],
    judge: Judge,
) -> list[Judged]:
    true = pairs(log)
    keys = [
        (log.students[student], log.points[point])
        for student, point in zip(true.student.tolist(), true.point.tolist(), strict=True)
    ]
    known = [(key, bool(weak)) for key, weak in zip(keys, true.weak, strict=True) if key in held]
    verdicts = judge([held[key] for key, _ in known], past)
    return [
        Judged(key[0], verdict.verdict, weak)
        for (key, weak), verdict in zip(known, verdicts, strict=True)
    ]
