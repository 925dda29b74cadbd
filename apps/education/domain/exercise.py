"""An exercise: what is asked, its key with the proof, worked steps and telling wrong answers.

A `Problem` states what is asked in symbols, apart from how the generator found its key: a checker
solves it anew. Its expressions are in a small ASCII grammar (`apps.education.domain.proof`):
numbers, names, + - * / ^, parentheses, comparisons = != < <= > >=, and named functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from apps.education.domain.drawing import Drawing
from apps.education.domain.words import Words


class Difficulty(IntEnum):
    EASY = 1
    MIDDLE = 2
    HARD = 3


class Ask(StrEnum):
    """What a problem asks of its `given` expressions. The key is written in the same grammar."""

    VALUE = "value"
    """The exact value of the one expression given."""
    SOLVE = "solve"
    """All values of `unknowns` that meet every relation given: `x = 3`, `x = 2 or x = -5`,
    `x = 1, y = 2`, `x > 3`, `none`, `all`."""
    REWRITE = "rewrite"
    """An expression equal to the one given, in the `form` asked."""
    ORDER = "order"
    """The given values in ascending (`form` ascending) or descending order: `1/2, 3/4, 1`."""
    COMPARE = "compare"
    """The sign <, = or > that belongs between the two given."""
    CHOOSE = "choose"
    """The label (A, B, ...) of the only given relation that is true: `A: 3 + 4 = 7`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`form` for REWRITE: lowest_terms, mixed, improper, decimal, percent, expanded, factored,
    scientific, place_value, prime_factors, simplified, standard_form, slope_intercept."""

    ask: Ask
    given: tuple[str, ...]
    unknowns: tuple[str, ...] = ()
    form: str = ""


@dataclass(frozen=True, slots=True)
class Distractor:
    """A wrong answer and the thought that leads to it. `misconception` is a short stable id."""

    text: str
    misconception: str
    why: Words


@dataclass(frozen=True, slots=True)
class Proof:
    """How the key was shown to be right: the methods that agreed, each with what it did."""

    methods: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a generator proposes; nothing of it is shown before its key is proved.

    `prompt` may hold **bold** and `$...$` with plain TeX mathematics. Every number of the prompt
    stands in `problem`, or is listed in `other_numbers` (an exercise number, a year). `key` is in
    the grammar of `problem`; `answer` is how it is printed, with its unit.
    """

    point: str
    difficulty: Difficulty
    seed: int
    prompt: Words
    problem: Problem
    key: str
    answer: Words
    steps: tuple[Words, ...]
    distractors: tuple[Distractor, ...] = ()
    drawing: Drawing | None = None
    context: Words | None = None
    """The sentence of the prompt that sets the scene: all that a language model may reword."""
    other_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise:
    """A draft whose key is proved. `id` is a hash of its content.

    An item of a bank whose key could not be checked has a proof without methods, and says so.
    """

    id: str
    draft: Draft
    proof: Proof
