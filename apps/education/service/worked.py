"""Exercises of the catalogue as word problems with worked answers, for training.

Only exercises without a drawing whose key is one number and whose text needs no typesetting; each
is proved before it is given. Knows the catalogue; knows nothing of training.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.education.domain.exercise import Ask, Difficulty, Draft
from apps.education.domain.proof.prover import Prover, Unproved
from apps.education.domain.skills.catalogue import catalogue, generate

_SIGNS = {"\\times": "×", "\\div": "÷", "\\cdot": "×", "$": "", "**": ""}
_NUMBER = re.compile(r"(?:[a-z] = )?(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Worked:
    """`answer` is a number in digits; `steps` are the lines that lead to it."""

    id: str
    question: str
    steps: tuple[str, ...]
    answer: str


def worked_exercises(seeds: int, prover: Prover) -> Iterator[Worked]:
    """`seeds` exercises of every fitting point, at each difficulty."""
    for point in catalogue().points:
        for difficulty in Difficulty:
            for seed in range(seeds):
                found = _worked(point, difficulty, seed, prover)
                if found is None:
                    break
                yield found


def _worked(point: str, difficulty: Difficulty, seed: int, prover: Prover) -> Worked | None:
    """None where the exercise does not fit; others of its point will not either."""
    named = f"{point}/{int(difficulty)}/{seed}"
    if _plain(named, catalogue().draft(point, difficulty, seed)) is None:
        return None
    try:
        draft = generate(point, difficulty, seed, prover).draft
    except Unproved:
        return None
    return _plain(named, draft)


def _plain(named: str, draft: Draft) -> Worked | None:
    key = _NUMBER.fullmatch(draft.key)
    if draft.drawing is not None or draft.problem.ask not in (Ask.VALUE, Ask.SOLVE) or key is None:
        return None
    lines = [_written(line) for line in (draft.prompt.en, *(step.en for step in draft.steps))]
    if any("\\" in line or "^" in line for line in lines):
        return None
    return Worked(named, lines[0], tuple(lines[1:]), key[1])


def _written(text: str) -> str:
    for typeset, plain in _SIGNS.items():
        text = text.replace(typeset, plain)
    return " ".join(text.split())
