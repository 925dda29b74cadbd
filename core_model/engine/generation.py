"""Answers several conversations at once on one model, each in turn, from one thread.

A request only runs in that thread, so callers may be threads or clients of a server. Whoever stops
listening stops costing: a cancelled request ends at its next step. Knows nothing of HTTP.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from core_model.engine.answer import answer
from core_model.engine.prompt import PromptWriter
from core_model.engine.request import GenerationFailed, Overloaded, Piece, Request

DEFAULT_MAX_TOKENS = 512
SIDE_BY_SIDE = 4
MAX_WAITING = 64

Deliver = Callable[[Piece | Exception], None]

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Ticket:
    """A request that was taken in; `cancel` ends it at its next step."""

    request: Request
    prompt: list[int]
    limit: int
    deliver: Deliver
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


class TextGenerator:
    """Streams answers of one model. Close it, or use it in a `with` statement."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast):
        self._model = model.eval()
        self._tokenizer = tokenizer
        self.context: int = model.config.max_position_embeddings
        self._prompts = PromptWriter(tokenizer, self.context)
        self._waiting: queue.Queue[Ticket | None] = queue.Queue()
        self._closed = threading.Event()
        self._worker = threading.Thread(target=self._work, name="generation", daemon=True)
        self._worker.start()

    def __enter__(self) -> TextGenerator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the thread; whatever was running or waiting fails for its listeners."""
        self._closed.set()
        self._waiting.put(None)
        self._worker.join()

    def stream(self, request: Request) -> AnswerStream:
        """The answer, piece by piece; the request is queued before this returns.

        Raises what `submit` raises, and GenerationFailed while iterating.
        """
        return AnswerStream(lambda deliver: self.submit(request, deliver))

    def submit(self, request: Request, deliver: Deliver) -> Ticket:
        """Queues a request; its pieces, or the error that ended it, go to `deliver`.

        `deliver` is called from the generator's thread and must not block. Raises PromptTooLong,
        Overloaded, or GenerationFailed where the generator is closed.
        """
        prompt = self._prompts.ids(request)
        if self._waiting.qsize() >= MAX_WAITING:
            raise Overloaded(MAX_WAITING)
        room = self.context - len(prompt)
        asked = DEFAULT_MAX_TOKENS if request.max_tokens is None else request.max_tokens
        ticket = Ticket(request, prompt, min(asked, room), deliver)
        self._waiting.put(ticket)
        if self._closed.is_set():
            raise GenerationFailed("the generator is closed")
        return ticket

    def _work(self) -> None:
        running: deque[tuple[Ticket, Iterator[Piece]]] = deque()
        with torch.inference_mode():
            while not self._closed.is_set():
                self._admit(running)
                if running:
                    ticket, pieces = running.popleft()
                    if _advance(ticket, pieces):
                        running.append((ticket, pieces))
        self._abandon(running)

    def _admit(self, running: deque[tuple[Ticket, Iterator[Piece]]]) -> None:
        """Takes in waiting requests; waits for one where nothing runs."""
        while len(running) < SIDE_BY_SIDE:
            try:
                ticket = self._waiting.get(block=not running)
            except queue.Empty:
                return
            if ticket is None:
                return
            running.append((ticket, self._answer(ticket)))

    def _answer(self, ticket: Ticket) -> Iterator[Piece]:
        return answer(self._model, self._tokenizer, ticket.request, ticket.prompt, ticket.limit)

    def _abandon(self, running: deque[tuple[Ticket, Iterator[Piece]]]) -> None:
        left = [ticket for ticket, _ in running]
        while not self._waiting.empty():
            ticket = self._waiting.get()
            left += [] if ticket is None else [ticket]
        for ticket in left:
            ticket.deliver(GenerationFailed("the generator was closed"))


def _advance(ticket: Ticket, pieces: Iterator[Piece]) -> bool:
    """One step of one request; True where it has more to do."""
    if ticket.cancelled:
        ticket.deliver(Piece("", "cancelled"))
        return False
    try:
        piece = next(pieces)
    except Exception as error:
        log.exception("a request failed in the model")
        ticket.deliver(GenerationFailed(f"the model failed: {type(error).__name__}"))
        return False
    if piece.text or piece.finish is not None:
        ticket.deliver(piece)
    return piece.finish is None
