"""What the name of a disease tells: which other name says the same, its family, its signs.

Names are English as OMIM, Orphanet and DECIPHER write them. Knows no frequency and no patient.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

ROMAN: Final = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
    "ix": "9", "x": "10", "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15",
}  # fmt: skip
EMPTY: Final = frozenset((
    "the", "of", "type", "types", "and", "with", "without", "a", "an", "in", "or", "to", "due",
    "from", "by", "on", "form", "forms",
))  # fmt: skip
INHERITED: Final = frozenset(
    ("autosomal", "dominant", "recessive", "linked", "familial", "hereditary", "inherited")
)
SAME: Final = {
    "mental": "intellectual", "retardation": "disability", "encephalopathies": "encephalopathy",
    "deafness": "hearing", "tumours": "tumor", "tumour": "tumor", "anaemia": "anemia",
    "seizures": "seizure", "facies": "face", "facial": "face", "dystrophies": "dystrophy",
}  # fmt: skip
_WORD = re.compile(r"[a-z]+|\d+[a-z]?")
_NUMBERED = re.compile(r"\d+[a-z]*|[a-z]|\d+[a-z]\d*")


def words(name: str) -> tuple[str, ...]:
    """Lower-case words in their order, Roman numerals as digits, possessives cut."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = [str(word) for word in _WORD.findall(re.sub(r"'s\b", "", plain))]
    digits = [ROMAN.get(word, word) for word in found]
    return tuple(SAME.get(word, word) for word in digits)


def key(name: str) -> frozenset[str]:
    """Two names of one key are taken for one disease: word order and empty words do not count."""
    return frozenset(word for word in words(name) if word not in EMPTY)


def family(name: str) -> frozenset[str]:
    """The key without number, letter and inheritance: `Retinitis pigmentosa 12, autosomal ...`."""
    return frozenset(
        word for word in key(name)
        if word not in INHERITED and word != "x" and not _NUMBERED.fullmatch(word)
    )  # fmt: skip


def likeness(left: frozenset[str], right: frozenset[str], weight: Mapping[str, float]) -> float:
    """Weighted Jaccard index of two keys, in [0, 1]."""
    whole = sum(weight.get(word, 1.0) for word in left | right)
    return sum(weight.get(word, 1.0) for word in left & right) / whole if whole else 0.0


class Mentions:
    """Finds the labels and synonyms of terms inside names; the longest wording wins."""

    def __init__(self, wordings: Mapping[str, int]) -> None:
        """`wordings` maps a label or synonym to its term's number."""
        self._terms = {words(wording): term for wording, term in wordings.items() if wording}
        self._terms.pop((), None)
        self._longest = max(map(len, self._terms), default=0)

    def find(self, name: str) -> tuple[int, ...]:
        found, at, given = [], 0, words(name)
        while at < len(given):
            for length in range(min(self._longest, len(given) - at), 0, -1):
                term = self._terms.get(given[at : at + length])
                if term is not None:
                    found.append(term)
                    break
            else:
                length = 1
            at += length
        return tuple(dict.fromkeys(found))
