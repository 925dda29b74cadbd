"""The children of DXY in the benchmark of common presentations.

Cases that the shipped weights were trained on are ranked by models refitted without them (10 folds,
5 times); where the folder holds others, only those are reported, by the shipped weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.child import ChildKnowledge
from apps.medical.domain.common.child_cases import (
    ChildWords,
    Told,
    as_told,
    child_words,
    read_cases,
)
from apps.medical.domain.common.child_model import child_log_ratio, features
from apps.medical.domain.common.child_train import held_out_logits, without_disease
from apps.medical.domain.common.model import softmax
from benchmarks.diagnosis_common_measures import FEWEST_UNSEEN, auroc, hits, unseen

Floats = npt.NDArray[np.float64]

SEED = 4


def dxy(folder: Path) -> dict[str, Any]:
    words, knowledge = child_words(), ChildKnowledge.load()
    cases = read_cases(folder, words)
    fresh = unseen([each.fingerprint for each in cases], knowledge.trained_on)
    print(f"\nDXY: {len(cases)} cases, {len(fresh)} of them not trained on")
    shipped = len(fresh) >= FEWEST_UNSEEN
    if shipped:
        cases = [cases[n] for n in fresh]
        print("Reported: those not trained on, by the shipped weights")
    else:
        print("Reported: all, by models refitted without them (10 folds, 5 times)")
    told, truth = as_told(cases, words), np.array([each.disease for each in cases])
    explicit = replace(told, prompted_NS=np.zeros_like(told.told_NS),
                       denied_NS=np.zeros_like(told.told_NS))  # fmt: skip
    rank = _shipped(knowledge) if shipped else _refitted(truth)
    every, first = rank(told, told, words), rank(told, explicit, words)
    accuracy, only_told = (float(_right(each, truth)) for each in (every, first))
    area = _child_outside(knowledge, told, truth, words, shipped)
    print(f"All symptoms {accuracy:.3f}; told without asking {only_told:.3f}")
    print(f"Disease left out: AUROC {area:.3f}")
    return {
        "dxy_accuracy": round(accuracy, 4),
        "dxy_explicit_accuracy": round(only_told, 4),
        "dxy_top3": round(hits(every.reshape(-1, 5), np.tile(truth, len(every)), 3), 4),
        "dxy_outside_auroc": round(area, 4),
        "dxy_cases": len(cases),
        "dxy_refitted": not shipped,
    }


Ranker = Callable[[Told, Told, ChildWords], Floats]
"""Probabilities (repeats, N, D) of the second by models of the first."""


def _shipped(knowledge: ChildKnowledge) -> Ranker:
    return lambda _, asked, words: knowledge.model.probabilities(features(asked, words))[None]


def _refitted(truth: npt.NDArray[np.int64]) -> Ranker:
    return lambda told, asked, words: softmax(
        held_out_logits(told, truth, words, splits=10, repeats=5, seed=SEED, asked=asked)
    )


def _right(probability_RND: Floats, truth: npt.NDArray[np.int64]) -> float:
    return (probability_RND.argmax(2) == truth).mean()


def _child_outside(
    knowledge: ChildKnowledge,
    told: Told,
    truth: npt.NDArray[np.int64],
    words: ChildWords,
    shipped: bool,
) -> float:
    if not shipped:
        known, unknown = without_disease(told, truth, words, SEED)
    else:
        rates = knowledge.model.rate_DS
        known, unknown = child_log_ratio(rates, told), np.zeros(len(truth))
        for disease in range(len(words.diseases)):
            mine = truth == disease
            unknown[mine] = child_log_ratio(np.delete(rates, disease, axis=0), told[mine])
    return auroc(-np.concatenate([known, unknown]), np.repeat([False, True], len(truth)))
