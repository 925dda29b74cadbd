"""Logistic regression with a Gaussian prior around given weights (maximum a posteriori).

A small course stays near the prior, a large one leaves it. Knows nothing of what the terms mean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_ROUNDS = 120


def fit_weights(
    terms: NDArray[np.float32],
    correct: NDArray[np.bool_],
    prior: Floats,
    precision: Floats,
    start: Floats | None = None,
) -> Floats:
    """Weights by L-BFGS on the terms scaled to unit spread; `precision` is of the raw weights."""
    from scipy.optimize import minimize

    if not len(terms):
        return prior.copy()
    scale = np.maximum(terms.std(axis=0, dtype=np.float64), 1e-3)
    scale[0] = 1.0
    scaled = (terms / scale.astype(np.float32)).astype(np.float32)
    sign = np.where(correct, 1.0, -1.0)
    held = precision / scale**2

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ weights.astype(np.float32)).astype(np.float64)
        wrong = sign / (1 + np.exp(np.clip(margin, -30, 30)))
        off = weights - prior * scale
        value = np.logaddexp(0, -margin).sum() + 0.5 * (held * off**2).sum()
        slope = held * off - (wrong.astype(np.float32) @ scaled).astype(np.float64)
        return value / len(terms), slope / len(terms)

    first = (prior if start is None else start) * scale
    options = {"maxiter": MOST_ROUNDS, "ftol": 1e-8, "gtol": 1e-6}
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options=options)
    return found.x / scale
