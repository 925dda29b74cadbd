"""Words, sentences and shingles of a text, the same for every stage."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”')\]]*\s+(?=[A-Z\"“(\[])|\n+")

_FUNCTION_WORDS = """
the of and to in a is that for it as was with be by on not he his but at are this have from or had
an they which you were their we can has been its if there when what how will would who she them than
then may these so do does did our more other some such into also because each any between about
after all both during only over under while where your i my no one two
"""
ENGLISH = frozenset(_FUNCTION_WORDS.split())


def words(text: str) -> list[str]:
    """Alphabetic words, lower case."""
    return _WORD.findall(text.lower())


def tokens(text: str) -> list[str]:
    """Words and numbers, lower case, without punctuation."""
    return _TOKEN.findall(text.lower())


def sentences(text: str) -> list[str]:
    return [one.strip() for one in _SENTENCE_END.split(text) if one.strip()]


def english_share(found: Sequence[str]) -> float:
    """Share of English function words; 0.0 for no words."""
    return sum(word in ENGLISH for word in found) / len(found) if found else 0.0


def shingles(found: Sequence[str], size: int) -> np.ndarray:
    """Distinct runs of `size` tokens as sorted 32-bit hashes; one run for a shorter text."""
    if not found:
        return np.empty(0, np.uint32)
    starts = range(max(1, len(found) - size + 1))
    hashes = {zlib.crc32(" ".join(found[at : at + size]).encode()) for at in starts}
    return np.fromiter(hashes, np.uint32, len(hashes))
