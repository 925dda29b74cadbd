"""Numbers in running text: written in digits, or as words that stand for one.

Knows English number words; knows nothing of problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

_DIGITS = re.compile(r"(?<![\d.,/])(\d+(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\.\d+|\d+)(?!\d|,\d{3}|\.\d)")
WORDS: Mapping[str, int] = {
    word: number
    for number, words in {
        1: "one once single a an",
        2: "two twice double doubled doubles half halves halved second pair pairs couple both twin",
        3: "three thrice triple tripled triples third thirds",
        4: "four fourth fourths quarter quarters quadruple quarterly",
        5: "five fifth fifths",
        6: "six sixth sixths",
        7: "seven seventh week weeks weekly daily",
        8: "eight eighth eighths",
        9: "nine ninth",
        10: "ten tenth tenths",
        11: "eleven",
        12: "twelve dozen dozens year years yearly annual annually",
        13: "thirteen",
        14: "fourteen fortnight",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty score",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
        100: "hundred percent",
        1000: "thousand",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in digits and where it stands."""

    value: Fraction
    start: int
    end: int


def numerals(text: str) -> Iterator[Numeral]:
    """Every number in digits, in order."""
    for found in _DIGITS.finditer(text):
        yield Numeral(Fraction(found[1].replace(",", "")), found.start(1), found.end(1))


def spelled(text: str) -> set[Fraction]:
    """Numbers that words of the text stand for."""
    words = re.findall(r"[a-z]+", text.lower())
    return {Fraction(WORDS[word]) for word in words if word in WORDS}


def replaced(text: str, new: Mapping[int, str]) -> str:
    """The text with the numerals that start at the places named written otherwise."""
    done, at = [], 0
    for numeral in numerals(text):
        if numeral.start in new:
            done += [text[at : numeral.start], new[numeral.start]]
            at = numeral.end
    return "".join([*done, text[at:]])
