"""Learns a rule from masteries and what became of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.mastery import Mastery
from apps.education.domain.response import ResponseLog
from apps.education.domain.weak.rule import TARGET, WeakRule, bounds
from apps.education.domain.weak.signs import NAMES, signs

FOLDS = 5


def fit_rule(
    masteries: Sequence[Mastery],
    log: ResponseLog,
    weak: NDArray[np.bool_],
    *,
    learnt_from: str,
    target: float = TARGET,
) -> WeakRule:
    """Weights by penalised logistic regression; bounds by chances given across students.

    `weak` is what the later responses (or a simulator's truth) say of each mastery. The bounds
    rest on chances for students whom the weights had not seen. Raises ValueError unless both
    outcomes occur and at least `FOLDS` students are there.
    """
    return fit_signs(
        signs(masteries, log),
        weak,
        np.array([mastery.student for mastery in masteries]),
        learnt_from=learnt_from,
        target=target,
    )


def fit_signs(
    table: NDArray[np.float64],
    weak: NDArray[np.bool_],
    student: NDArray[np.str_],
    *,
    learnt_from: str,
    target: float = TARGET,
) -> WeakRule:
    """As `fit_rule`, from the signs themselves; several logs may be stacked."""
    if len(np.unique(student)) < FOLDS or weak.all() or not weak.any():
        raise ValueError(
            f"{len(np.unique(student))} students, {weak.sum()} of {len(weak)} weak; a rule needs "
            f"at least {FOLDS} students and both outcomes"
        )
    weak_from, secure_to = bounds(_across(table, weak, student), weak, target)
    weights, constant = _weights(table, weak)
    return WeakRule(NAMES, weights, constant, weak_from, secure_to, target, learnt_from)


def _across(
    table: NDArray[np.float64], weak: NDArray[np.bool_], student: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Chances for each student by weights that were learnt from the others."""
    chances = np.empty(len(weak))
    names, number = np.unique(student, return_inverse=True)
    fold = np.arange(len(names)) % FOLDS
    for k in range(FOLDS):
        held = fold[number] == k
        weights, constant = _weights(table[~held], weak[~held])
        chances[held] = 1 / (1 + np.exp(-(table[held] @ np.asarray(weights) + constant)))
    return chances


def _weights(
    table: NDArray[np.float64], weak: NDArray[np.bool_]
) -> tuple[tuple[float, ...], float]:
    from sklearn.linear_model import LogisticRegression

    middle, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.5, max_iter=500).fit((table - middle) / scale, weak)
    weights = model.coef_[0] / scale
    return tuple(weights.tolist()), float(model.intercept_[0] - weights @ middle)
