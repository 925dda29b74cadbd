"""The model behind the server: loading, ready or failed; and its answers as async streams.

Bridges the generator's thread and the server's event loop. Knows nothing of HTTP or JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from core_model.engine.request import Piece, Request

if TYPE_CHECKING:
    from core_model.engine.generation import TextGenerator, Ticket

Progress = Callable[[str, float], None]
Load = Callable[[Progress], "TextGenerator"]
Status = Literal["loading", "ready", "failed"]

log = logging.getLogger(__name__)


class NotReady(RuntimeError):
    """The model is still loading, or could not be loaded."""


class AsyncAnswer:
    """Iterates over the pieces of one answer; cancelling, or dropping it, ends the request."""

    def __init__(self, ticket: Ticket, inbox: asyncio.Queue[Piece | Exception]):
        self._ticket = ticket
        self._inbox = inbox
        self._ended = False

    def __aiter__(self) -> AsyncAnswer:
        return self

    async def __anext__(self) -> Piece:
        if self._ended:
            raise StopAsyncIteration
        piece = await self._inbox.get()
        if isinstance(piece, Exception):
            self._ended = True
            raise piece
        self._ended = piece.finish is not None
        return piece

    def cancel(self) -> None:
        self._ticket.cancel()

    def __del__(self) -> None:
        self._ticket.cancel()


class Serving:
    """Loads the model in a thread of its own, so that the server listens meanwhile."""

    def __init__(self, load: Load):
        self._load = load
        self._generator: TextGenerator | None = None
        self._closing = threading.Event()
        self.status: Status = "loading"
        self.stage = "starting"
        self.progress = 0.0
        self._thread = threading.Thread(target=self._run, name="loading", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Frees the model; does not wait for one that is still loading."""
        self._closing.set()
        if self._generator is not None:
            self._generator.close()

    @property
    def generator(self) -> TextGenerator:
        """Raises NotReady with the stage, or with what went wrong."""
        if self._generator is None:
            raise NotReady(f"the model is {self.status}: {self.stage}")
        return self._generator

    async def submit(self, request: Request) -> AsyncAnswer:
        """Queues a request. Raises NotReady, and what `TextGenerator.submit` raises."""
        loop = asyncio.get_running_loop()
        inbox: asyncio.Queue[Piece | Exception] = asyncio.Queue()

        def deliver(piece: Piece | Exception) -> None:
            with contextlib.suppress(RuntimeError):  # the loop ended, and its client with it
                loop.call_soon_threadsafe(inbox.put_nowait, piece)

        ticket = await asyncio.to_thread(self.generator.submit, request, deliver)
        return AsyncAnswer(ticket, inbox)

    def _run(self) -> None:
        try:
            generator = self._load(self._note)
        except Exception as error:
            log.exception("the model could not be loaded")
            self.status, self.stage = "failed", f"{type(error).__name__}: {error}"
            return
        self._generator = generator
        self.status, self.stage, self.progress = "ready", "ready", 1.0
        if self._closing.is_set():
            generator.close()

    def _note(self, stage: str, fraction: float) -> None:
        self.stage, self.progress = stage, fraction
        log.info("%3.0f%% %s", 100 * fraction, stage)
