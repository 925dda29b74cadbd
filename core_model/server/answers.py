"""The answers to one HTTP request, as an async stream of what comes. Knows nothing of HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core_model.engine.request import GenerationFailed, Piece
from core_model.server.mailroom import Inbox

if TYPE_CHECKING:
    from core_model.engine.ticket import Ticket


class Answers:
    """Iterates over lists of (index, piece) until every answer has ended.

    Raises what ended one of them. Dropping it, or `cancel`, ends the requests.
    """

    def __init__(self, tickets: Sequence[Ticket], inbox: Inbox):
        self._tickets = tickets
        self._inbox = inbox
        self._open = len(tickets)

    def __aiter__(self) -> Answers:
        return self

    async def __anext__(self) -> list[tuple[int, Piece]]:
        if not self._open:
            raise StopAsyncIteration
        pieces: list[tuple[int, Piece]] = []
        for arrival in await self._inbox.take():
            if isinstance(arrival.piece, Exception):
                self._open = 0
                raise arrival.piece
            if arrival.piece.finish == "cancelled":
                self._open = 0
                raise GenerationFailed("the request was cancelled")
            self._open -= arrival.piece.finish is not None
            pieces.append((arrival.index, arrival.piece))
        return pieces

    def cancel(self) -> None:
        for ticket in self._tickets:
            ticket.cancel()

    def __del__(self) -> None:
        self.cancel()
