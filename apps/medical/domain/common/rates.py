"""Estimates how often each token is true of a condition's patients.

Whether a question is met at all is known from a million patients; which answer is given is known
only from the few whose rows were read, so answers are smoothed: places towards their other side,
degrees towards their neighbours, all of them towards what the other conditions answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.patients import Counts
from apps.medical.domain.common.vocabulary import Question, Vocabulary, tokens_of

Floats = npt.NDArray[np.float64]

OTHER_SIDE = 0.5
"""How much a patient counts for the same place on the other side of the body."""

PLACE_PRIOR, CHOICE_PRIOR = 0.5, 3.0
"""Weight, in patients, of what all conditions answer."""

DEGREES = 1.2
"""Standard deviation, in degrees, by which degrees of 0 to 10 are smoothed."""

NOISE = 0.01
"""Share of tokens that have nothing to do with the condition: nothing is impossible."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Patients by condition, and how many of them gave each answer of one question."""

    patients_C1: Floats
    given_CA: Floats
    met_C1: Floats


def token_rates(
    counts: Counts,
    stated_NT: npt.NDArray[np.bool_],
    condition_N: npt.NDArray[np.int64],
    words: Vocabulary,
) -> Floats:
    """P(token | condition), shape (C, T), within (0, 1)."""
    size = len(words.conditions)
    patients_C = np.bincount(condition_N, minlength=size).astype(np.float64)
    given_CT = np.zeros((size, len(words.tokens)))
    np.add.at(given_CT, condition_N, stated_NT)
    rates_CT = np.zeros_like(given_CT)
    for column, question in enumerate(words.questions.values()):
        names = tokens_of(question, words.answers)
        where = [words.number[name] for name in names]
        met_C1 = counts.met_CQ[:, [column]]
        seen = _Seen(patients_C[:, None], given_CT[:, where], met_C1)
        rates_CT[:, where] = _answers(question, names, seen)
    noisy = (1 - NOISE) * rates_CT + NOISE * rates_CT.mean(0)
    return np.clip(noisy, 1e-6, 1 - 1e-3)


def _answers(question: Question, names: tuple[str, ...], seen: _Seen) -> Floats:
    if not question.scale:
        return seen.met_C1
    if question.several:
        return _several(names, seen)
    degrees = question.scale == "degree"
    return _one(_smoothed(seen.given_CA, split_zero=question.parent == "E_129")
                if degrees else seen.given_CA, seen)  # fmt: skip


def _several(names: tuple[str, ...], seen: _Seen) -> Floats:
    """Each answer on its own: a patient may name many places."""
    number = {name: n for n, name in enumerate(names)}
    mirror = np.array([number.get(_mirrored(name), n) for n, name in enumerate(names)])
    sided = OTHER_SIDE * (mirror != np.arange(len(names)))
    given_CA = seen.given_CA + sided * seen.given_CA[:, mirror]
    asked_CA = seen.patients_C1 * (1 + sided)
    answering = seen.given_CA.sum(1, keepdims=True) > 0
    pooled_A = (given_CA.sum(0) + 0.05) / ((asked_CA * answering).sum(0) + 1)
    rates = (given_CA + PLACE_PRIOR * pooled_A) / (asked_CA + PLACE_PRIOR)
    return np.where(seen.met_C1 > 0, np.minimum(rates, 1.0), 0.0)


def _mirrored(name: str) -> str:
    if name.endswith("_D_"):
        return name[:-3] + "_G_"
    return name[:-3] + "_D_" if name.endswith("_G_") else name


def _one(given_CA: Floats, seen: _Seen) -> Floats:
    """Exactly one answer: a Dirichlet around what all conditions answer."""
    pooled_A = (given_CA.sum(0) + 0.3) / (given_CA.sum() + 0.3 * given_CA.shape[1])
    total_C1 = given_CA.sum(1, keepdims=True)
    return seen.met_C1 * (given_CA + CHOICE_PRIOR * pooled_A) / (total_C1 + CHOICE_PRIOR)


def _smoothed(given_CA: Floats, *, split_zero: bool) -> Floats:
    """Degrees lend to their neighbours; where 0 means "not at all" it lends to none."""
    degree = np.arange(given_CA.shape[1])
    kernel = np.exp(-0.5 * ((degree[:, None] - degree) / DEGREES) ** 2)
    if split_zero:
        kernel[0, 1:] = kernel[1:, 0] = 0.0
    return given_CA @ (kernel / kernel.sum(1, keepdims=True))
