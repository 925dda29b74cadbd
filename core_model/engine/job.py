"""A request inside the engine: what it computes, what it writes, and who listens."""

from __future__ import annotations

from dataclasses import dataclass

from core_model.engine.request import Piece
from core_model.engine.sequence import Sequence
from core_model.engine.ticket import Deliver, Ticket
from core_model.engine.transcript import Transcript


@dataclass(slots=True, eq=False)
class Job:
    """`deadline` is a time of the engine's clock, in seconds; None where there is none."""

    ticket: Ticket
    sequence: Sequence
    transcript: Transcript
    deliver: Deliver
    deadline: float | None = None

    @property
    def hits(self) -> int:
        """Tokens of the prompt that were found in the prefix cache."""
        return self.sequence.hits or 0

    def accept(self, token: int) -> Piece:
        """Writes a token down, and gives the text that it completes."""
        self.sequence.tokens.append(token)
        return self.transcript.accept(token, self.hits)
