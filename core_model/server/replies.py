"""The OpenAI wire format, outwards: completions, chunks of a stream, lists of models, errors.

Pure functions from pieces of an answer to JSON values; knows nothing of HTTP or of the model.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from core_model.engine.request import FinishReason, Usage


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every reply to one request repeats."""

    id: str
    created: int
    model: str

    @classmethod
    def new(cls, model: str) -> Envelope:
        return cls(f"chatcmpl-{uuid4().hex}", int(time.time()), model)

    def completion(self, text: str, finish: FinishReason, usage: Usage | None) -> dict[str, Any]:
        """The whole reply where the client did not ask for a stream."""
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return self._wrap("chat.completion", [choice]) | {"usage": usage_of(usage)}

    def chunk(self, delta: dict[str, str], finish: FinishReason | None = None) -> dict[str, Any]:
        """One event of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._wrap("chat.completion.chunk", [choice])

    def usage_chunk(self, usage: Usage | None) -> dict[str, Any]:
        """The last event of a stream for clients that asked for the usage."""
        return self._wrap("chat.completion.chunk", []) | {"usage": usage_of(usage)}

    def _wrap(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "choices": choices,
        }


def usage_of(usage: Usage | None) -> dict[str, int] | None:
    if usage is None:
        return None
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
    }


def model_card(name: str, created: int) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": created, "owned_by": "consilium"}


async def server_sent(events: AsyncIterable[dict[str, Any]]) -> AsyncIterator[str]:
    """Writes events in the server-sent form, ended by `[DONE]`."""
    async for event in events:
        yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"
