"""Boosted trees over the tracer's columns: sharp where a memory of everything would be vague.

Fitted by scikit-learn's histogram boosting (after LightGBM, Ke et al. 2017) and kept as plain
arrays, so that a model file holds numbers only and predicting needs no scikit-learn. Every tree is
laid out as a full binary tree of `DEPTH` levels: the children of node n are 2n+1 (at most the
threshold) and 2n+2. Knows nothing of what the columns mean; they may not be NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

DEPTH = 6
BLOCK = 64
"""Rows walked down the trees at a time: small enough for the nodes reached to stay in cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Row t: `feature` and `threshold` of tree t's inner nodes, `value` of its leaves in logits."""

    base: float
    feature: NDArray[np.int32]
    threshold: Matrix
    value: Matrix

    def logits(self, columns: Matrix) -> Matrix:
        found = np.full(len(columns), self.base, np.float32)
        for first in range(0, len(columns), BLOCK):
            found[first : first + BLOCK] += self._walk(columns[first : first + BLOCK])
        return found

    def _walk(self, columns: Matrix) -> Matrix:
        count, inner = self.feature.shape
        if not count:
            return np.zeros(len(columns), np.float32)
        tree = np.arange(count, dtype=np.int32)[None]
        row = (np.arange(len(columns), dtype=np.int32) * columns.shape[1])[:, None]
        features, thresholds = self.feature.ravel(), self.threshold.ravel()
        flat = np.ascontiguousarray(columns).ravel()
        node = np.zeros((len(columns), count), np.int32)
        for _ in range(DEPTH):
            at = node + tree * inner
            found = flat.take(features.take(at, mode="clip") + row, mode="clip")
            node = 2 * node + 1 + (found > thresholds.take(at, mode="clip"))
        leaf = node - inner + tree * (inner + 1)
        return self.value.ravel().take(leaf, mode="clip").sum(1)


@dataclass(frozen=True, slots=True)
class TreeRecipe:
    trees: int = 400
    rate: float = 0.05
    leaves: int = 31
    least_rows: int = 200
    """Of a leaf; never more than a fiftieth of the rows."""
    shrinkage: float = 20.0
    columns_share: float = 0.3
    """Of the columns, drawn for each split."""


def fit_trees(
    columns: Matrix, right: NDArray[np.bool_], recipe: TreeRecipe | None = None, *, seed: int = 0
) -> Trees:
    """From at least two rows of which some are right and some wrong; else a bare base rate."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    told = recipe or TreeRecipe()
    if right.all() or not right.any():
        share = (right.sum() + 1) / (len(right) + 2)
        return _gathered(float(np.log(share / (1 - share))), [])
    no_stop: Any = False
    model = HistGradientBoostingClassifier(
        max_iter=told.trees,
        learning_rate=told.rate,
        max_leaf_nodes=told.leaves,
        max_depth=DEPTH,
        min_samples_leaf=max(5, min(told.least_rows, len(right) // 50)),
        l2_regularization=told.shrinkage,
        max_features=told.columns_share,
        early_stopping=no_stop,
        random_state=seed,
    ).fit(columns, right)
    return _gathered(
        float(np.ravel(model._baseline_prediction)[0]),
        [one.nodes for (one,) in model._predictors],
    )


def _gathered(base: float, trees: list[NDArray[np.void]]) -> Trees:
    inner = 2**DEPTH - 1
    feature = np.zeros((len(trees), inner), np.int32)
    threshold = np.full((len(trees), inner), np.inf, np.float32)
    value = np.zeros((len(trees), inner + 1), np.float32)
    for tree, nodes in enumerate(trees):
        _unfold(nodes, 0, 0, 0, feature[tree], threshold[tree], value[tree])
    return Trees(base, feature, threshold, value)


def _unfold(
    nodes: NDArray[np.void],
    node: int,
    place: int,
    level: int,
    feature: NDArray[np.int32],
    threshold: Matrix,
    value: Matrix,
) -> None:
    """Copies a node to its place; a leaf above the last level fills all leaves below it."""
    told = nodes[node]
    if told["is_leaf"]:
        below = 2 ** (DEPTH - level)
        first = (place + 1) * below - 2**DEPTH
        value[first : first + below] = told["value"]
        return
    feature[place] = told["feature_idx"]
    threshold[place] = _float32_below(float(told["num_threshold"]))
    for side, child in ((1, told["left"]), (2, told["right"])):
        _unfold(nodes, int(child), 2 * place + side, level + 1, feature, threshold, value)


def _float32_below(threshold: float) -> np.float32:
    """The largest float32 that is not above it, so that float32 columns compare as they did."""
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))
