"""English number words to whole numbers: `twenty-one`, `one hundred and five`, `no`."""

from __future__ import annotations

import re

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
_SMALL |= {"no": 0, "none": 0, "nil": 0, "a": 1, "an": 1}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def number_in_words(text: str) -> int | None:
    """The number, or None where a word is no number word."""
    total = group = 0
    words = [word for word in re.split(r"[\s,\-‐‑–]+", text.lower()) if word and word != "and"]
    for word in words:
        if word in _SMALL:
            group += _SMALL[word]
        elif word in ("hundred", "dozen"):
            group = (group or 1) * (100 if word == "hundred" else 12)
        elif word in _LARGE:
            total += (group or 1) * _LARGE[word]
            group = 0
        else:
            return None
    return total + group if words else None
