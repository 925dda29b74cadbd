"""A word problem with its worked answer, whose sums are marked `<<48/2=24>>`.

Knows its own text; knows nothing of where it came from or what is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from finetune.calculator import printed

ASKS = re.compile(r"\b(how|what|which|find|calculate|determine)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"“$\d])")


class DoesNotFit(ValueError):
    """A kind of change cannot be made to a problem, or not provably; the message says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`steps` are the lines of the worked answer; `answer` is the number asked for."""

    id: str
    question: str
    steps: tuple[str, ...]
    answer: Fraction

    @property
    def worked(self) -> str:
        """The answer as GSM8K writes it."""
        return "\n".join([*self.steps, f"#### {printed(self.answer)}"])

    @property
    def text(self) -> str:
        """Question and worked answer, one below the other."""
        return f"{self.question}\n{self.worked}"


Kind = Callable[[Problem, Random], Problem]
"""Makes another problem of one. Raises DoesNotFit."""


def sentences(question: str) -> tuple[list[str], str]:
    """What the question tells, sentence by sentence, and the sentence that asks.

    Raises DoesNotFit where the last sentence is not the one that asks.
    """
    told = _SENTENCE.split(" ".join(question.split()))
    asks = told.pop()
    if not ASKS.search(asks) or any(sentence.endswith("?") for sentence in told):
        raise DoesNotFit("the last sentence is not the only one that asks")
    return told, asks
