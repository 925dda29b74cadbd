"""Carries pieces of answers from the engine's thread to the server's event loop.

However many pieces a step of the engine makes, the loop is woken once, and hands all that came
to those who wait. Knows nothing of HTTP or JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from core_model.engine.request import Piece

Note = Callable[[Piece | Exception, float], None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A piece of the answer `index`, or the error that ended it."""

    index: int
    piece: Piece | Exception


class Inbox:
    """What has come for one client and was not fetched yet. Lives in the event loop."""

    def __init__(self) -> None:
        self._arrived: list[Arrival] = []
        self._something = asyncio.Event()

    def put(self, arrival: Arrival) -> None:
        self._arrived.append(arrival)
        self._something.set()

    async def take(self) -> list[Arrival]:
        """All that has come; waits where nothing has."""
        await self._something.wait()
        self._something.clear()
        arrived, self._arrived = self._arrived, []
        return arrived


class Mailroom:
    """Made in the event loop that it delivers to."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._sent: deque[tuple[Inbox, Note, Arrival, float]] = deque()
        self._rung = False

    def slot(self, inbox: Inbox, index: int, note: Note) -> Callable[[Piece | Exception], None]:
        """Where the engine drops the pieces of one answer, from any thread, without waiting."""

        def deliver(piece: Piece | Exception) -> None:
            self._sent.append((inbox, note, Arrival(index, piece), time.perf_counter()))
            if not self._rung:
                self._rung = True
                with contextlib.suppress(RuntimeError):  # the loop ended, and its clients with it
                    self._loop.call_soon_threadsafe(self._hand_out)

        return deliver

    def _hand_out(self) -> None:
        self._rung = False
        while self._sent:
            inbox, note, arrival, at = self._sent.popleft()
            note(arrival.piece, at)
            inbox.put(arrival)
