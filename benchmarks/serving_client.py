"""A client of a few lines for streams and whole replies, that costs the server's machine little.

Speaks plain HTTP/1.1 over a socket of its own for each request, and can hang up in any way.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

_RESET = struct.pack("ii", 1, 0)
"""Lingering for 0 seconds: closing sends a reset instead of a farewell."""


@dataclass(slots=True)
class Reply:
    """Times are seconds since the request was sent; `texts` those of events with text."""

    status: int = 0
    texts: list[float] = field(default_factory=list)
    text: str = ""
    finish: str | None = None
    error: str | None = None
    done: bool = False
    usage: Mapping[str, Any] | None = None
    whole_s: float = 0.0

    @property
    def first_s(self) -> float | None:
        return self.texts[0] if self.texts else None

    @property
    def gaps_s(self) -> list[float]:
        return [after - before for before, after in pairwise(self.texts)]


@dataclass(frozen=True, slots=True)
class HangUp:
    """After so many events (0: as soon as the request was sent), by a reset or a farewell."""

    after_events: int
    reset: bool
    half_sent: bool = False


async def ask(
    port: int, body: Mapping[str, Any] | bytes, path: str, hang_up: HangUp | None = None
) -> Reply:
    """Sends one request and reads its reply to the end, or hangs up before."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    reply, began = Reply(), time.perf_counter()
    try:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n"
        )
        sent = head.encode() + data
        writer.write(sent[: len(sent) // 2] if hang_up and hang_up.half_sent else sent)
        await writer.drain()
        await _read(reader, reply, began, hang_up)
    finally:
        reply.whole_s = time.perf_counter() - began
        _close(writer, hang_up)
    return reply


async def _read(
    reader: asyncio.StreamReader, reply: Reply, began: float, hang_up: HangUp | None
) -> None:
    if hang_up is not None and hang_up.after_events == 0:
        return
    reply.status = int((await reader.readline()).split()[1])
    streamed, length = await _headers(reader)
    if not streamed:
        _take(reply, json.loads(await reader.readexactly(length)), began)
        reply.done = True
        return
    events = 0
    while line := await reader.readline():
        if not line.startswith(b"data: "):
            continue
        if line.startswith(b"data: [DONE]"):
            reply.done = True
            return
        _take(reply, json.loads(line[6:]), began)
        events += 1
        if hang_up is not None and events >= hang_up.after_events:
            return


async def _headers(reader: asyncio.StreamReader) -> tuple[bool, int]:
    streamed, length = False, 0
    while (line := (await reader.readline()).strip().lower()) != b"":
        streamed |= line.startswith(b"content-type: text/event-stream")
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return streamed, length


def _take(reply: Reply, value: dict[str, Any], began: float) -> None:
    if "error" in value:
        reply.error = value["error"]["message"]
        return
    reply.usage = value.get("usage") or reply.usage
    for choice in value["choices"]:
        part = choice.get("delta") or choice.get("message") or choice
        text = part.get("content") or part.get("text") or ""
        if text:
            reply.texts.append(time.perf_counter() - began)
        reply.text += text
        reply.finish = choice.get("finish_reason") or reply.finish


def _close(writer: asyncio.StreamWriter, hang_up: HangUp | None) -> None:
    if hang_up is not None and hang_up.reset:
        own = writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.close()
