"""Whether passages carry the answer at all; where they do not, saying so is the answer.

A logistic score over signs of fit (`rag.relevance`), with weights fitted on training questions of
two collections; see `benchmarks.refusal` for the fit and for what it reaches on other questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from rag.relevance import Best

THRESHOLD = 0.0
_WEIGHTS = (2.0, 2.0, 3.0)
_BIAS = -3.6


def fit(found: Sequence[Best]) -> tuple[float, ...]:
    """Signs of fit: the best window's coverage, the mean of the first five, the share that fits."""
    if not found:
        return (0.0, 0.0, 0.0)
    good = sum(best.coverage >= 0.7 and best.typed for best in found[:10])
    return found[0].coverage, fmean(b.coverage for b in found[:5]), good / min(10, len(found))


def carried(found: Sequence[Best]) -> float:
    """Positive where the passages seem to carry the answer; the higher the surer."""
    return sum(w * x for w, x in zip(_WEIGHTS, fit(found), strict=True)) + _BIAS


NOT_FOUND = {
    "en": "Not found in your documents.",
    "zh": "文件中没有找到。",
}
