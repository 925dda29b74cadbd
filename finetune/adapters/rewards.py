"""What an answer is worth, judged by rules against the answer that was taught.

Sums are judged by the exact calculator; grounded answers by what they cite, by the figures they
state and by whether they refuse where they should. Works on strings; knows no model.
"""

from __future__ import annotations

import re
from collections import Counter

from finetune.calculator import final_answer
from finetune.calculator import reward as arithmetic_reward

REFUSAL = "Not found in your documents."
"""What a grounded answer says where no passage holds what was asked; the desks' own words."""

_CITED = re.compile(r"\[(\d{1,2})\]")
_SENTENCE = re.compile(r"(?<=[.!?\]])\s+(?=[A-Z(\"“])")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W_]+")


def worth(answer: str, taught: str, refusal: str = REFUSAL) -> float:
    """0 to 1. A taught answer with a final number (`####`) is judged as a sum."""
    number = final_answer(taught)
    if number is not None:
        return arithmetic_reward(answer, number)
    return grounded(answer, taught, refusal)


def grounded(answer: str, taught: str, refusal: str = REFUSAL) -> float:
    """The share of right citations times the agreement of what is said, 0 to 1.

    A refusal is worth 1 where it was taught and 0 elsewhere, word for word.
    """
    answer = answer.strip()
    if taught.strip() == refusal:
        return float(answer == refusal)
    if not answer or refusal.rstrip(".").lower() in answer.lower():
        return 0.0
    return citations(answer, taught) * _agreement(answer, taught)


def citations(answer: str, taught: str) -> float:
    """F1 of the passages cited with those taught, times the share of sentences that cite.

    1 where nothing is to be cited and nothing is.
    """
    given, right = set(_CITED.findall(answer)), set(_CITED.findall(taught))
    if not right:
        return float(not given)
    common = len(given & right)
    if common == 0:
        return 0.0
    sentences = _SENTENCE.split(answer)
    citing = sum(bool(_CITED.search(sentence)) for sentence in sentences) / len(sentences)
    return 2 * common / (len(given) + len(right)) * citing


def _agreement(answer: str, taught: str) -> float:
    """F1 of the words; where figures were taught, half of it is the F1 of the figures."""
    said, meant = _CITED.sub(" ", answer), _CITED.sub(" ", taught)
    words = _f1(_WORD.findall(said.lower()), _WORD.findall(meant.lower()))
    figures = _FIGURE.findall(meant)
    return words if not figures else (words + _f1(_FIGURE.findall(said), figures)) / 2


def _f1(found: list[str], wanted: list[str]) -> float:
    common = sum((Counter(found) & Counter(wanted)).values())
    return 2 * common / (len(found) + len(wanted)) if common else 0.0
