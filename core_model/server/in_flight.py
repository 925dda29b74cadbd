"""Gives each request an id, and knows how many are being answered. Knows nothing of models."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-request-id"

_PLAIN = re.compile(r"[\w.:-]{1,128}", re.ASCII)


@dataclass(slots=True)
class Traffic:
    """How many requests are being answered."""

    now: int = 0


class InFlight:
    """ASGI middleware. A client's own id is kept where it is plain, and sent back."""

    def __init__(
        self, app: ASGIApp, traffic: Traffic, counted: str, errored: Callable[[int], None]
    ):
        """Counts requests whose path begins with `counted`; `errored` is told their errors."""
        self._app = app
        self._traffic = traffic
        self._counted = counted
        self._errored = errored

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        counts = scope["path"].startswith(self._counted)
        name = _name(scope)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = name
                if counts and message["status"] >= 400:
                    self._errored(message["status"])
            await send(message)

        self._traffic.now += counts
        try:
            await self._app(scope, receive, named)
        except Exception:
            self._errored(500)
            raise
        finally:
            self._traffic.now -= counts


def _name(scope: Scope) -> str:
    given = Headers(scope=scope).get(HEADER, "")
    return given if _PLAIN.fullmatch(given) else f"req-{uuid4().hex}"
