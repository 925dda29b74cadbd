"""Runs every kind over a problem and lets through only what is proved right.

Knows the kinds by name; knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from finetune.augment.distractor import distract
from finetune.augment.inverse import invert
from finetune.augment.paraphrase import paraphrase
from finetune.augment.plan import plan
from finetune.augment.problem import DoesNotFit, Kind, Problem
from finetune.augment.renaming import rename
from finetune.augment.shuffling import shuffle
from finetune.augment.substitution import substitute
from finetune.augment.units import change_unit
from finetune.calculator import final_answer

KINDS: Mapping[str, Kind] = {
    "renaming": rename,
    "shuffling": shuffle,
    "substitution": substitute,
    "units": change_unit,
    "paraphrase": paraphrase,
    "inverse": invert,
    "distractor": distract,
}


@dataclass(frozen=True, slots=True)
class Made:
    """A problem made by `kind`, or the reason why it could not be."""

    kind: str
    problem: Problem | None
    refused: str = ""


def variants(problem: Problem, rng: Random, kinds: Mapping[str, Kind] = KINDS) -> Iterator[Made]:
    """One try of each kind, in the order of `kinds`."""
    for name, change in kinds.items():
        try:
            made = proved(replace(change(problem, rng), id=f"{problem.id}/{name}"))
        except DoesNotFit as reason:
            yield Made(name, None, str(reason))
        else:
            yield Made(name, made)


def proved(problem: Problem) -> Problem:
    """The problem, if its answer follows from its question. Raises DoesNotFit.

    Independent of how it was made: every sum is computed anew, from the text as a reader sees it.
    """
    proof = plan(problem)
    value: Fraction | None = final_answer(problem.worked)
    if value != proof.sums[-1].value:
        raise DoesNotFit("the number after #### is not the last sum")
    return problem
