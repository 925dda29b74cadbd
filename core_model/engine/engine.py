"""Answers many requests at once on one model, from one thread of its own.

Callers may be threads or clients of a server. Whoever stops listening stops costing; a request that
fails takes no other with it. Knows nothing of HTTP or of how the model computes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from transformers import PreTrainedTokenizerFast

from core_model.engine.blocks import BlockPool
from core_model.engine.constrain import GrammarReader
from core_model.engine.job import Job
from core_model.engine.lookup import PromptLookup
from core_model.engine.prompt import Prompt, PromptWriter
from core_model.engine.request import (
    GenerationFailed,
    Overloaded,
    Request,
    RequestRefused,
    UnknownAdapter,
)
from core_model.engine.retention import WINDOW, Retention
from core_model.engine.runner import AdapterRefused, Runner
from core_model.engine.scheduler import Scheduler
from core_model.engine.sequence import Sequence
from core_model.engine.stats import EngineStats
from core_model.engine.text import TextWriter, TokenBytes
from core_model.engine.ticket import AnswerStream, Deliver, Ticket
from core_model.engine.transcript import Transcript
from core_model.engine.worker import Worker

DEFAULT_MAX_TOKENS = 512
MAX_WAITING = 64
MAX_RUNNING = 16
TOKEN_BUDGET = 512

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backend:
    """What computes, such as "torch", and why it was chosen."""

    name: str
    why: str


@dataclass(slots=True, eq=False)
class _Leaving:
    """An adapter that is to be unloaded once no request uses it."""

    name: str
    done: Future[None]


class Engine:
    """Streams answers of one model. Close it, or use it in a `with` statement.

    At most `max_running` requests compute side by side, together at most `token_budget` tokens a
    step. One user may have `max_waiting` requests waiting, all users together twice that. `ends`
    are ids that end a turn besides the tokenizer's. Up to `guesses` tokens are guessed ahead for
    greedy answers that quote their prompt; they change no answer, only its pace. `clock` gives
    seconds, for deadlines.
    """

    def __init__(
        self,
        runner: Runner,
        tokenizer: PreTrainedTokenizerFast,
        *,
        max_waiting: int = MAX_WAITING,
        max_running: int = MAX_RUNNING,
        token_budget: int = TOKEN_BUDGET,
        default_max_tokens: int = DEFAULT_MAX_TOKENS,
        ends: Iterable[int] = (),
        guesses: int = 0,
        backend: Backend | None = None,
        clock: Callable[[], float] = time.monotonic,
    ):
        pool = BlockPool(runner.num_blocks)
        scheduler = Scheduler(
            pool, runner.block_size, max_running=max_running, token_budget=token_budget
        )
        self.context = min(runner.context, runner.num_blocks * runner.block_size)
        self.backend = backend
        self._tokenizer = tokenizer
        self._runner = runner
        self._pool = pool
        self._worker = Worker(runner, scheduler, clock)
        self._prompts = PromptWriter(tokenizer, self.context)
        self._bytes = TokenBytes(tokenizer)
        own = tokenizer.eos_token_id
        self._ends: frozenset[int] = frozenset(ends)
        if isinstance(own, int):
            self._ends |= {own}
        self._grammars = GrammarReader(tokenizer, runner.vocab_size, self._ends)
        self._max_waiting = max_waiting
        self._default_max_tokens = default_max_tokens
        self._window = max(1, min(WINDOW, token_budget - max_running))
        self._guesses = guesses
        self._clock = clock
        self._changed = threading.Condition()
        self._inbox: deque[Job] = deque()
        self._orders: deque[tuple[Callable[[], None], Future[None]]] = deque()
        self._adapters = runner.adapters
        self._leaving: list[_Leaving] = []
        self._loads: dict[str, int] = {}
        self._accepting = True
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._thread.start()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self, drain_s: float = 0) -> None:
        """Takes nothing new in, lets what there is finish for `drain_s`, fails the rest, and ends.

        Frees the runner. Does nothing the second time.
        """
        with self._changed:
            self._accepting = False
            if drain_s > 0:
                self._changed.wait_for(lambda: not self._busy or self._closed, drain_s)
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def stream(self, request: Request) -> AnswerStream:
        """The answer, piece by piece; the request is queued before this returns.

        Raises what `submit` raises, and GenerationFailed while iterating.
        """
        return AnswerStream(lambda deliver: self.submit(request, deliver))

    def submit(self, request: Request, deliver: Deliver) -> Ticket:
        """Queues a request; its pieces, or the error that ended it, go to `deliver`.

        `deliver` is called from the engine's thread and must not block. Raises RequestRefused for
        what cannot be served (PromptTooLong, UnknownAdapter), Overloaded, or GenerationFailed where
        the engine is closed.
        """
        with self._changed:
            self._check_open(request.user)
        job = self._job(request, deliver)
        with self._changed:
            self._check_open(request.user)
            self._check_adapter(request.adapter)
            self._inbox.append(job)
            self._changed.notify_all()
        return job.ticket

    def stats(self) -> EngineStats:
        """Numbers of this moment; from any thread."""
        worker, scheduler = self._worker, self._worker.scheduler
        return EngineStats(
            running=len(scheduler.running),
            waiting=len(scheduler.queue) + len(self._inbox),
            blocks_total=self._pool.size,
            blocks_used=self._pool.used,
            blocks_cached=self._pool.cached,
            prefix_hit_tokens=scheduler.prefix_hit_tokens,
            prefix_query_tokens=scheduler.prefix_query_tokens,
            preemptions=scheduler.preemptions,
            prompt_tokens=worker.prompt_tokens,
            generation_tokens=worker.generation_tokens,
            dropped_tokens=worker.dropped_tokens,
            draft_tokens=worker.draft_tokens,
            draft_accepted=worker.draft_accepted,
            finished=MappingProxyType(dict(worker.finished)),
        )

    @property
    def accepting(self) -> bool:
        """Whether requests are taken in: until it is closed, or has stopped for a fault."""
        return self._accepting

    @property
    def adapters(self) -> frozenset[str]:
        """Names that a request may ask for."""
        return self._adapters

    def load_adapter(self, name: str, folder: Path) -> None:
        """Loads a peft LoRA adapter between two steps.

        Raises AdapterRefused where it does not fit or the name is taken, OSError for missing files.
        """

        def load() -> None:
            if name in self._runner.adapters:
                raise AdapterRefused(f"adapter {name!r} is loaded already; unload it first")
            self._runner.load_adapter(name, folder)
            self._loads[name] = self._loads.get(name, 0) + 1
            self._adapters |= {name}

        self._order(load)

    def unload_adapter(self, name: str) -> None:
        """Takes no new requests for an adapter, waits for those there are, then frees it.

        Raises KeyError where it is not loaded.
        """
        leaving = _Leaving(name, Future())
        with self._changed:
            self._check_accepting()
            if name not in self._adapters:
                raise KeyError(name)
            self._adapters -= {name}
            self._leaving.append(leaving)
            self._changed.notify_all()
        leaving.done.result()

    @property
    def _busy(self) -> bool:
        return bool(self._worker.jobs or self._inbox)

    def _check_accepting(self) -> None:
        if not self._accepting:
            raise GenerationFailed("the engine is closed")

    def _check_open(self, user: str) -> None:
        self._check_accepting()
        queue = self._worker.scheduler.queue
        own = queue.waiting(user) + sum(job.sequence.user == user for job in self._inbox)
        together = len(queue) + len(self._inbox)
        if own >= self._max_waiting or together >= 2 * self._max_waiting:
            raise Overloaded(own if own >= self._max_waiting else together)

    def _check_adapter(self, name: str | None) -> None:
        if name is not None and name not in self.adapters:
            raise UnknownAdapter(name, self.adapters)

    def _check_bias(self, request: Request) -> None:
        size = self._runner.vocab_size
        for token, _ in request.sampling.logit_bias:
            if not 0 <= token < size:
                raise RequestRefused(f"logit_bias[{token}]: the vocabulary is 0 to {size - 1}")

    def _job(self, request: Request, deliver: Deliver) -> Job:
        self._check_adapter(request.adapter)
        self._check_bias(request)
        prompt = self._prompts.write(request)
        sequence = self._sequence(request, prompt)
        constraint = None if request.grammar is None else self._grammars.read(request.grammar)
        transcript = Transcript(
            request,
            prompt.ids,
            sequence.limit,
            writer=TextWriter(self._tokenizer),
            token_bytes=self._bytes,
            ends=frozenset() if request.ignore_eos else self._ends,
            constraint=constraint,
        )
        if self._guesses and transcript.plain:
            sequence.lookup = PromptLookup(self._guesses)
        late = None if request.deadline_s is None else self._clock() + request.deadline_s
        return Job(Ticket(request), sequence, transcript, deliver, late)

    def _sequence(self, request: Request, prompt: Prompt) -> Sequence:
        asked = request.max_tokens
        limit = self._default_max_tokens if asked is None else asked
        return Sequence(
            tokens=list(prompt.ids),
            prompt=len(prompt.ids),
            limit=min(limit, self.context - len(prompt.ids)),
            user=request.user,
            adapter=request.adapter,
            salt=self._salt(request.adapter),
            retention=self._retention(request, prompt),
        )

    def _salt(self, adapter: str | None) -> bytes:
        """Tells apart adapters, and those loaded one after the other under one name."""
        return b"" if adapter is None else f"{adapter}\n{self._loads.get(adapter)}".encode()

    def _retention(self, request: Request, prompt: Prompt) -> Retention | None:
        if request.keep_share == 1 or len(prompt.ids) <= 2 * self._window:
            return None
        return Retention(request.keep_share, prompt.evidence, self._window)

    def _order(self, act: Callable[[], None]) -> None:
        """Has something done by the engine's thread, between two steps."""
        done: Future[None] = Future()
        with self._changed:
            self._check_accepting()
            self._orders.append((act, done))
            self._changed.notify_all()
        done.result()

    def _work(self) -> None:
        try:
            while self._receive():
                self._worker.tick()
            end = GenerationFailed("the engine was closed")
        except Exception as error:
            log.exception("the engine stopped")
            end = GenerationFailed(f"the engine stopped: {type(error).__name__}")
        self._end(end)

    def _receive(self) -> bool:
        """Takes in what callers sent; waits where there is nothing to do. False once closed."""
        with self._changed:
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._closed or self._busy or self._orders or self._leaving
            )
            if self._closed:
                return False
            while self._inbox:
                self._worker.add(self._inbox.popleft())
            orders = list(self._orders)
            self._orders.clear()
        for act, done in orders:
            _settle(act, done)
        self._unload_idle()
        return True

    def _unload_idle(self) -> None:
        used = {sequence.adapter for sequence in self._worker.jobs}
        for leaving in [one for one in self._leaving if one.name not in used]:
            _settle(lambda name=leaving.name: self._runner.unload_adapter(name), leaving.done)
            self._leaving.remove(leaving)

    def _end(self, error: GenerationFailed) -> None:
        with self._changed:
            self._accepting, self._closed = False, True
            while self._inbox:
                self._worker.add(self._inbox.popleft())
            waiting = [*(done for _, done in self._orders), *(one.done for one in self._leaving)]
            self._changed.notify_all()
        self._worker.abandon(error)
        for done in waiting:
            done.set_exception(error)
        self._runner.close()


def _settle(act: Callable[[], None], done: Future[None]) -> None:
    try:
        act()
        done.set_result(None)
    except Exception as error:  # noqa: BLE001 - the caller gets it
        done.set_exception(error)
