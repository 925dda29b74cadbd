"""The endpoints that write text: `/v1/chat/completions` and `/v1/completions`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from core_model.engine.request import GenerationFailed
from core_model.engine.request import Request as Wanted
from core_model.server.answers import Answers
from core_model.server.chat_request import ChatRequest
from core_model.server.completion_request import CompletionRequest
from core_model.server.event_stream import EventStream, cancel_when_gone
from core_model.server.gate import caller_of
from core_model.server.generation_fields import GenerationFields
from core_model.server.models import Models
from core_model.server.rates import RateLimiter, Reservation
from core_model.server.refusals import error_value
from core_model.server.replies import ChatReply, CompletionReply, Reply
from core_model.server.serving import Serving

_CHARACTERS_A_TOKEN = 3
_USUAL_ANSWER_TOKENS = 512


def generating(serving: Serving, models: Models, limiter: RateLimiter) -> APIRouter:
    """The routes, over a model and the limits of its callers."""
    router = APIRouter()

    @router.post("/v1/chat/completions")
    async def chat_completions(body: ChatRequest, http: Request) -> Response:
        wanted = body.to_request(adapter=models.adapter(body.model), user=_user(body, http))
        asked = body.choices(wanted)
        reply = ChatReply(body.model, len(asked), bool(body.logprobs), body.wants_usage)
        return await answer(body, asked, reply, http)

    @router.post("/v1/completions")
    async def completions(body: CompletionRequest, http: Request) -> Response:
        asked = body.to_requests(adapter=models.adapter(body.model), user=_user(body, http))
        with_logprobs = body.logprobs is not None
        reply = CompletionReply(
            body.model, len(asked), with_logprobs, body.wants_usage, body.n or 1
        )
        return await answer(body, asked, reply, http)

    async def answer(
        body: GenerationFields, asked: Sequence[Wanted], reply: Reply, http: Request
    ) -> Response:
        reserved = limiter.admit(caller_of(http).name, sum(map(_estimated_tokens, asked)))
        try:
            answers = await serving.submit(asked)
        except BaseException:
            reserved.settle(0)
            raise
        if body.stream:
            return EventStream(_events(answers, reply, reserved), answers)
        return JSONResponse(await _whole(answers, reply, reserved, http))

    return router


async def _events(
    answers: Answers, reply: Reply, reserved: Reservation
) -> AsyncIterator[list[dict[str, Any]]]:
    """The events of a stream. An error after the first byte is an event, and the last one."""
    try:
        if opening := reply.opening():
            yield opening
        async for pieces in answers:
            yield [event for at, piece in pieces for event in reply.events(at, piece)]
        if closing := reply.closing():
            yield closing
    except GenerationFailed as error:
        yield [error_value(str(error), "server_error")]
    finally:
        reserved.settle(reply.tokens)


async def _whole(
    answers: Answers, reply: Reply, reserved: Reservation, http: Request
) -> dict[str, Any]:
    watch = asyncio.create_task(cancel_when_gone(answers, http.receive))
    try:
        async for pieces in answers:
            for at, piece in pieces:
                reply.add(at, piece)
    finally:
        watch.cancel()
        answers.cancel()
        reserved.settle(reply.tokens)
    return reply.whole()


def _user(body: GenerationFields, http: Request) -> str:
    """Whom fair scheduling counts a request for: the caller, and its own users apart."""
    return f"{caller_of(http).name}/{body.user or ''}"


def _estimated_tokens(asked: Wanted) -> int:
    """A guess before the prompt is read; settled with what it was."""
    characters = len(asked.text or "") + sum(len(message.content) for message in asked.messages)
    written = _USUAL_ANSWER_TOKENS if asked.max_tokens is None else asked.max_tokens
    return characters // _CHARACTERS_A_TOKEN + written
