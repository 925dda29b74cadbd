"""How the ages of a condition's patients are distributed, from a handful of them.

A condition occurs at the ages of the population, or only within some of its bands. Every interval
of bands is weighed by how well it explains the patients (Bayesian averaging), so that ten patients
under ten years say much and ten patients of all ages say nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LOWEST_YEARS = (0, 1, 2, 5, 10, 15, 18, 30, 45, 60, 75)
"""The bands begin here; the last is open."""

UNBOUNDED = 0.85
"""Prior probability that a condition has no lower (or no upper) limit of age."""

LEAK = 0.03
"""Share of patients outside the interval: nothing is excluded by age alone."""


def band_of(years: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """The band of each age in years."""
    return np.searchsorted(np.asarray(LOWEST_YEARS), np.asarray(years), side="right") - 1


def age_rates(bands_N: npt.NDArray[np.int64], condition_N: npt.NDArray[np.int64], conditions: int):
    """P(band | condition) for each condition; rows sum to 1."""
    seen_CB = np.zeros((conditions, len(LOWEST_YEARS)))
    np.add.at(seen_CB, (condition_N, bands_N), 1)
    population_B = (seen_CB.sum(0) + 0.5) / (seen_CB + 0.5 / conditions).sum()
    rates_CB = seen_CB
    for _ in range(4):
        rates_CB = np.array([_averaged(row, population_B) for row in seen_CB])
        expected = (seen_CB.sum(1)[:, None] * rates_CB / population_B).sum(0)
        fresh = (seen_CB.sum(0) + 0.5) / np.maximum(expected, 1)
        population_B = fresh / fresh.sum()
    return rates_CB / rates_CB.sum(1, keepdims=True)


def _averaged(seen_B: Floats, population_B: Floats) -> Floats:
    total, rates = 0.0, np.zeros_like(population_B)
    last = len(seen_B) - 1
    for low in range(last + 1):
        for high in range(low, last + 1):
            inside = np.zeros_like(population_B)
            inside[low : high + 1] = population_B[low : high + 1]
            within = (1 - LEAK) * inside / inside.sum() + LEAK * population_B
            prior = _limit(low == 0, last) * _limit(high == last, last)
            weight = prior * float(np.prod(within**seen_B))
            total, rates = total + weight, rates + weight * within
    return rates / total


def _limit(unbounded: bool, choices: int) -> float:
    return UNBOUNDED if unbounded else (1 - UNBOUNDED) / choices
