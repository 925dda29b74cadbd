"""Says a problem in other words: by templates for the whole, and by exchanges that keep the sense.

No number changes and no step does, so neither does the key; that no number was lost is checked.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from random import Random

from finetune.augment.numerals import numerals, spelled
from finetune.augment.plan import plan
from finetune.augment.problem import DoesNotFit, Problem, sentences

TRIES = 8
EXCHANGES = (
    ("altogether", "in total"),
    ("in total", "altogether"),
    ("in all", "in total"),
    ("How much money", "What amount of money"),
    ("purchased", "bought"),
    ("bought", "purchased"),
    ("twice as many", "two times as many"),
    ("twice as much", "two times as much"),
    ("three times as many", "triple as many"),
    ("at the beginning", "at the start"),
    ("gives", "hands"),
    ("gave", "handed"),
    ("receives", "gets"),
    ("received", "got"),
    ("is able to", "can"),
    ("decides to", "chooses to"),
    ("decided to", "chose to"),
    ("needs to", "has to"),
    ("wants to", "would like to"),
    ("begins with", "starts with"),
    ("began with", "started with"),
    ("each day", "every day"),
    ("every day", "each day"),
    ("each week", "every week"),
    ("every week", "each week"),
    ("a total of", "altogether"),
    ("large", "big"),
    ("children", "kids"),
    ("kids", "children"),
)
TOGETHER = (
    "{told} {asks}",
    "Here is a problem to solve. {told} {asks}",
    "{told} The question is this: {asks}",
    "Read what is known and answer. {told} {asks}",
)
ASKED_FIRST = (
    "{asks} This is what is known: {told}",
    "{asks} To find out, use the following. {told}",
)
"""Only where the question names whom it is about."""
_POINTS_BACK = re.compile(
    r"\b(he|she|they|it|him|her|them|his|hers|their|its|this|that|these|those|the other|now"
    r"|left|then|remain\w*|both|each)\b",
    re.IGNORECASE,
)


def paraphrase(problem: Problem, rng: Random) -> Problem:
    """Raises DoesNotFit where nothing can be said otherwise."""
    plan(problem)
    told, asks = sentences(problem.question)
    if not told:
        raise DoesNotFit("the question is one sentence")
    frames = TOGETHER if _POINTS_BACK.search(asks) else TOGETHER + ASKED_FIRST
    before = " ".join(problem.question.split())
    for _ in range(TRIES):
        facts = _exchanged(" ".join(told), rng)
        said = rng.choice(frames).format(told=facts, asks=_exchanged(asks, rng))
        if said != before and _amounts(said) == _amounts(before):
            return replace(problem, question=said)
    raise DoesNotFit("no template and no exchange says it otherwise with the same numbers")


def _exchanged(text: str, rng: Random) -> str:
    """Each exchange that applies is made with an even chance, none upon another's words."""
    spans: list[tuple[int, int, str]] = []
    for old, new in EXCHANGES:
        for found in re.finditer(rf"\b{re.escape(old)}\b", text):
            free = all(found.end() <= start or found.start() >= end for start, end, _ in spans)
            if free and rng.random() < 0.5:
                spans.append((found.start(), found.end(), new))
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _amounts(text: str) -> tuple[Counter[str], set[int]]:
    digits = Counter(text[each.start : each.end] for each in numerals(text))
    return digits, {int(each) for each in spelled(text) if each not in (1, 12, 7)}
