"""How many further responses would probably settle what is open.

The mastery is read as a Beta distribution with its mean and the width of its interval; responses
to come are drawn from it, and the verdict is the share of what then lies below a half.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from apps.education.domain.mastery import Mastery
from apps.education.domain.weak.rule import WeakRule

CHANCE = 0.8
"""With which the responses named settle the matter."""
MOST = 30
"""Responses beyond which it is not worth counting: the answer is then `MOST`."""
_NARROW, _WIDE = 3.29, 2.0
"""Standard deviations in the width of a 90% interval: of a narrow one, which is near normal, and of
one from 0 to 1, where most of the weight lies at the ends."""


def settled_by(mastery: Mastery, chance: float, rule: WeakRule) -> int:
    """Further responses, 1 to `MOST`, after which a verdict is given with the chance `CHANCE`.

    `chance` to be weak, by the rule; it moves the mean where it and the mastery differ.
    """
    mean = min(max((mastery.probability + 1 - chance) / 2, 0.02), 0.98)
    width = mastery.high - mastery.low
    spread = max(width / (_NARROW + (_WIDE - _NARROW) * width), 0.02)
    size = min(max(mean * (1 - mean) / spread**2 - 1, 0.5), 40.0)
    weak_from = 2.0 if rule.weak_from is None else round(rule.weak_from, 2)
    secure_to = -1.0 if rule.secure_to is None else round(rule.secure_to, 2)
    return _settled(round(mean, 2), float(round(2 * size)) / 2, weak_from, secure_to)


@lru_cache(maxsize=20_000)
def _settled(mean: float, size: float, weak_from: float, secure_to: float) -> int:
    from scipy.special import betainc, betaln, gammaln

    a, b = mean * size, (1 - mean) * size
    for further in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25):
        right = np.arange(further + 1)
        weak = betainc(a + right, b + further - right, 0.5)
        decided = (weak >= weak_from) | (weak <= secure_to)
        ways = gammaln(further + 1) - gammaln(right + 1) - gammaln(further - right + 1)
        chance = np.exp(ways + betaln(a + right, b + further - right) - betaln(a, b))
        if chance @ decided >= CHANCE:
            return further
    return MOST
