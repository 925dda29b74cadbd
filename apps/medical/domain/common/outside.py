"""How probable it is that none of the known conditions fits: an open-set model.

What is stated is compared under the best mixture of the known conditions and under no condition in
particular, where every token comes up as often as over all of them. How far to believe the
comparison is fitted on patients whose own condition was left out of the knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, logsumexp

from apps.medical.domain.common.model import Model

Floats = npt.NDArray[np.float64]

PRIOR = 0.2
"""Assumed share of presentations of another kind, where nothing is known of the practice.

A choice, not a measurement: it is the answer while nothing speaks for or against."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Bayes' rule on `log_ratio`, which overstates itself as findings depend on one another.

    `slope` says how much of it to believe, between 0 and 1 where it was fitted well.
    """

    slope: float

    def __post_init__(self) -> None:
        if not self.slope > 0:
            raise ValueError(f"slope {self.slope}: an unlikely picture would speak for the known")

    def probability(self, log_ratio_N: npt.ArrayLike, *, prior: float = PRIOR) -> Floats:
        """P(none of the conditions), between 0 and 1."""
        return expit(logit(prior) - self.slope * np.asarray(log_ratio_N, np.float64))


def unspecific(model: Model) -> Model:
    """A model of one condition: the average over all."""
    return replace(
        model,
        rate_CT=model.rate_CT.mean(0, keepdims=True),
        age_CB=model.age_CB.mean(0, keepdims=True),
        prior_C=np.ones(1),
    )


def without(model: Model, condition: int) -> Model:
    """The same model, ignorant of one of its conditions."""
    kept = np.arange(len(model.rate_CT)) != condition
    return replace(
        model,
        rate_CT=model.rate_CT[kept],
        age_CB=model.age_CB[kept],
        prior_C=model.prior_C[kept],
    )


def log_ratio(joint_NC: Floats, unspecific_N: Floats) -> Floats:
    """Nats by which the known conditions, mixed evenly, beat none in particular, shape (N,)."""
    return logsumexp(joint_NC, axis=1) - np.log(joint_NC.shape[1]) - unspecific_N


def fitted(inside_N: Floats, outside_N: Floats) -> Outside:
    """The slope of least cross-entropy for log ratios of as many known as unknown pictures."""
    slopes = np.arange(0.02, 2.0, 0.02)
    losses = [
        np.logaddexp(0, -slope * inside_N).mean() + np.logaddexp(0, slope * outside_N).mean()
        for slope in slopes
    ]
    return Outside(float(slopes[int(np.argmin(losses))]))
