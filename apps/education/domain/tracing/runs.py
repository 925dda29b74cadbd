"""Runs memory over a whole log: every key at the same time, answer by answer.

Keys are ordered by how many answers they have, so the keys that still go on are always the first
rows: a log costs as many steps as its longest key has answers. Knows nothing of what a key is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.tracing.memory import NAMES, WIDTH, Answers, blank, read, write

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Steps:
    """`rows[bounds[t]:bounds[t + 1]]` are the t-th answers of the keys 0, 1, ... that have one."""

    rows: Integers
    bounds: Integers
    keys: int


def steps_of(keys: Integers) -> Steps:
    """Orders answers by their place under their key. Earlier rows are earlier answers."""
    _, key, counts = np.unique(keys, return_inverse=True, return_counts=True)
    rank = np.empty(len(counts), np.int64)
    rank[np.argsort(-counts, kind="stable")] = np.arange(len(counts))
    by_key = np.argsort(key, kind="stable")
    place = np.empty(len(keys), np.int64)
    place[by_key] = np.arange(len(keys)) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = np.lexsort((rank[key], place))
    sizes = np.bincount(place) if len(keys) else np.zeros(0, np.int64)
    return Steps(rows, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), len(counts))


def run(steps: Steps, answers: Answers) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Features before each answer and the memory after it, both by row."""
    total = len(answers.correct)
    features = np.empty((total, len(NAMES)), np.float32)
    after = np.empty((total, WIDTH), np.float32)
    memory = blank(steps.keys)
    for first, last in zip(steps.bounds[:-1], steps.bounds[1:], strict=True):
        rows, going = steps.rows[first:last], last - first
        now = answers.at(rows)
        features[rows] = read(memory[:going], now.index, now.hours)
        memory[:going] = write(memory[:going], now)
        after[rows] = memory[:going]
    return features, after
