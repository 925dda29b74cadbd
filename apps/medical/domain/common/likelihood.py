"""Scores conditions by the observations of a record, keeping what each observation contributed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.ages import band_of
from apps.medical.domain.common.matching import Observation
from apps.medical.domain.common.model import Model, log_choices
from apps.medical.domain.common.outside import log_ratio, unspecific
from apps.medical.domain.common.vocabulary import Vocabulary

Floats = npt.NDArray[np.float64]

BY_CHANCE_NOW, BY_CHANCE_BEFORE = 0.02, 0.10
"""How often a symptom, or something of the past, is met for a reason of its own.

The synthetic patients have nothing beside their condition; the patients of a desk do, hypertension
and diabetes above all. A choice, not a measurement: the data has no real records."""

STRANGE = 0.05
"""Share of the average that every condition has where the question is whether any of them fits.

What is met by chance must not count there: findings that no condition explains are the point."""

SHARE = 0.5
"""Weight of how likely just these findings came up: a note is no uniform draw of what is true."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Terms of log P(condition, observations); `told_OC` is P(observation | condition) as told.

    `share_C` is how probable it is that just these came up; all in nats but `told_OC`.
    """

    told_OC: Floats
    age_C: Floats
    share_C: Floats

    @property
    def joint_C(self) -> Floats:
        """Without any prior over conditions."""
        return np.log(self.told_OC).sum(0) + self.age_C + self.share_C


def met(rate_CT: Floats, observation: Observation, words: Vocabulary) -> Floats:
    """P(the finding is there | condition), shape (C,), for a stated or a denied observation.

    A statement may answer any of its alternatives, so they are averaged; a denial denies them all,
    so the likeliest is taken.
    """
    each = []
    for group in observation.alternatives:
        columns = [words.number[token] for token in group]
        each.append(1 - np.prod(1 - rate_CT[:, columns], axis=1))
    return np.max(each, axis=0) if observation.denied else np.mean(each, axis=0)


def by_chance(found_C: Floats, observation: Observation, words: Vocabulary) -> Floats:
    """The same where it may also be met for a reason of its own."""
    chance = BY_CHANCE_BEFORE if _past(observation, words) else BY_CHANCE_NOW
    return 1 - (1 - found_C) * (1 - chance)


def strictly(found_C: Floats, _: Observation, __: Vocabulary) -> Floats:
    """The same with just enough for what no condition explains."""
    return np.clip((1 - STRANGE) * found_C + STRANGE * found_C.mean(), 1e-6, 1 - 1e-6)


def score(
    model: Model,
    observations: Sequence[Observation],
    age_years: float | None,
    words: Vocabulary,
    allowing: Callable[[Floats, Observation, Vocabulary], Floats] = by_chance,
) -> Scored:
    """The terms for each condition of the model. An unknown age says nothing."""
    size = len(model.rate_CT)
    found = [allowing(met(model.rate_CT, each, words), each, words) for each in observations]
    told = [1 - f if each.denied else f for f, each in zip(found, observations, strict=True)]
    age_C = np.zeros(size)
    if age_years is not None:
        age_C = np.log(model.age_CB[:, int(band_of(age_years))])
    return Scored(
        np.array(told) if told else np.ones((0, size)),
        age_C,
        _share(model, observations, words),
    )


def believed(scored: Scored, observations: Sequence[Observation], words: Vocabulary) -> Floats:
    """Share of each condition's probability that stays with it, shape (C,), between 0 and 1.

    1 - exp(-nats) of what present symptoms speak for it against the average condition: one that
    only denials, the past and its commonness lead to is a picture of nothing known.
    """
    now = [not each.denied and not _past(each, words) for each in observations]
    told_OC = scored.told_OC[np.array(now, bool)]
    nats_OC = np.log(told_OC / told_OC.mean(1, keepdims=True))
    return -np.expm1(-np.maximum(nats_OC, 0.0).sum(0))


def touched(observations: Sequence[Observation], words: Vocabulary) -> frozenset[str]:
    """Tokens that an observation speaks of, with the questions they hang on."""
    named = {token for each in observations for token in each.tokens()}
    return frozenset(named | {words.question_of(token).parent for token in named} - {""})


def _share(model: Model, observations: Sequence[Observation], words: Vocabulary) -> Floats:
    """What is there now and what was there before come up apart from each other."""
    spoken = touched(observations, words)
    share_C = np.zeros(len(model.rate_CT))
    for past in (False, True):
        could = [n for token, n in words.number.items()
                 if "@" not in token and token not in spoken
                 and words.question_of(token).antecedent is past]  # fmt: skip
        named = sum(not each.denied and _past(each, words) is past for each in observations)
        share_C -= log_choices(named, model.rate_CT[:, could].sum(1))
    return SHARE * share_C


def _past(observation: Observation, words: Vocabulary) -> bool:
    return all(words.question_of(token).antecedent for token in observation.tokens())


def known_or_not(
    model: Model,
    observations: Sequence[Observation],
    age_years: float | None,
    words: Vocabulary,
) -> float:
    """Nats by which the model's conditions beat no condition in particular."""
    known = score(model, observations, age_years, words, strictly).joint_C[None]
    any_one = score(unspecific(model), observations, age_years, words, strictly).joint_C
    return float(log_ratio(known, any_one)[0])
