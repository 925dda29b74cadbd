"""What a caller holds of a request it handed in: a ticket to cancel it, or its answer as a stream.

Thread-safe. Knows nothing of how answers are made.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from core_model.engine.request import Piece, Request

Deliver = Callable[[Piece | Exception], None]


@dataclass(slots=True, eq=False)
class Ticket:
    """A request that was taken in; `cancel` ends it before the engine's next step."""

    request: Request
    started: float | None = None
    """When it was first computed, by `time.perf_counter`; None while it waits."""
    _cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ends the request with the reason "cancelled"; does nothing once it has ended."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()


class AnswerStream:
    """Iterates over the pieces of one answer; closing it, or dropping it, cancels the request."""

    def __init__(self, submit: Callable[[Deliver], Ticket]):
        self._pieces: queue.SimpleQueue[Piece | Exception] = queue.SimpleQueue()
        self._ended = False
        self._ticket = submit(self._pieces.put)

    def __iter__(self) -> AnswerStream:
        return self

    def __next__(self) -> Piece:
        if self._ended:
            raise StopIteration
        piece = self._pieces.get()
        if isinstance(piece, Exception):
            self._ended = True
            raise piece
        self._ended = piece.finish is not None
        return piece

    def close(self) -> None:
        self._ended = True
        self._ticket.cancel()

    def __enter__(self) -> AnswerStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_ticket"):
            self._ticket.cancel()
