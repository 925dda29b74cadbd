"""The embedded model behind OpenAI's HTTP interface: puts the parts together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from core_model.server import refusals
from core_model.server.adapter_loading import adapter_loading
from core_model.server.body_limit import BodyLimit
from core_model.server.config import ConfigRefused, ServerConfig, is_loopback
from core_model.server.embedding import LoadEmbedder, embedding
from core_model.server.gate import GUARDED, Gate
from core_model.server.generating import generating
from core_model.server.health import health
from core_model.server.in_flight import InFlight, Traffic
from core_model.server.keys import ApiKeys
from core_model.server.models import Models, listing
from core_model.server.rates import RateLimiter
from core_model.server.serving import Load, Serving

if TYPE_CHECKING:
    from core_model.engine.engine import Engine


def create_app(
    model: Engine | Load,
    config: ServerConfig | None = None,
    *,
    embedders: Mapping[str, LoadEmbedder] | None = None,
) -> FastAPI:
    """The application over an engine, or over a function that loads one in the background.

    `app.state.serving` and `app.state.traffic` are for whoever ends the server.
    """
    of = ServerConfig() if config is None else config
    serving = Serving(model if callable(model) else lambda _: model, of.name, of.adapters)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        serving.start()
        yield
        await asyncio.to_thread(serving.stop)

    app = FastAPI(title="Consilium model", lifespan=lifespan, docs_url=None, redoc_url=None)
    refusals.install(app)
    models, limiter = Models(serving, of.name, embedders or {}), RateLimiter(of.rates)
    app.include_router(health(serving, of.name))
    app.include_router(listing(models))
    app.include_router(generating(serving, models, limiter))
    app.include_router(embedding(embedders or {}, limiter))
    app.include_router(adapter_loading(serving, of.adapters_root, of.name))
    app.state.serving, app.state.traffic = serving, Traffic()
    _guard(app, of)
    return app


def _guard(app: FastAPI, of: ServerConfig) -> None:
    """What every request passes, the outermost last."""
    keys = None if of.keys is None else ApiKeys.read(of.keys)
    if of.adapters_root is not None and (keys is None or not keys.has_admin):
        raise ConfigRefused(f"{str(of.keys)!r} names no admin, who alone loads adapters; add one")
    own_names_only = keys is None and is_loopback(of.host) and not of.open_to_all
    app.add_middleware(BodyLimit, limit=of.max_body_bytes)
    app.add_middleware(Gate, keys=keys, own_names_only=own_names_only)
    errored = app.state.serving.metrics.errored
    app.add_middleware(InFlight, traffic=app.state.traffic, counted=GUARDED, errored=errored)
