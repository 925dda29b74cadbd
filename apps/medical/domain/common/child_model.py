"""Ranks five diseases of children by what was told: one linear score a disease.

The score is the mean of three models' log probabilities (naive Bayes, and two logistic regressions
that also see signs made of several symptoms and how many of each group there are). As all three are
linear in the features, their mean is one matrix. Knows arrays only: N cases, S symptoms,
F features, D diseases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.child_cases import ChildWords, Told
from apps.medical.domain.common.model import softmax
from apps.medical.domain.common.outside import log_ratio

Floats = npt.NDArray[np.float64]

GROUPS = ("belly", "skin", "nose", "chest", "general")
MOST_OF_A_GROUP = 3


@dataclass(frozen=True, slots=True)
class Sign:
    """There when each of `all_of` has one of its symptoms, and none of `without` is there."""

    all_of: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()


_STOOL = ("稀便", "绿便", "蛋花样便", "大便酸臭")
_BELLY = ("腹痛", "肚子咕噜叫", "腹胀", "放屁", "打嗝")
_RASH = ("皮疹", "疱疹")
_ALLERGY = ("揉鼻子", "揉眼睛", "过敏")
_NOSE = ("打喷嚏", "鼻塞", "流涕")
_LUNG = ("肺部阴影", "肺部湿啰音")
_BREATH = ("喘气", "呼吸困难", "吐泡泡")
_ILL = ("精神萎靡", "烦躁不安", "厌食")
_FEVER, _COUGH, _PHLEGM = ("发烧",), ("咳嗽",), ("咳痰",)

SIGNS: tuple[Sign, ...] = (
    *(Sign((each,)) for each in (_STOOL, _BELLY, _RASH, _ALLERGY, _NOSE, _LUNG, _BREATH, _ILL)),
    Sign((_FEVER, _COUGH)),
    Sign((_COUGH, _NOSE)),
    Sign((_COUGH, _BREATH)),
    Sign((_PHLEGM, _BREATH)),
    Sign((_FEVER, _RASH)),
    Sign((_NOSE,), without=_FEVER),
    Sign((_COUGH,), without=_NOSE),
    Sign((_FEVER, _NOSE)),
    Sign((_COUGH,), without=_FEVER),
)
"""Combinations that a paediatrician looks for: fever with rash, a runny nose without fever."""


def features(told: Told, words: ChildWords) -> Floats:
    """Shape (N, F): there, found on asking, denied (a column a symptom each), signs, groups."""
    there_NS = told.present_NS
    signs = [_sign(there_NS, each, words) for each in SIGNS]
    groups = [_group(there_NS, each, words) for each in GROUPS]
    plain = np.concatenate([there_NS, told.prompted_NS, told.denied_NS], axis=1)
    return np.concatenate([plain, np.array(signs).T, np.array(groups).T], axis=1).astype(np.float64)


def columns(words: ChildWords) -> tuple[slice, slice, slice, slice, slice]:
    """Where the parts of `features` lie, in its order."""
    size = len(words.symptoms)
    edges = np.cumsum([0, size, size, size, len(SIGNS), len(GROUPS)]).tolist()
    one, two, three, four, five = (slice(a, b) for a, b in pairwise(edges))
    return one, two, three, four, five


def _any(there_NS: npt.NDArray[np.bool_], names: Sequence[str], words: ChildWords):
    return there_NS[:, [words.number[name] for name in names]].any(axis=1)


def _sign(there_NS: npt.NDArray[np.bool_], sign: Sign, words: ChildWords) -> Floats:
    found = np.all([_any(there_NS, names, words) for names in sign.all_of], axis=0)
    if sign.without:
        found &= ~_any(there_NS, sign.without, words)
    return found.astype(np.float64)


def _group(there_NS: npt.NDArray[np.bool_], group: str, words: ChildWords) -> Floats:
    members = [each.group == group for each in words.symptoms]
    return np.minimum(there_NS[:, members].sum(1), MOST_OF_A_GROUP).astype(np.float64)


@dataclass(frozen=True, slots=True)
class ChildModel:
    """`rate_DS` is P(symptom there | disease): only for the open set and the lines on screen."""

    weight_FD: Floats
    bias_D: Floats
    rate_DS: Floats
    cases_D: Floats
    temperature: float = 1.0

    def __post_init__(self) -> None:
        diseases = self.weight_FD.shape[1]
        if self.bias_D.shape != (diseases,) or self.rate_DS.shape[0] != diseases:
            raise ValueError(
                f"{diseases} diseases have weights, {self.bias_D.shape} a bias and "
                f"{self.rate_DS.shape[0]} rates; train all three together"
            )

    def logits(self, features_NF: Floats) -> Floats:
        return (features_NF @ self.weight_FD + self.bias_D) / self.temperature

    def probabilities(self, features_NF: Floats) -> Floats:
        """Rows sum to 1."""
        return softmax(self.logits(features_NF))


def child_log_ratio(rate_DS: Floats, told: Told) -> Floats:
    """Nats by which the diseases of `rate_DS`, mixed evenly, beat none in particular."""
    any_one = _log_told(rate_DS.mean(0, keepdims=True), told)
    return log_ratio(_log_told(rate_DS, told), any_one[:, 0])


def _log_told(rate_DS: Floats, told: Told) -> Floats:
    """log P(what is there and what is not | disease), shape (N, D)."""
    there = told.present_NS.astype(np.float64)
    return there @ np.log(rate_DS).T + (1 - there) @ np.log1p(-rate_DS).T
