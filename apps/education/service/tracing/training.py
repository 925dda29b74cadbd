"""Trains a course: the logistic tracer always, the sequence ensemble where the log is long enough.

Two members are trained. Each leaves out another eighth of the students; what it says of them
is honest, so it tells which round was best, how the parts are blended, and whether the ensemble is
better than the tracer at all. Where it is not, the tracer alone is kept and `why` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.response import ResponseLog
from apps.education.domain.tracing.features import folds_of
from apps.education.domain.tracing.tracer import Fit, Tracer, fit_tracer
from apps.education.service.tracing.ensemble import (
    Ensemble,
    Member,
    blend_terms,
    fit_blend,
    indices_of,
    scale_of,
)
from apps.education.service.tracing.fitting import (
    Cancelled,
    Progress,
    Recipe,
    Rows,
    Stopped,
    fit_network,
    predict,
    shape_for,
)
from apps.education.service.tracing.network import NetworkShape
from apps.education.service.tracing.repeats import (
    columns_of_others,
    fit_repeats,
    keys_of,
    repeats_of,
)
from apps.education.service.tracing.threads import few_threads
from apps.education.service.tracing.trees import TreeRecipe, fit_trees

Rows_ = NDArray[np.bool_]

LEAST_ROWS = 6_000
LEAST_STUDENTS = 60
MEMBERS = 2
HELD_OUT = 8
"""One in so many students is held out of a member."""


@dataclass(frozen=True, slots=True)
class Training:
    """What was trained on what. Losses in nats per answer of held-out students; None where the
    ensemble was not tried.
    """

    kind: str
    """`sequence` or `logistic`."""
    why: str
    rows: int
    students: int
    log_version: str
    tracer_loss: float | None = None
    ensemble_loss: float | None = None


@dataclass(frozen=True, slots=True)
class Recipes:
    shape: NetworkShape
    network: Recipe
    trees: TreeRecipe


def recipes_for(rows: int) -> Recipes:
    """Rounds by size, so that a long log costs about what a middling one does."""
    rounds = int(np.clip(2_200_000 // max(rows, 1), 4, 14))
    return Recipes(NetworkShape(0, 0, 0), Recipe(rounds=rounds), TreeRecipe())


def train_course(
    log: ResponseLog,
    graph: KnowledgeGraph | None,
    *,
    progress: Progress,
    cancelled: Cancelled,
    seed: int,
    recipes: Recipes | None = None,
) -> tuple[Tracer, Ensemble | None, Training]:
    """On two threads at most. Raises Stopped where `cancelled` says so between two steps."""
    with few_threads():
        return _trained(log, graph, progress, cancelled, seed, recipes or recipes_for(len(log)))


def _trained(
    log: ResponseLog,
    graph: KnowledgeGraph | None,
    progress: Progress,
    cancelled: Cancelled,
    seed: int,
    recipes: Recipes,
) -> tuple[Tracer, Ensemble | None, Training]:
    fit = fit_tracer(log, graph, seed=seed, progress=_listening(progress, cancelled, 0.0, 0.15))
    counted = Training("logistic", "", len(log), len(np.unique(log.student)), log.version)
    short = _too_short(counted)
    if short is not None:
        progress(1.0)
        return fit.tracer, None, replace(counted, why=short)
    hear = _listening(progress, cancelled, 0.15, 1.0)
    ensemble, tracer_loss, loss = _ensemble(log, fit, recipes, hear, cancelled, seed)
    progress(1.0)
    tried = replace(counted, tracer_loss=tracer_loss, ensemble_loss=loss)
    if loss >= tracer_loss:
        why = "the sequence model predicted held-out students no better than the logistic model"
        return fit.tracer, None, replace(tried, why=why)
    return fit.tracer, ensemble, replace(tried, kind="sequence", why="the log is long enough")


def _too_short(told: Training) -> str | None:
    if told.rows >= LEAST_ROWS and told.students >= LEAST_STUDENTS:
        return None
    return (
        f"{told.rows} responses of {told.students} students; a sequence model takes at least "
        f"{LEAST_ROWS} of {LEAST_STUDENTS}"
    )


def _ensemble(
    log: ResponseLog,
    fit: Fit,
    recipes: Recipes,
    hear: Callable[[float], None],
    cancelled: Cancelled,
    seed: int,
) -> tuple[Ensemble, float, float]:
    """With the losses of the tracer and of the ensemble on held-out students."""
    item, points = indices_of(fit.tracer.course, log)
    keys = keys_of(item, points, repeats_of(log))
    repeats = fit_repeats(keys, log.correct)
    repeated = columns_of_others(keys, log.correct, folds_of(log, seed))
    scale = scale_of(fit.features, fit.logits, repeated)
    columns = scale.columns(fit.features, fit.logits, repeated)
    rows = Rows(columns, item, points, log.correct, log.student)
    known = len(fit.tracer.course.items), len(fit.tracer.course.points)
    members: list[Member] = []
    terms: list[NDArray[np.float64]] = []
    held: list[NDArray[np.int64]] = []
    for number in range(MEMBERS):
        out = _held_out(log, number)
        share = _listening(hear, cancelled, number / MEMBERS, (number + 1) / MEMBERS)
        member = _member(rows, known, out, recipes, share, cancelled, seed + number)
        honest = rows_at(rows, out)
        trees, network = member.trees.logits(honest.columns), predict(member.network, honest)
        members.append(member)
        terms.append(blend_terms(fit.features[out], fit.logits[out], trees, network))
        held.append(np.flatnonzero(out))
    where = np.concatenate(held)
    right = log.correct[where]
    blend = fit_blend(np.concatenate(terms), right)
    loss = _loss(np.concatenate(terms) @ blend, right)
    return Ensemble(repeats, scale, tuple(members), blend), _loss(fit.logits[where], right), loss


def _member(
    rows: Rows,
    known: tuple[int, int],
    out: Rows_,
    recipes: Recipes,
    hear: Callable[[float], None],
    cancelled: Cancelled,
    seed: int,
) -> Member:
    train, valid = rows_at(rows, ~out), rows_at(rows, out)
    trees = fit_trees(train.columns, train.right, recipes.trees, seed=seed)
    hear(0.2)
    shape = shape_for(rows, *known, recipes.shape)
    network = fit_network(
        shape,
        train,
        valid,
        recipes.network,
        seed=seed,
        progress=lambda done: hear(0.2 + 0.8 * done),
        cancelled=cancelled,
    )
    return Member(trees, network)


def rows_at(rows: Rows, chosen: Rows_) -> Rows:
    return Rows(
        rows.columns[chosen],
        rows.item[chosen],
        rows.points[chosen],
        rows.right[chosen],
        rows.student[chosen],
    )


def _held_out(log: ResponseLog, number: int) -> Rows_:
    """Another eighth for each number, by hash of the student's name."""

    def drawn(name: str) -> bool:
        return int.from_bytes(sha256(f"held {name}".encode()).digest()[:4]) % HELD_OUT == number

    return np.array([drawn(name) for name in log.students], bool)[log.student]


def _listening(
    progress: Progress, cancelled: Cancelled, first: float, last: float
) -> Callable[[float], None]:
    def hear(done: float) -> None:
        if cancelled():
            raise Stopped
        progress(first + (last - first) * done)

    return hear


def _loss(logits: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    return float(np.logaddexp(0.0, np.where(right, -logits, logits)).mean())
