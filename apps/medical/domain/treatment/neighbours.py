"""Which diseases are like a disease: by place in ICD-10-CM, by wording, by kind of mechanism.

The kinds are tags of whole blocks of the classification (`categories.tsv`: immune, malignant,
airway ...), so they say nothing of one disease that its code does not say. Knows no drug.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from apps.medical.domain.treatment import icd, tables
from apps.medical.domain.treatment.diseases import Disease
from apps.medical.domain.treatment.wording import words


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much each view of two diseases counts; they sum to 1."""

    code: float = 0.41
    wording: float = 0.24
    kind: float = 0.35


@dataclass(frozen=True, slots=True)
class Neighbour:
    disease: Disease
    likeness: float


@lru_cache(maxsize=1)
def _categories() -> tuple[tuple[str, frozenset[str]], ...]:
    """Ranges with their tags, narrower ranges first."""
    found = [(line["range"], frozenset(tables.listed(line["tags"]))) for line in
             tables.rows("categories")]  # fmt: skip
    return tuple(sorted(found, key=lambda pair: (pair[0][-3:] > pair[0][:3], pair[0])))


@lru_cache(maxsize=10_000)
def tags(codes: tuple[str, ...]) -> frozenset[str]:
    """The kinds of all blocks that the codes lie in."""
    found: set[str] = set()
    for code in codes:
        first, last = code[:3], code[-3:] if "-" in code else code[:3]
        for block, kinds in _categories():
            if block[:3] <= last and first <= block[-3:]:
                found |= kinds
    return frozenset(found)


@lru_cache(maxsize=1)
def tag_weights() -> dict[str, float]:
    """How telling a tag is: the log of how few blocks have it."""
    counts = Counter(tag for _, kinds in _categories() for tag in kinds)
    return {tag: math.log(len(_categories()) / count) for tag, count in counts.items()}


class Likenesses:
    """Likeness between diseases; words that many diseases share weigh little."""

    def __init__(self, diseases: Iterable[Disease], weights: Likeness) -> None:
        self.diseases = tuple(diseases)
        self._weights = weights
        counts = Counter(w for d in self.diseases for w in frozenset().union(*_worded(d)))
        total = len(self.diseases) + 1
        self._idf = {word: math.log(total / count) for word, count in counts.items()}
        self._unseen = math.log(total)

    def of(self, asked: Disease) -> list[Neighbour]:
        """All diseases with any likeness, the most alike first."""
        found = [Neighbour(d, self.between(asked, d)) for d in self.diseases]
        found = [n for n in found if n.likeness > 0]
        return sorted(found, key=lambda n: (-n.likeness, n.disease.name))

    def between(self, one: Disease, other: Disease) -> float:
        """0 to 1."""
        weights = self._weights
        return (
            weights.code * icd.nearness(one.codes, other.codes)
            + weights.wording * self._wording(one, other)
            + weights.kind * self._kind(one, other)
        )

    def _wording(self, one: Disease, other: Disease) -> float:
        pairs = ((a, b) for a in _worded(one) for b in _worded(other))
        return max((self._cosine(a, b) for a, b in pairs), default=0.0)

    def _cosine(self, one: Collection[str], other: Collection[str]) -> float:
        weigh = self._idf.get
        shared = sum(weigh(w, self._unseen) ** 2 for w in one if w in other)
        if not shared:
            return 0.0
        lengths = [sum(weigh(w, self._unseen) ** 2 for w in side) for side in (one, other)]
        return shared / math.sqrt(lengths[0] * lengths[1])

    @staticmethod
    def _kind(one: Disease, other: Disease) -> float:
        mine, others = tags(one.codes), tags(other.codes)
        if not mine or not others:
            return 0.0
        weigh = tag_weights()
        return sum(weigh[t] for t in mine & others) / sum(weigh[t] for t in mine | others)


def _worded(disease: Disease) -> list[frozenset[str]]:
    return [found for name in disease.names if (found := words(name))]
