"""Which entries of OMIM, Orphanet and DECIPHER are one disease, and which are its relatives.

The annotations carry no cross-references, so names, genes and annotated terms decide. Two entries
of one source are never merged. Relatives lend frequencies to a disease that has few of its own.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from apps.medical.domain.rare.names import family, key, likeness

RARE_WORD: Final = 400
"""A word in more names than this does not bring two entries together."""

LARGE_GENE_FAMILY: Final = 30
GROUP_GENES: Final = 3
"""An entry of more genes is a group; it is no relative by one of them alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`terms` are the annotated terms and all above them."""

    id: str
    name: str
    genes: frozenset[str]
    terms: frozenset[int]


@dataclass(frozen=True, slots=True)
class Pair:
    """How alike an Orphanet entry and another are; all shares in [0, 1]."""

    left: int
    right: int
    name: float
    shared_genes: int
    left_genes: int
    contained: float
    overlap: float

    @property
    def same(self) -> bool:
        """Names agree, or agree well enough with the gene or the signs to support it."""
        return (
            self.name == 1.0
            or (self.name >= 0.75 and self.shared_genes > 0)
            or (self.name >= 0.85 and self.overlap > 0.1)
            or (self.shared_genes > 0 and self.left_genes <= 2 and self.name + self.overlap >= 0.5)
        )

    @property
    def score(self) -> float:
        gene = 0.5 if self.left_genes == 1 else 0.25
        return self.name + 0.6 * self.contained + (gene if self.shared_genes else 0.0)

    @property
    def kinship(self) -> float:
        """What the left entry lends to the right one; 0 where they are no relatives."""
        if self.shared_genes and (self.name > 0.25 or self.overlap > 0.3):
            return 2.0
        return 1.0 if self.name > 0.6 else 0.0


def is_group_source(entry: Entry) -> bool:
    return entry.id.startswith("ORPHA")


def pairs(entries: Sequence[Entry], information: Sequence[float]) -> list[Pair]:
    """Orphanet entries beside the others that share a telling word or a gene.

    `information` holds -log of each term's share of entries.
    """
    keys = [key(entry.name) for entry in entries]
    spread = Counter(word for each in keys for word in each)
    weight = {word: math.log(len(entries) / count) for word, count in spread.items()}
    words, genes = _index(entries, keys)
    found = []
    for left, entry in enumerate(entries):
        if not is_group_source(entry):
            continue
        telling = sorted(keys[left], key=lambda word: (spread[word], word))[:3]
        near = {n for word in telling if spread[word] < RARE_WORD for n in words[word]}
        near.update(n for gene in entry.genes for n in genes[gene])
        for right in sorted(near):
            name = likeness(keys[left], keys[right], weight)
            shared = len(entry.genes & entries[right].genes)
            if name > 0.35 or shared:
                contained, overlap = _shared_terms(entry, entries[right], information)
                found.append(Pair(left, right, name, shared, len(entry.genes), contained, overlap))
    return found


def _index(
    entries: Sequence[Entry], keys: Sequence[frozenset[str]]
) -> tuple[Mapping[str, list[int]], Mapping[str, list[int]]]:
    words: dict[str, list[int]] = defaultdict(list)
    genes: dict[str, list[int]] = defaultdict(list)
    for n, entry in enumerate(entries):
        if not is_group_source(entry):
            for word in keys[n]:
                words[word].append(n)
            for gene in entry.genes:
                genes[gene].append(n)
    return words, genes


def _shared_terms(left: Entry, right: Entry, information: Sequence[float]) -> tuple[float, float]:
    """Information of the shared terms over that of the smaller set, and over that of the union."""
    shared = sum(information[t] for t in left.terms & right.terms)
    sizes = [sum(information[t] for t in entry.terms) for entry in (left, right)]
    union = sum(sizes) - shared
    return (shared / min(sizes) if min(sizes) > 0 else 0.0, shared / union if union > 0 else 0.0)


def merged(found: Iterable[Pair]) -> dict[int, int]:
    """Left entries that are the same disease as a right one; each is the other's best match."""
    same = [pair for pair in found if pair.same]
    best_left: dict[int, Pair] = {}
    best_right: dict[int, Pair] = {}
    for pair in same:
        for best, end in ((best_left, pair.left), (best_right, pair.right)):
            if end not in best or pair.score > best[end].score:
                best[end] = pair
    return {
        left: pair.right for left, pair in best_left.items() if best_right[pair.right].left == left
    }


def kin(
    entries: Sequence[Entry], found: Iterable[Pair], candidate: Sequence[int]
) -> dict[tuple[int, int], float]:
    """(borrower, lender) -> weight between candidates: one family name, one gene, or a group."""
    weights: dict[tuple[int, int], float] = {}
    for group in _groups(entries, candidate):
        for borrower, lender in permutations(group, 2):
            weights[borrower, lender] = 1.0
    for pair in found:
        ends = candidate[pair.right], candidate[pair.left]
        if pair.kinship and ends[0] != ends[1]:
            weights[ends] = max(weights.get(ends, 0.0), pair.kinship)
    return weights


def _groups(entries: Sequence[Entry], candidate: Sequence[int]) -> Iterator[set[int]]:
    families: dict[frozenset[str], set[int]] = defaultdict(set)
    genes: dict[str, set[int]] = defaultdict(set)
    for n, entry in enumerate(entries):
        families[family(entry.name)].add(candidate[n])
        if len(entry.genes) <= GROUP_GENES:
            for gene in entry.genes:
                genes[gene].add(candidate[n])
    yield from (members for name, members in families.items() if name)
    yield from (members for members in genes.values() if len(members) < LARGE_GENE_FAMILY)
