"""What is known before an answer, in columns: difficulty, and the student's memory of four kinds.

Nothing of an answer is used before it is given: not its correctness, time taken, hints, nor number
of attempts. Item difficulties of training students come from other students (`folds`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.response import NEVER, ResponseLog
from apps.education.domain.tracing.contexts import KINDS as CONTEXT_KINDS
from apps.education.domain.tracing.contexts import (
    Contexts,
    Situation,
    fit_contexts,
    keys_of,
    no_contexts,
)
from apps.education.domain.tracing.difficulty import (
    Difficulties,
    fit_difficulties,
    mean_by_row,
    picked,
)
from apps.education.domain.tracing.memory import (
    ABILITY,
    COUNT,
    NAMES,
    SURPRISE,
    WEIGHT,
    Answers,
    hours_of,
)
from apps.education.domain.tracing.parts import part_of
from apps.education.domain.tracing.related import Related, related_points
from apps.education.domain.tracing.runs import run, steps_of
from apps.education.domain.tracing.untaught import untaught_points

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]

FOLDS = 5
BASE_NAMES = ("base", "item", "item_unsure", "point_unsure", "several")
RELATED_NAMES = ("related_ability", "related_recent", "related_count")
COLUMNS = (
    *BASE_NAMES,
    *(f"all_{name}" for name in NAMES),
    *(f"point_{name}" for name in NAMES),
    *(f"item_{name}" for name in NAMES),
    *RELATED_NAMES,
    *CONTEXT_KINDS,
)
_COUNT, _STREAK, _LAST = (NAMES.index(name) for name in ("log_count", "streak", "last"))


@dataclass(frozen=True, eq=False)
class Course:
    """What the class knows together: difficulties and relations, by name of item and point."""

    items: tuple[str, ...]
    points: tuple[str, ...]
    difficulties: Difficulties
    related: Related
    contexts: Contexts = field(default_factory=no_contexts)
    untaught: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))

    @cached_property
    def item_index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.items)}

    @cached_property
    def point_index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.points)}


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """A log with its items and points by index of a course; -1 where the course has none."""

    log: ResponseLog
    item: NDArray[np.int32]
    point: NDArray[np.int32]


def fit_course(log: ResponseLog, graph: KnowledgeGraph | None = None) -> Course:
    """From training students. Points that only the graph knows are known too."""
    extra = () if graph is None else tuple(p for p in graph.points if p not in set(log.points))
    names = (*log.points, *extra)
    found = fit_difficulties(log)
    logits = found.of_points(log.point_start, log.point) + found.of_items(log.item)
    related = related_points(log, log.correct - chance_of(logits), graph, names)
    more = np.zeros(len(extra))
    known = Difficulties(
        found.centre,
        np.concatenate([found.point, more]),
        found.item,
        np.concatenate([found.point_count, more]),
        found.item_count,
    )
    untaught = untaught_points(graph, names, known.point_count)
    return Course(log.items, names, known, related, untaught=untaught)


def align(course: Course, log: ResponseLog) -> Aligned:
    if log.items == course.items and log.points == course.points[: len(log.points)]:
        return Aligned(log, log.item, log.point)
    item = _indices(log.items, course.item_index)
    point = _indices(log.points, course.point_index)
    return Aligned(log, item[log.item], point[log.point])


def _indices(names: tuple[str, ...], place: Mapping[str, int]) -> NDArray[np.int32]:
    return np.array([place.get(name, -1) for name in names], np.int32)


def base_columns(difficulties: Difficulties, aligned: Aligned) -> Floats:
    """`BASE_NAMES` of each response."""
    start, item, point = aligned.log.point_start, aligned.item, aligned.point
    item_count = picked(difficulties.item_count, item)
    point_count = picked(difficulties.point_count, point)
    return np.column_stack(
        (
            difficulties.of_points(start, point),
            difficulties.of_items(item),
            1 / np.sqrt(1 + item_count),
            1 / np.sqrt(1 + mean_by_row(start, point_count)),
            (np.diff(start) > 1).astype(np.float64),
        )
    )


def folds_of(log: ResponseLog, seed: int = 0) -> NDArray[np.int64]:
    """A fold of each response; all responses of a student are in one."""
    drawn = np.random.default_rng(seed).permutation(len(log.students)) % FOLDS
    return drawn[log.student]


def training_features(
    log: ResponseLog,
    folds: NDArray[np.int64],
    graph: KnowledgeGraph | None = None,
    *,
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[Matrix, Course]:
    """`COLUMNS` of training responses, each by what the other folds' students teach; and the
    course as all of them teach it."""
    features = np.empty((len(log), len(COLUMNS)), np.float32)
    keys = np.empty((len(log), len(CONTEXT_KINDS)), np.int64)
    courses: dict[int, Course] = {}
    for number, fold in enumerate(np.unique(folds).tolist(), 1):
        here = folds == fold
        courses[fold] = fit_course(part_of(log, ~here), graph)
        traced = trace(courses[fold], align(courses[fold], part_of(log, here)))
        features[here], keys[here] = traced.features, traced.keys
        progress(0.8 * number / FOLDS)
    for fold, course in courses.items():
        here = folds == fold
        contexts = _contexts(course, part_of(log, ~here), keys[~here])
        features[here, -len(CONTEXT_KINDS) :] = contexts.columns(keys[here])
    whole = fit_course(log, graph)
    return features, replace(whole, contexts=_contexts(whole, log, keys))


def _contexts(course: Course, log: ResponseLog, keys: NDArray[np.int64]) -> Contexts:
    """From the responses that the course was fitted on."""
    bases = base_columns(course.difficulties, align(course, log))
    overall, _ = run(steps_of(log.student.astype(np.int64)), _answers(log, bases))
    ability = overall[:, NAMES.index("ability")].astype(np.float64)
    return fit_contexts(keys, log.correct, bases[:, 0] + bases[:, 1] + ability)


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """`features` before each response; `overall` and `item` memories after each, `point` memories
    after each (response, point), whose response is `row`; `keys` of the situation before."""

    features: Matrix
    overall: Matrix
    item: Matrix
    point: Matrix
    row: NDArray[np.int64]
    keys: NDArray[np.int64]


def features_of(course: Course, aligned: Aligned) -> Matrix:
    """`COLUMNS` of each response, from this log's earlier responses of the same student."""
    return trace(course, aligned).features


def trace(course: Course, aligned: Aligned) -> Trace:
    """Runs all four memories over a log."""
    log = aligned.log
    bases = base_columns(course.difficulties, aligned)
    row = np.repeat(np.arange(len(log)), np.diff(log.point_start))
    answers = _answers(log, bases)
    overall, after_all = run(steps_of(log.student.astype(np.int64)), answers)
    answers = _answers(log, bases, overall[:, NAMES.index("ability")].astype(np.float64))
    items, after_item = run(steps_of(log.student * np.int64(len(log.items)) + log.item), answers)
    keys = log.student[row] * np.int64(len(log.points)) + log.point
    points, after_point = run(steps_of(keys), answers.at(row))
    beside = _related(course, aligned, row, keys, after_point)
    situations = keys_of(_situation(aligned, points, items))
    columns = (
        bases,
        overall,
        _by_row(log, points),
        items,
        _by_row(log, beside),
        course.contexts.columns(situations),
    )
    features = np.column_stack([column.astype(np.float32, copy=False) for column in columns])
    return Trace(features, after_all, after_item, after_point, row, situations)


def _situation(aligned: Aligned, points: Matrix, items: Matrix) -> Situation:
    log = aligned.log
    told = np.diff(log.point_start) > 0
    some = np.minimum(log.point_start[:-1], max(len(points) - 1, 0))
    point = np.where(told, aligned.point[some], -1) if len(points) else np.full(len(log), -1)
    of_point = (
        np.where(told[:, None], points[some], 0.0)
        if len(points)
        else np.zeros((len(log), len(NAMES)))
    )
    follows = np.diff(log.student, prepend=-1) == 0

    def before(values: NDArray, none: int) -> NDArray[np.int64]:
        return np.where(follows, np.roll(values, 1), none).astype(np.int64)

    return Situation(
        item=aligned.item.astype(np.int64),
        point=point.astype(np.int64),
        before_item=before(aligned.item, -1),
        before_point=before(point, -1),
        before_right=before(log.correct, 0),
        run=np.expm1(of_point[:, _COUNT]),
        streak=of_point[:, _STREAK],
        tries=np.expm1(items[:, _COUNT]),
        last=items[:, _LAST].astype(np.float64),
    )


def _answers(log: ResponseLog, bases: Floats, ability: Floats | float = 0.0) -> Answers:
    first = np.searchsorted(log.student, log.student)
    return Answers(
        correct=log.correct.astype(np.float64),
        expected=chance_of(bases[:, 0] + bases[:, 1] + ability),
        index=(np.arange(len(log)) - first).astype(np.float64),
        hours=np.where(log.at != NEVER, hours_of(log.at.astype(np.float64)), np.nan),
        hints=np.where(log.hints >= 0, log.hints.astype(np.float64), np.nan),
    )


def chance_of(logits: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))


def _by_row(log: ResponseLog, values: Matrix) -> Matrix:
    if len(values) == len(log) and (np.diff(log.point_start) == 1).all():
        return values
    counts = np.maximum(np.diff(log.point_start), 1)[:, None]
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, 0, np.float64)])
    return ((sums[log.point_start[1:]] - sums[log.point_start[:-1]]) / counts).astype(np.float32)


def _related(
    course: Course,
    aligned: Aligned,
    row: NDArray[np.int64],
    keys: NDArray[np.int64],
    after: Matrix,
) -> Matrix:
    """`RELATED_NAMES` of each (response, point), from the memory of the points beside it."""
    log = aligned.log
    here = _indices(course.points, {name: i for i, name in enumerate(log.points)})
    stamp = np.int64(len(log) + 1)
    order = np.argsort(keys * stamp + row)
    sorted_keys, sorted_stamps = keys[order], (keys * stamp + row)[order]
    sums = np.zeros((len(row), 4))
    for place in range(course.related.point.shape[1]):
        known = aligned.point >= 0
        other = np.where(known, course.related.point[aligned.point, place], -1)
        weight = np.where(known, course.related.weight[aligned.point, place], 0.0)
        other = np.where(other >= 0, here[other], -1)
        asked = np.flatnonzero(other >= 0)
        wanted = log.student[row[asked]] * np.int64(len(log.points)) + other[asked]
        found = np.searchsorted(sorted_stamps, wanted * stamp + row[asked]) - 1
        there = (found >= 0) & (sorted_keys[found] == wanted)
        memory = after[order[found[there]]]
        sums[asked[there]] += related_terms(memory, weight[asked[there]])
    return related_columns(sums).astype(np.float32)


def related_terms(memory: NDArray, weight: Floats) -> Floats:
    """What one neighbour, with something remembered, adds to the sums."""
    recent = memory[:, SURPRISE + 1] / (memory[:, WEIGHT + 1] + 1.0)
    terms = np.column_stack((memory[:, ABILITY], recent, memory[:, COUNT], np.ones(len(memory))))
    return weight[:, None] * terms


def related_columns(sums: Floats) -> Floats:
    whole = sums[:, 3] + 0.3
    return np.column_stack((sums[:, 0] / whole, sums[:, 1] / whole, np.log1p(sums[:, 2])))
