"""The turns of a conversation: what was asked, what has been said so far, what came of it.

Knows answers; nothing of pages or of how answering works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from rag.evidence import Answer, Status


class Answered(Protocol):
    """What every desk's answer has."""

    @property
    def question(self) -> str: ...

    @property
    def answer(self) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done for an answer now. `detail` is what the desk says more of it."""

    name: str
    detail: str = ""


A = TypeVar("A", bound=Answered)


@dataclass(slots=True)
class Turn(Generic[A]):
    """A question and what came of it. Without `answered` it was stopped; `said` is unchecked."""

    question: str
    said: str = ""
    answered: A | None = None

    def hear(self, text: str) -> str:
        """Add a piece of text to what was said, and return all of it."""
        self.said += text
        return self.said


def history(turns: Sequence[Turn[A]]) -> list[tuple[str, str]]:
    """Pairs of the question as understood and the verified part of its answer, oldest first."""
    return [
        (turn.answered.question, _told(turn.answered))
        for turn in turns
        if turn.answered is not None
    ]


def _told(answered: Answered) -> str:
    answer = answered.answer
    verified = (claim.text for claim in answer.claims if claim.status is Status.VERIFIED)
    return answer.refused_because or " ".join(verified)
