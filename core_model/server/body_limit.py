"""Refuses request bodies above a size, without reading them whole. Knows nothing of models."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """ASGI middleware: a body of more than `limit` bytes ends in an HTTP 413."""

    def __init__(self, app: ASGIApp, limit: int):
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, _Counted(receive, self._limit), send)


class _Counted:
    def __init__(self, receive: Receive, limit: int):
        self._receive = receive
        self._limit = limit
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._limit:
            raise HTTPException(413, f"the body exceeds {self._limit} bytes; shorten the messages")
        return message
