"""Stage 10, quality: a score between 0 and 1 from what running text looks like.

Too few letters (a table without its grid), words of impossible length, hardly a function word,
capitals throughout, no sentence that ends, words in no order. Worked mathematics has signs and
numbers on purpose, so signs of it take the place of letters in the educational domain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, kept
from finetune.corpora.stages.words import english_share, words

LEAST = 0.5
ENOUGH_WORDS = 20
ENOUGH_PAIRS = 4
_MATHEMATICS = re.compile(r"\\[A-Za-z]+|[=+−\-^_{}<>≤≥≠√π×÷·*/()\[\]|\d]")
_SENTENCE = re.compile(r"[a-z0-9)\"”'%][.!?:;](?=\s|$|[\"”)])")
_CLASSES = {
    "article": "the a an",
    "preposition": "of in to for on with by from at as into",
    "conjunction": "and or but",
    "being": "is are was were be",
    "pronoun": "it they we he she which",
    "auxiliary": "will can may has have had would could should must",
}
_CLASS = {word: kind for kind, told in _CLASSES.items() for word in told.split()}
_AFTER_ARTICLE = frozenset(_CLASSES)
_UNHEARD = (
    {("article", kind) for kind in _AFTER_ARTICLE}
    | {("preposition", kind) for kind in ("conjunction", "auxiliary")}
    | {("conjunction", "conjunction"), ("auxiliary", "article"), ("auxiliary", "preposition")}
    | {("auxiliary", "conjunction"), ("auxiliary", "auxiliary"), ("being", "auxiliary")}
    | {
        ("being", "being"),
        ("pronoun", "article"),
        ("pronoun", "conjunction"),
        ("pronoun", "pronoun"),
    }
)


class Quality(Stage):
    name = "quality"

    def __init__(self, least: float = LEAST) -> None:
        self.least = least

    def judge(self, row: Row) -> Outcome:
        faults = weigh(row.text, mathematics=row.domain == "education")
        score = 1.0 - sum(faults.values())
        if score >= self.least:
            return kept(row)
        worst = max(faults, key=lambda name: faults[name])
        return dropped(worst, row.text)


def weigh(text: str, *, mathematics: bool = False) -> dict[str, float]:
    """What each fault takes off a perfect score of 1."""
    found = words(text)
    dense = len(re.sub(r"\s", "", text))
    letters = sum(map(len, found))
    if mathematics:
        letters += sum(map(len, _MATHEMATICS.findall(text)))
    faults = {
        "few letters": _ramp(letters / max(1, dense), 0.70, 0.45),
        "words of odd length": _odd_length(found, mathematics),
    }
    if len(found) >= ENOUGH_WORDS:
        faults["no function words"] = _ramp(
            english_share(found), 0.12, 0.03 if mathematics else 0.06
        )
        faults["words in no order"] = _disorder(found)
        faults["capitals throughout"] = _ramp(_lower_share(text), 0.5, 0.15) * 0.6
        faults["no sentence"] = 0.0 if _SENTENCE.search(text) else 0.4
    return faults


def _ramp(value: float, good: float, bad: float) -> float:
    """0 from `good` up, 1 from `bad` down, straight between."""
    return min(1.0, max(0.0, (good - value) / (good - bad)))


def _odd_length(found: Sequence[str], mathematics: bool) -> float:
    if len(found) < ENOUGH_WORDS:
        return 0.0
    mean = sum(map(len, found)) / len(found)
    shortest = 1.5 if mathematics else 3.0
    return 0.0 if shortest <= mean <= 9.0 else 0.6


def _lower_share(text: str) -> float:
    lower, upper = sum(map(str.islower, text)), sum(map(str.isupper, text))
    return lower / max(1, lower + upper)


def _disorder(found: Sequence[str]) -> float:
    """Among pairs of neighbouring function words, the share of pairs no English sentence has."""
    kinds = [_CLASS.get(word) for word in found]
    pairs = [pair for pair in pairwise(kinds) if None not in pair]
    if len(pairs) < ENOUGH_PAIRS:
        return 0.0
    return _ramp(-sum(pair in _UNHEARD for pair in pairs) / len(pairs), -0.25, -0.5)
