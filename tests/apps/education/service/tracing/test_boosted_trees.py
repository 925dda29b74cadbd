"""Trees as plain arrays say what the library that grew them says."""

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from apps.education.service.tracing.trees import DEPTH, TreeRecipe, fit_trees


def crossed(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Right where two columns agree in sign: no sum of columns can say that."""
    columns = np.random.default_rng(seed).normal(size=(rows, 4)).astype(np.float32)
    return columns, columns[:, 0] * columns[:, 1] > 0


@pytest.mark.parametrize("seed", [0, 1])
def test_as_the_library_predicts(seed: int) -> None:
    columns, right = crossed(1500, seed)
    told = TreeRecipe(trees=15, rate=0.3, leaves=20, least_rows=20)
    no_stop: Any = False
    grown = HistGradientBoostingClassifier(
        max_iter=15,
        learning_rate=0.3,
        max_leaf_nodes=20,
        max_depth=DEPTH,
        min_samples_leaf=20,
        l2_regularization=told.shrinkage,
        max_features=told.columns_share,
        early_stopping=no_stop,
        random_state=seed,
    ).fit(columns, right)
    fresh, _ = crossed(700, seed + 9)
    found = fit_trees(columns, right, told, seed=seed).logits(fresh)
    assert np.allclose(found, grown.decision_function(fresh), atol=1e-4)


def test_finds_what_no_sum_can_say() -> None:
    columns, right = crossed(2000, 3)
    fresh, truth = crossed(500, 4)
    found = fit_trees(columns, right, TreeRecipe(trees=40, rate=0.2, columns_share=1.0))
    assert ((found.logits(fresh) > 0) == truth).mean() > 0.9


@pytest.mark.parametrize("all_right", [True, False])
def test_one_kind_of_answers_gives_a_rate(all_right: bool) -> None:
    trees = fit_trees(np.zeros((30, 2), np.float32), np.full(30, all_right))
    logit = float(np.log(31.0))
    expected = np.full(3, logit if all_right else -logit)
    assert trees.logits(np.ones((3, 2), np.float32)) == pytest.approx(expected)
