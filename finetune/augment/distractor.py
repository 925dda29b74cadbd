"""Adds a sentence with a number that has nothing to do with what is asked.

The sentence speaks of people and things that the problem does not have, and its number is none of
the problem's, so no step can use it and the key stays. After GSM-IC (Shi et al. 2023).
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from finetune.augment.names import MEN, WOMEN
from finetune.augment.numerals import numerals
from finetune.augment.plan import plan
from finetune.augment.problem import DoesNotFit, Problem, sentences

BESIDE = (
    ("{name}'s house has the number {number}.", "house"),
    ("The bus to the swimming pool is line {number}.", "bus swimming pool"),
    ("A library nearby has {number} chairs.", "library chair"),
    ("{name}, who lives next door, has read {number} pages of a novel.", "page novel book read"),
    ("The town's oldest tree is {number} feet tall.", "town tree feet tall"),
    ("On the radio, a singer tells of {number} concerts.", "radio singer concert"),
    ("{name}'s cat weighs {number} pounds.", "cat weigh pound"),
    ("The museum in the next town shows {number} paintings.", "museum painting town"),
    ("A train with {number} wagons passes by.", "train wagon"),
    ("{name} has a stamp collection of {number} stamps.", "stamp collect"),
    ("The local choir has {number} members.", "choir member"),
    ("A poster on the wall shows {number} stars.", "poster wall star"),
    ("{name}'s telephone is {number} months old.", "phone month old"),
    ("The nearest lighthouse has {number} steps.", "lighthouse step"),
)
"""Sentences, and the stems of words that must not occur in the problem."""


def distract(problem: Problem, rng: Random) -> Problem:
    """Raises DoesNotFit where no sentence is foreign to the problem."""
    plan(problem)
    told, asks = sentences(problem.question)
    if not told:
        raise DoesNotFit("the question is one sentence")
    text = problem.text.lower()
    foreign = [
        pattern for pattern, stems in BESIDE if not any(stem in text for stem in stems.split())
    ]
    if not foreign:
        raise DoesNotFit("every sentence would touch what the problem is about")
    words = set(re.findall(r"[A-Za-z]+", problem.text))
    names = [name for name in (*WOMEN, *MEN) if name not in words]
    used = {each.value for each in numerals(problem.text)}
    numbers = [number for number in range(13, 99) if number not in used]
    added = rng.choice(foreign).format(name=rng.choice(names), number=rng.choice(numbers))
    place = rng.randint(1, len(told))
    said = " ".join([*told[:place], added, *told[place:], asks])
    return replace(problem, question=said)
