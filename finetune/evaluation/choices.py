"""Multiple choice by likelihood: which of a few answers a model finds most probable.

Also the same after subtracting what the model would say to no question at all (contextual
calibration, Zhao et al. 2021), since small models lean to one answer. Knows no question.
"""

from __future__ import annotations

from collections.abc import Sequence


def most_probable(likelihoods: Sequence[float], leaning: Sequence[float] | None = None) -> int:
    """The option's place; `leaning` are the likelihoods under an empty question."""
    against = leaning or [0.0] * len(likelihoods)
    gain = [a - b for a, b in zip(likelihoods, against, strict=True)]
    return max(range(len(gain)), key=lambda at: gain[at])


def accuracy(chosen: Sequence[str], gold: Sequence[str]) -> float:
    """Share chosen rightly. Raises ValueError for none."""
    if not gold:
        raise ValueError("no question was asked; give at least one")
    return sum(a == b for a, b in zip(chosen, gold, strict=True)) / len(gold)


def macro_f1(chosen: Sequence[str], gold: Sequence[str]) -> float:
    """Mean over the gold classes of each one's F1, so that a rare class weighs as much."""
    if not gold:
        raise ValueError("no question was asked; give at least one")
    classes = sorted(set(gold))
    return sum(_f1(one, chosen, gold) for one in classes) / len(classes)


def _f1(one: str, chosen: Sequence[str], gold: Sequence[str]) -> float:
    both = sum(a == b == one for a, b in zip(chosen, gold, strict=True))
    named = sum(a == one for a in chosen) + sum(b == one for b in gold)
    return 2 * both / named if named else 0.0
