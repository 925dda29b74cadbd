"""Estimates the ranking of children's diseases and writes its weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold

from apps.medical.domain.common.child_cases import (
    ChildCase,
    ChildWords,
    Told,
    as_told,
    child_words,
    read_cases,
)
from apps.medical.domain.common.child_model import (
    ChildModel,
    child_log_ratio,
    columns,
    features,
)
from apps.medical.domain.common.outside import Outside, fitted

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.int64]

SEED = 20
CHILD_WEIGHTS = "child.safetensors"
STRENGTH = 0.5
"""Inverse of the ridge penalty of both logistic regressions."""


def estimate_child(told: Told, truth_N: Truth, words: ChildWords) -> ChildModel:
    """The model of these cases, uncalibrated."""
    table = features(told, words)
    there, asked, denied, signs, groups = columns(words)
    plain = np.r_[there, asked, denied]
    fitted = [
        _bayes(table, truth_N, np.r_[there, denied]),
        _logistic(table, truth_N, np.r_[plain, signs]),
        _logistic(table, truth_N, np.r_[plain, groups]),
    ]
    present = told.present_NS.astype(np.float64)
    diseases = range(len(words.diseases))
    pooled_S = (present.sum(0) + 0.5) / (len(present) + 1)
    rates = [
        (present[truth_N == d].sum(0) + 2 * pooled_S) / ((truth_N == d).sum() + 2) for d in diseases
    ]
    return ChildModel(
        weight_FD=np.mean([weight for weight, _ in fitted], axis=0),
        bias_D=np.mean([bias for _, bias in fitted], axis=0),
        rate_DS=np.array(rates),
        cases_D=np.bincount(truth_N, minlength=len(words.diseases)).astype(np.float64),
    )


def _bayes(table: Floats, truth_N: Truth, where: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Bernoulli naive Bayes with one case added of each kind, as weights of a linear score."""
    weight, bias = np.zeros((table.shape[1], truth_N.max() + 1)), np.zeros(truth_N.max() + 1)
    for disease in range(truth_N.max() + 1):
        rows = table[truth_N == disease][:, where]
        rate = (rows.sum(0) + 1) / (len(rows) + 2)
        weight[where, disease] = np.log(rate) - np.log1p(-rate)
        bias[disease] = np.log1p(-rate).sum() + np.log(len(rows) / len(table))
    return weight, bias


def _logistic(table: Floats, truth_N: Truth, where: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    fitted = LogisticRegression(C=STRENGTH, max_iter=1000).fit(table[:, where], truth_N)
    weight = np.zeros((table.shape[1], len(fitted.classes_)))
    weight[where] = fitted.coef_.T
    return weight, fitted.intercept_


def held_out_logits(
    told: Told,
    truth_N: Truth,
    words: ChildWords,
    *,
    splits: int,
    repeats: int,
    seed: int,
    asked: Told | None = None,
) -> Floats:
    """Logits by models that did not see the case, shape (repeats, N, D).

    `asked` is what is ranked, where that is less than what the models learn from.
    """
    table = features(told if asked is None else asked, words)
    logits = np.zeros((repeats, len(table), len(words.diseases)))
    folds = RepeatedStratifiedKFold(n_splits=splits, n_repeats=repeats, random_state=seed)
    for number, (seen, held) in enumerate(folds.split(table, truth_N)):
        model = estimate_child(told[seen], truth_N[seen], words)
        logits[number // splits, held] = model.logits(table[held])
    return logits


def without_disease(
    told: Told, truth_N: Truth, words: ChildWords, seed: int
) -> tuple[Floats, Floats]:
    """Log ratios of held-out cases with their disease known, and with it left out."""
    known, unknown = np.zeros(len(truth_N)), np.zeros(len(truth_N))
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=1, random_state=seed)
    for seen, held in folds.split(truth_N, truth_N):
        model = estimate_child(told[seen], truth_N[seen], words)
        known[held] = child_log_ratio(model.rate_DS, told[held])
        for disease in range(len(words.diseases)):
            mine = held[truth_N[held] == disease]
            kept = np.arange(len(words.diseases)) != disease
            unknown[mine] = child_log_ratio(model.rate_DS[kept], told[mine])
    return known, unknown


def child_open_set(told: Told, truth_N: Truth, words: ChildWords) -> Outside:
    return fitted(*without_disease(told, truth_N, words, SEED))


def _temperature(logits_RND: Floats, truth_N: Truth) -> float:
    def loss(value: float) -> float:
        return -log_softmax(logits_RND / value, axis=2)[:, np.arange(len(truth_N)), truth_N].mean()

    return float(min(np.round(np.arange(0.5, 2.0, 0.05), 2), key=loss))


def train_child(cases: Sequence[ChildCase], words: ChildWords, target: Path) -> None:
    """Writes `target`/child.safetensors."""
    told, truth_N = as_told(cases, words), np.array([each.disease for each in cases])
    logits = held_out_logits(told, truth_N, words, splits=10, repeats=2, seed=SEED)
    model = estimate_child(told, truth_N, words)
    outside = child_open_set(told, truth_N, words)
    prints = np.array([list(each.fingerprint) for each in cases], dtype=np.uint8)
    tensors = {
        "weight_FD": model.weight_FD.astype(np.float32),
        "bias_D": model.bias_D.astype(np.float32),
        "rate_DS": model.rate_DS.astype(np.float32),
        "cases_D": model.cases_D.astype(np.float32),
        "temperature": np.array([_temperature(logits, truth_N)], np.float32),
        "trained_on": prints,
        "outside_slope": np.array([outside.slope], np.float32),
    }
    path = target / CHILD_WEIGHTS
    save_file(tensors, path)
    path.chmod(0o644)
    accuracy = (logits.argmax(2) == truth_N).mean()
    print(f"{len(cases)} children, {accuracy:.3f} right when held out: {path}")


def train(data: Path, target: Path) -> None:
    words = child_words()
    train_child(read_cases(data / "cn_imcs21_dxy", words), words, target)
