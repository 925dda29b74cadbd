"""How probable it is that none of the known conditions fits: an open-set model.

What is stated is compared under the best mixture of the known conditions and under no condition in
particular, where every token comes up as often as over all of them. The comparison is calibrated on
patients whose own condition was left out of the knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, logsumexp

from apps.medical.domain.common.model import Model

Floats = npt.NDArray[np.float64]

PRIOR = 0.2
"""Assumed share of presentations of another kind, where nothing is known of the practice.

The calibration itself is balanced; this shifts its log odds. A choice, not a measurement."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A logistic curve over standardised `features`."""

    mean_F: Floats
    scale_F: Floats
    weight_F: Floats
    intercept: float

    def probability(self, features_NF: Floats, *, prior: float = PRIOR) -> Floats:
        """P(none of the conditions), between 0 and 1."""
        standard = (features_NF - self.mean_F) / self.scale_F
        return expit(standard @ self.weight_F + self.intercept + logit(prior))


def unspecific(model: Model, without: int | None = None) -> Model:
    """A model of one condition: the average over all, or over all but one."""
    keep = np.ones(len(model.rate_CT), dtype=bool)
    if without is not None:
        keep[without] = False
    return Model(
        rate_CT=model.rate_CT[keep].mean(0, keepdims=True),
        age_CB=model.age_CB[keep].mean(0, keepdims=True),
        prior_C=np.ones(1),
        complaint_T=model.complaint_T,
    )


def features(joint_NC: Floats, unspecific_N: Floats, named_N: npt.ArrayLike) -> Floats:
    """What the curve looks at, shape (N, 5); finite for any finite input.

    The log likelihood ratio of the known conditions' mixture to none in particular, how far the
    best condition stands out, each also times the log of the number of findings, and that log.
    """
    mixture_N = logsumexp(joint_NC, axis=1) - np.log(joint_NC.shape[1])
    ratio_N = mixture_N - unspecific_N
    apart_N = joint_NC.max(1) - mixture_N
    size_N = np.log(np.maximum(np.asarray(named_N, np.float64), 1))
    return np.stack([ratio_N, apart_N, ratio_N * size_N, apart_N * size_N, size_N], axis=1)
