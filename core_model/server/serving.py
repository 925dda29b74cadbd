"""The model behind the server: loading, ready, draining or failed; and its answers.

Loads in a thread of its own, so that the server listens meanwhile. Knows nothing of HTTP or JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core_model.engine.request import Request
from core_model.server.answers import Answers
from core_model.server.mailroom import Inbox, Mailroom
from core_model.server.metrics import Metrics, RequestMeter

if TYPE_CHECKING:
    from core_model.engine.engine import Backend, Engine
    from core_model.engine.stats import EngineStats
    from core_model.engine.ticket import Deliver, Ticket

Progress = Callable[[str, float], None]
Load = Callable[[Progress], "Engine"]
Status = Literal["loading", "ready", "draining", "failed"]

log = logging.getLogger(__name__)


class NotReady(RuntimeError):
    """The model is still loading or could not be loaded, or the server is about to end."""


class Serving:
    """Belongs to the event loop in which `start` was called."""

    def __init__(self, load: Load, name: str, adapters: Mapping[str, Path]):
        self._load = load
        self._adapters = dict(adapters)
        self._engine: Engine | None = None
        self._closing = threading.Event()
        self._mailroom: Mailroom | None = None
        self.status: Status = "loading"
        self.stage = "starting"
        self.progress = 0.0
        self.metrics = Metrics(name, self._stats)
        self._thread = threading.Thread(target=self._run, name="loading", daemon=True)

    def start(self) -> None:
        self._mailroom = Mailroom()
        self._thread.start()

    def stop(self) -> None:
        """Frees the model; does not wait for one that is still loading."""
        self._closing.set()
        if self._engine is not None:
            self._engine.close()

    def drain(self) -> None:
        """Takes no more requests; those that run go on."""
        self.status, self.stage = "draining", "finishing what runs"

    @property
    def engine(self) -> Engine:
        """Raises NotReady with the stage, or with what went wrong."""
        if self._engine is None or self.status != "ready":
            raise NotReady(f"the model is {self.status}: {self.stage}")
        if not self._engine.accepting:
            self.status, self.stage = "failed", "the engine has stopped; the log says why"
            raise NotReady(self.stage)
        return self._engine

    @property
    def ready(self) -> bool:
        """Whether requests are answered now."""
        with contextlib.suppress(NotReady):
            return self.engine is not None
        return False

    @property
    def backend(self) -> Backend | None:
        """What computes and why; None until it is loaded."""
        return None if self._engine is None else self._engine.backend

    @property
    def adapters(self) -> frozenset[str]:
        """Loaded ones, or while the model loads those that will be."""
        return frozenset(self._adapters) if self._engine is None else self._engine.adapters

    async def submit(self, requests: Sequence[Request]) -> Answers:
        """Queues requests that are answered together.

        Raises NotReady and what `Engine.submit` raises; then none of them is left queued.
        """
        engine, mailroom, inbox = self.engine, self._mailroom, Inbox()
        assert mailroom is not None
        began = time.perf_counter()
        meters = [RequestMeter(self.metrics, began) for _ in requests]
        slots = [mailroom.slot(inbox, at, meter.note) for at, meter in enumerate(meters)]
        tickets = await asyncio.to_thread(_submit_all, engine, requests, slots, meters)
        return Answers(tickets, inbox)

    async def load_adapter(self, name: str, folder: Path) -> None:
        """Raises NotReady, AdapterRefused, and OSError where files are missing."""
        await asyncio.to_thread(self.engine.load_adapter, name, folder)

    async def unload_adapter(self, name: str) -> None:
        """Raises NotReady, and KeyError where it is not loaded."""
        await asyncio.to_thread(self.engine.unload_adapter, name)

    def _run(self) -> None:
        try:
            engine = self._load(self._note)
            for name, folder in self._adapters.items():
                self._note(f"loading adapter {name}", 0.95)
                engine.load_adapter(name, folder)
        except Exception as error:
            log.exception("the model could not be loaded")
            self.status, self.stage = "failed", f"{type(error).__name__}: {error}"
            return
        self._engine = engine
        self.progress = 1.0
        if self.status == "loading":
            self.status = self.stage = "ready"
        if self._closing.is_set():
            engine.close()

    def _note(self, stage: str, fraction: float) -> None:
        self.stage, self.progress = stage, fraction
        log.info("%3.0f%% %s", 100 * fraction, stage)

    def _stats(self) -> EngineStats | None:
        return None if self._engine is None else self._engine.stats()


def _submit_all(
    engine: Engine,
    requests: Sequence[Request],
    slots: Sequence[Deliver],
    meters: Sequence[RequestMeter],
) -> list[Ticket]:
    tickets: list[Ticket] = []
    try:
        for request, slot, meter in zip(requests, slots, meters, strict=True):
            meter.ticket = engine.submit(request, slot)
            tickets.append(meter.ticket)
    except Exception:
        for ticket in tickets:
            ticket.cancel()
        raise
    return tickets
