"""The turns of a conversation about one patient: what was asked, said so far, and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.medical.service.ask import Answered
from rag.evidence import Status


@dataclass(slots=True)
class Turn:
    """A question and what came of it. Without `answered` it was stopped; `said` is unchecked."""

    question: str
    said: str = ""
    answered: Answered | None = None

    def hear(self, text: str) -> str:
        """Add a piece of text to what was said, and return all of it."""
        self.said += text
        return self.said


def history(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Pairs of a question and the verified part of its answer, oldest first."""
    return [
        (turn.answered.question, _told(turn.answered))
        for turn in turns
        if turn.answered is not None
    ]


def _told(answered: Answered) -> str:
    answer = answered.answer
    verified = (claim.text for claim in answer.claims if claim.status is Status.VERIFIED)
    return answer.refused_because or " ".join(verified)
