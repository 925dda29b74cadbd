"""Runs the server as a process: listens at once, loads meanwhile, ends in order.

The first SIGTERM or SIGINT lets what runs finish, within the drain time, while `/readyz` and new
requests are answered with 503; the second ends at once. torch is only imported by the thread that
loads.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from core_model.build import build
from core_model.recipe import BITS, Bits
from core_model.server.app import create_app
from core_model.server.config import ServerConfig
from core_model.server.embedding import LoadEmbedder
from core_model.server.serving import Load, Progress

if TYPE_CHECKING:
    from core_model.engine.engine import Engine

_LAST_WRITES_S = 3

log = logging.getLogger(__name__)


class DrainingServer(uvicorn.Server):
    """uvicorn, with a drain before its own shutdown. Ends with exit code 0 when asked to end."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, drain_s: float):
        super().__init__(config)
        self._app = app
        self._drain_s = drain_s
        self._asked = 0
        self._end_by: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._asked += 1
        if self._asked > 1:
            self.should_exit = self.force_exit = True

    async def on_tick(self, counter: int) -> bool:
        if self._asked and self._end_by is None:
            self._end_by = time.monotonic() + self._drain_s
            self._app.state.serving.drain()
        if self._end_by is not None and not self.should_exit:
            self.should_exit = await self._drained(self._end_by)
        return await super().on_tick(counter)

    async def _drained(self, end_by: float) -> bool:
        left = self._app.state.traffic.now
        if left and time.monotonic() < end_by:
            return False
        if left:
            log.warning("%d requests were cut off after %.0f s", left, self._drain_s)
            await asyncio.to_thread(self._app.state.serving.stop)
        return True


def serve(
    load: Load,
    config: ServerConfig,
    *,
    embedders: Mapping[str, LoadEmbedder] | None = None,
) -> None:
    """Serves until asked to end.

    Waiting threads sleep instead of spinning: a server shares its processor with parsers and apps,
    where spinning was measured ten times slower (docs/log.md).
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    app = create_app(load, config, embedders=embedders)
    how = uvicorn.Config(
        app,
        host=config.host,
        port=config.port,
        log_level="warning",
        ws="none",
        timeout_graceful_shutdown=_LAST_WRITES_S,
    )
    asyncio.run(DrainingServer(how, app, config.drain_s).serve())


def load_embedded(cache: Path, base: str | None, bits: Bits = BITS) -> Load:
    """A loader of the embedded model, which is built first where `cache` does not hold it."""

    def load_it(progress: Progress) -> Engine:
        folder = build(cache, base, lambda stage, done: progress(stage, 0.9 * done))
        return load_folder(folder, bits)(progress)

    return load_it


def load_folder(folder: Path, bits: Bits = BITS) -> Load:
    """A loader of a model that was built before."""

    def load_it(progress: Progress) -> Engine:
        progress("loading the model", 0.9)
        from transformers.utils.logging import disable_progress_bar

        from core_model.load import load

        disable_progress_bar()
        return load(folder, bits=bits)

    return load_it
