"""A reply of server-sent events that frees its answers as soon as the client is gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from core_model.server.answers import Answers

DONE = b"data: [DONE]\n\n"
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class EventStream(Response):
    """Sends lists of events, all those of one list at once."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[list[dict[str, Any]]], answers: Answers):
        super().__init__(headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._events = events
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        watch = asyncio.create_task(cancel_when_gone(self._answers, receive))
        try:
            async for events in self._events:
                body = b"".join(map(_event, events))
                await send({"type": "http.response.body", "body": body, "more_body": True})
            await send({"type": "http.response.body", "body": DONE, "more_body": False})
        finally:
            watch.cancel()
            self._answers.cancel()


async def cancel_when_gone(answers: Answers, receive: Receive) -> None:
    """Waits for the client to hang up, then frees what is answered for it."""
    while (await receive())["type"] != "http.disconnect":
        pass
    answers.cancel()


def _event(value: dict[str, Any]) -> bytes:
    return b"data: %s\n\n" % _ENCODE(value).encode("utf-8", "replace")
