"""The endpoint `/v1/embeddings`, over embedders that the application hands in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from fastapi import APIRouter, Request
from numpy.typing import NDArray
from starlette.responses import JSONResponse, Response

from core_model.server.embedding_request import EmbeddingRequest, InputType, embedding_reply
from core_model.server.gate import caller_of
from core_model.server.rates import RateLimiter
from core_model.server.refusals import UnknownModel, refusal

_BATCH = 32


class Embedder(Protocol):
    """What a server needs of an embedding model. Called from several threads."""

    def embed(self, texts: Sequence[str], kind: InputType) -> NDArray[np.float32]:
        """(N, D) vectors, in the order of the texts."""
        ...

    def count(self, texts: Sequence[str]) -> int:
        """Tokens that the texts take."""
        ...


LoadEmbedder = Callable[[], Embedder]


def embedding(embedders: Mapping[str, LoadEmbedder], limiter: RateLimiter) -> APIRouter:
    """The route; each embedder is loaded when it is first asked for."""
    router = APIRouter()
    loaded = {name: _Once(load) for name, load in embedders.items()}

    @router.post("/v1/embeddings")
    async def embeddings(body: EmbeddingRequest, http: Request) -> Response:
        if not loaded:
            message = "embeddings are not served here; `consilium model serve` serves them"
            return refusal(404, message, code="not_served")
        if body.model not in loaded:
            raise UnknownModel(body.model, sorted(loaded))
        texts = body.texts()
        embedder = await loaded[body.model].get()
        tokens = await asyncio.to_thread(embedder.count, texts)
        limiter.admit(caller_of(http).name, tokens)
        vectors_ND = await _embed(embedder, texts, body.input_type, http)
        return JSONResponse(embedding_reply(body, vectors_ND, tokens))

    return router


async def _embed(
    embedder: Embedder, texts: list[str], kind: InputType, http: Request
) -> NDArray[np.float32]:
    """In batches, so that a client that hangs up costs at most one more."""
    parts: list[NDArray[np.float32]] = []
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        parts.append(await asyncio.to_thread(embedder.embed, batch, kind))
        if await http.is_disconnected():
            break
    return np.concatenate(parts)


class _Once:
    """Loads in a thread, once, however many ask for it."""

    def __init__(self, load: LoadEmbedder):
        self._load = load
        self._lock = asyncio.Lock()
        self._embedder: Embedder | None = None

    async def get(self) -> Embedder:
        async with self._lock:
            if self._embedder is None:
                self._embedder = await asyncio.to_thread(self._load)
            return self._embedder
