"""What to ask next: the question whose answer is expected to tell most about the condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.matching import ASKED
from apps.medical.domain.common.vocabulary import Question, Vocabulary, tokens_of
from apps.medical.domain.differential import NextQuestion
from apps.medical.domain.record import Sex
from apps.medical.domain.source import TextLanguage

Floats = npt.NDArray[np.float64]

LEAST_BITS = 0.01
"""Questions that tell less are not worth asking."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The probabilities now, who is asked, and which tokens have been spoken of already."""

    probability_C: Floats
    sex: Sex
    age_years: float | None
    spoken: frozenset[str]
    stated: frozenset[str]


def entropy(probability: Floats) -> Floats:
    """In bits, along the last axis."""
    logs = np.log2(probability, out=np.zeros_like(probability), where=probability > 0)
    return -(probability * logs).sum(-1)


def answer_rates(rate_CT: Floats, question: Question, words: Vocabulary) -> Floats:
    """P(answer | condition), shape (C, A): no and yes, or one column an answer of its scale.

    Of several answers that may be given at once, the one named first is meant.
    """
    columns = [words.number[token] for token in tokens_of(question, words.answers)]
    rates_CA = rate_CT[:, columns]
    if not question.scale:
        return np.concatenate([1 - rates_CA, rates_CA], axis=1)
    return rates_CA / rates_CA.sum(1, keepdims=True)


def expected_bits(probability_C: Floats, rates_CA: Floats) -> float:
    """The mutual information of condition and answer, in bits; never below 0."""
    joint_AC = rates_CA.T * probability_C
    answer_A = joint_AC.sum(1)
    after_AC = joint_AC / np.maximum(answer_A, 1e-300)[:, None]
    bits = entropy(probability_C) - (answer_A * entropy(after_AC)).sum()
    return max(float(bits), 0.0)


def next_questions(
    rate_CT: Floats, words: Vocabulary, now: Situation, *, limit: int, language: TextLanguage
) -> tuple[NextQuestion, ...]:
    """The questions that tell most, most telling first."""
    open_questions = [each for each in words.questions.values() if _open(each, words, now)]
    rated = [
        (expected_bits(now.probability_C, answer_rates(rate_CT, each, words)), each)
        for each in open_questions
    ]
    rated.sort(key=lambda pair: (-pair[0], pair[1].code))
    return tuple(
        NextQuestion(
            code=f"{ASKED}{question.code}",
            text=question.asked.in_(language),
            bits=round(bits, 3),
            splits=_splits(rate_CT, question, words, now.probability_C, language),
        )
        for bits, question in rated[:limit]
        if bits >= LEAST_BITS
    )


def _open(question: Question, words: Vocabulary, now: Situation) -> bool:
    if not question.applies(now.sex, now.age_years):
        return False
    if question.parent:
        family = {q.code for q in words.questions.values() if q.parent == question.parent}
        begun = question.parent in now.stated or any(
            token.partition("@")[0] in family for token in now.stated
        )
        if not begun:
            return False
    return not any(token.partition("@")[0] == question.code for token in now.spoken)


def _splits(
    rate_CT: Floats,
    question: Question,
    words: Vocabulary,
    probability_C: Floats,
    language: TextLanguage,
) -> str:
    rates_CA = answer_rates(rate_CT, question, words)
    names = _answer_names(question, words, language)
    shown = np.argsort(-(rates_CA.T @ probability_C), kind="stable")[:3]
    parts = []
    for answer in sorted(shown):
        after_C = rates_CA[:, answer] * probability_C
        after_C = after_C / after_C.sum()
        best = int(after_C.argmax())
        parts.append(
            f"{names[answer]} → {words.conditions[best].label.in_(language)} {after_C[best]:.0%}"
        )
    return ("；" if language == "zh" else "; ").join(parts)


def _answer_names(question: Question, words: Vocabulary, language: TextLanguage) -> Sequence[str]:
    if not question.scale:
        return ("否", "是") if language == "zh" else ("no", "yes")
    return [words.answer(token, language) for token in tokens_of(question, words.answers)]
