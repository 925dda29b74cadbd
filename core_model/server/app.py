"""The embedded model behind OpenAI's HTTP interface.

`create_app` makes the application; `python -m core_model.server` runs it. It listens at once and
says on `/healthz` how far loading has come: torch is only imported by the thread that loads.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.responses import Response

from core_model.build import build
from core_model.engine.request import GenerationFailed
from core_model.server import refusals
from core_model.server.body_limit import BodyLimit
from core_model.server.protocol import ChatRequest
from core_model.server.replies import Envelope, model_card, server_sent
from core_model.server.serving import AsyncAnswer, Load, Progress, Serving

if TYPE_CHECKING:
    from core_model.engine.generation import TextGenerator

MODEL_NAME = "consilium-base"
MAX_BODY_BYTES = 2_000_000
DISCONNECT_POLL_S = 0.25


def create_app(model: TextGenerator | Load, name: str = MODEL_NAME) -> FastAPI:
    """The application over a generator, or over a function that loads one in the background."""
    serving = Serving(model if callable(model) else lambda _: model)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        serving.start()
        yield
        await asyncio.to_thread(serving.stop)

    app = FastAPI(title="Consilium model", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES)
    refusals.install(app)
    _add_health(app, serving, name)
    _add_models(app, name)
    _add_chat(app, serving, name)
    return app


def _add_health(app: FastAPI, serving: Serving, name: str) -> None:
    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        """200 once the model is ready; 503 with the stage while it loads, or why it failed."""
        health = {"status": serving.status, "stage": serving.stage, "progress": serving.progress}
        return JSONResponse(health | {"model": name}, 200 if serving.status == "ready" else 503)


def _add_models(app: FastAPI, name: str) -> None:
    created = int(time.time())

    @app.get("/v1/models")
    async def models() -> dict[str, Any]:
        return {"object": "list", "data": [model_card(name, created)]}

    @app.get("/v1/models/{asked:path}")
    async def one_model(asked: str) -> Response:
        if asked != name:
            return refusals.unknown_model(asked, name)
        return JSONResponse(model_card(name, created))


def _add_chat(app: FastAPI, serving: Serving, name: str) -> None:
    @app.post("/v1/chat/completions")
    async def chat_completions(body: ChatRequest, http: Request) -> Response:
        if body.model != name:
            return refusals.unknown_model(body.model, name)
        answer = await serving.submit(body.to_request())
        envelope = Envelope.new(name)
        if body.stream:
            events = _events(answer, envelope, body.wants_usage)
            return StreamingResponse(server_sent(events), media_type="text/event-stream")
        return JSONResponse(await _completion(answer, envelope, http))


async def _events(
    answer: AsyncAnswer, envelope: Envelope, wants_usage: bool
) -> AsyncIterator[dict[str, Any]]:
    """The chunks of a stream. An error after the first byte is an event, and the last one."""
    try:
        yield envelope.chunk({"role": "assistant", "content": ""})
        async for piece in answer:
            if piece.text:
                yield envelope.chunk({"content": piece.text})
            if piece.finish is not None:
                yield envelope.chunk({}, piece.finish)
                if wants_usage:
                    yield envelope.usage_chunk(piece.usage)
    except GenerationFailed as error:
        yield refusals.error_value(str(error), "server_error")
    finally:
        answer.cancel()


async def _completion(answer: AsyncAnswer, envelope: Envelope, http: Request) -> dict[str, Any]:
    watch = asyncio.create_task(_cancel_when_gone(answer, http))
    try:
        pieces = [piece async for piece in answer]
    finally:
        watch.cancel()
        answer.cancel()
    last = pieces[-1]
    return envelope.completion("".join(p.text for p in pieces), last.finish or "stop", last.usage)


async def _cancel_when_gone(answer: AsyncAnswer, http: Request) -> None:
    while not await http.is_disconnected():
        await asyncio.sleep(DISCONNECT_POLL_S)
    answer.cancel()


def load_embedded(cache: Path, base: str | None) -> Load:
    """A loader of the embedded model, which is built first where `cache` does not hold it."""

    def load_it(progress: Progress) -> TextGenerator:
        folder = build(cache, base, lambda stage, done: progress(stage, 0.9 * done))
        progress("loading the model", 0.9)
        from transformers.utils.logging import disable_progress_bar

        from core_model.load import load

        disable_progress_bar()
        return load(folder)

    return load_it


def serve(
    cache: Path, *, base: str | None = None, host: str = "127.0.0.1", port: int = 8400
) -> None:
    """Serves the embedded model until interrupted.

    Waiting threads sleep instead of spinning: a server shares its processor with parsers and apps,
    where spinning was measured ten times slower (docs/log.md).
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    app = create_app(load_embedded(cache, base))
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3)


def main() -> None:
    """Reads the command line and serves."""
    parser = argparse.ArgumentParser(prog="core_model.server", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the built model")
    parser.add_argument("--base", help="path or hub id of base weights; found if left out")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8400)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    serve(given.cache, base=given.base, host=given.host, port=given.port)
