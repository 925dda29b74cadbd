"""Renames the people of a problem, or the letters that stand for unknown numbers.

No number changes, so neither does the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random

from finetune.augment.names import MEN, WOMEN
from finetune.augment.problem import DoesNotFit, Problem

LETTERS = "abkmnpqrstuvwxyz"
_WORD = re.compile(r"[A-Za-z]+")
_UNKNOWN = re.compile(r"(?<![A-Za-z'])([a-z])(?![A-Za-z'])(?=\s*[-+*/=<>^]|\s*$)|(?<=\d)([a-z])\b")
_TIMES = re.compile(r"\d\s*x\s*\d")


def rename(problem: Problem, rng: Random) -> Problem:
    """Other names for the people, else other letters. Raises DoesNotFit where there are neither."""
    text = problem.text
    new = _new_names(text, rng) or _new_letters(text, rng)
    if not new:
        raise DoesNotFit("no known given name and no letter for a number")
    return replace(
        problem,
        question=_written(problem.question, new),
        steps=tuple(_written(step, new) for step in problem.steps),
    )


def _new_names(text: str, rng: Random) -> dict[str, str]:
    words = dict.fromkeys(_WORD.findall(text))
    new: dict[str, str] = {}
    for names in (WOMEN, MEN):
        there = [word for word in words if word in names]
        free = [name for name in names if name not in words]
        new |= dict(zip(there, rng.sample(free, len(there)), strict=True))
    return new


def _new_letters(text: str, rng: Random) -> dict[str, str]:
    if _TIMES.search(text):
        return {}
    words = set(_WORD.findall(text))
    there = sorted({found[1] or found[2] for found in _UNKNOWN.finditer(text)} - {"a"})
    free = [letter for letter in LETTERS if letter not in words and letter != "a"]
    if not there or len(free) < len(there):
        return {}
    return dict(zip(there, rng.sample(free, len(there)), strict=True))


def _written(text: str, new: Mapping[str, str]) -> str:
    """Whole words replaced; a letter may touch a number, as in 3x."""
    if all(len(old) == 1 for old in new):
        single = re.compile(rf"(?<![A-Za-z'])([{''.join(new)}])(?![A-Za-z'])")
        return single.sub(lambda found: new[found[1]], text)
    return _WORD.sub(lambda found: new.get(found[0], found[0]), text)
