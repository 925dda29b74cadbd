"""The OpenAI wire format, outwards: completions, chunks of a stream, usage, log-probabilities.

Pure functions from pieces of answers to JSON values; knows nothing of HTTP or of the model.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from core_model.engine.request import FinishReason, Piece, TokenLogprob, Usage

_LEAST_LOGPROB = -9999.0
"""JSON has no minus infinity; vLLM writes the same."""


@dataclass(slots=True)
class Choice:
    """One answer as it grows."""

    index: int
    text: str = ""
    finish: FinishReason | None = None
    usage: Usage | None = None
    logprobs: list[TokenLogprob] = field(default_factory=list)
    token_characters: int = 0

    def add(self, piece: Piece) -> None:
        self.text += piece.text
        self.token_characters += sum(len(token.text) for token in piece.logprobs)
        self.logprobs += piece.logprobs
        if piece.finish is not None:
            self.finish, self.usage = piece.finish, piece.usage


class Reply(ABC):
    """What every part of the reply to one request repeats, and how its kind writes choices."""

    kind: str
    chunk_kind: str
    prefix: str

    def __init__(
        self,
        model: str,
        choices: int,
        with_logprobs: bool,
        with_usage: bool,
        choices_a_prompt: int | None = None,
    ):
        """`choices` answers in all; left out, all of them are to one prompt."""
        self._shared = {
            "id": f"{self.prefix}-{uuid4().hex}",
            "created": int(time.time()),
            "model": model,
        }
        self._with_logprobs = with_logprobs
        self._with_usage = with_usage
        self._choices = [Choice(index) for index in range(choices)]
        self._choices_a_prompt = choices_a_prompt or choices

    @property
    def tokens(self) -> int:
        """Read and written by all answers that have ended, so far."""
        usages = [choice.usage for choice in self._choices if choice.usage is not None]
        return sum(usage.prompt + usage.completion for usage in usages)

    def add(self, index: int, piece: Piece) -> None:
        self._choices[index].add(piece)

    def whole(self) -> dict[str, Any]:
        """The reply where the client did not ask for a stream."""
        choices = [self._ended(choice) for choice in self._choices]
        return {**self._shared, "object": self.kind, "choices": choices, "usage": self._usage()}

    def opening(self) -> list[dict[str, Any]]:
        """Events before the first token."""
        return []

    def events(self, index: int, piece: Piece) -> list[dict[str, Any]]:
        """The events that a piece makes: its text, and its end."""
        made = []
        if piece.text or piece.logprobs:
            made.append(self._chunk([self._grown(index, piece)]))
        self.add(index, piece)
        if piece.finish is not None:
            made.append(self._chunk([self._closing(index, piece.finish)]))
        return made

    def closing(self) -> list[dict[str, Any]]:
        """Events after the last token: the usage, for clients that asked for it."""
        return [self._chunk([]) | {"usage": self._usage()}] if self._with_usage else []

    @abstractmethod
    def _ended(self, choice: Choice) -> dict[str, Any]: ...

    @abstractmethod
    def _grown(self, index: int, piece: Piece) -> dict[str, Any]: ...

    @abstractmethod
    def _closing(self, index: int, finish: FinishReason) -> dict[str, Any]: ...

    def _usage(self) -> dict[str, Any] | None:
        return usage_of([choice.usage for choice in self._choices], self._choices_a_prompt)

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        chunk = {**self._shared, "object": self.chunk_kind, "choices": choices}
        return chunk | {"usage": None} if self._with_usage else chunk


class ChatReply(Reply):
    """Replies of `/v1/chat/completions`."""

    kind = "chat.completion"
    chunk_kind = "chat.completion.chunk"
    prefix = "chatcmpl"

    def opening(self) -> list[dict[str, Any]]:
        delta = {"role": "assistant", "content": ""}
        return [self._chunk([_delta(choice.index, delta)]) for choice in self._choices]

    def _ended(self, choice: Choice) -> dict[str, Any]:
        message = {"role": "assistant", "content": choice.text, "refusal": None}
        logprobs = self._logprobs(choice.logprobs)
        head = {"index": choice.index, "message": message, "logprobs": logprobs}
        return head | _finish(choice.finish)

    def _grown(self, index: int, piece: Piece) -> dict[str, Any]:
        return _delta(index, {"content": piece.text}, self._logprobs(piece.logprobs))

    def _closing(self, index: int, finish: FinishReason) -> dict[str, Any]:
        return _delta(index, {}) | _finish(finish)

    def _logprobs(self, tokens: Sequence[TokenLogprob]) -> dict[str, Any] | None:
        if not self._with_logprobs:
            return None
        content = [
            _logprob(token) | {"top_logprobs": list(map(_logprob, token.top))} for token in tokens
        ]
        return {"content": content, "refusal": None}


class CompletionReply(Reply):
    """Replies of `/v1/completions`."""

    kind = chunk_kind = "text_completion"
    prefix = "cmpl"

    def _ended(self, choice: Choice) -> dict[str, Any]:
        logprobs = self._logprobs(choice.logprobs, 0)
        head = {"index": choice.index, "text": choice.text, "logprobs": logprobs}
        return head | _finish(choice.finish)

    def _grown(self, index: int, piece: Piece) -> dict[str, Any]:
        logprobs = self._logprobs(piece.logprobs, self._choices[index].token_characters)
        return {"index": index, "text": piece.text, "logprobs": logprobs} | _finish(None)

    def _closing(self, index: int, finish: FinishReason) -> dict[str, Any]:
        return {"index": index, "text": "", "logprobs": None} | _finish(finish)

    def _logprobs(self, tokens: Sequence[TokenLogprob], start: int) -> dict[str, Any] | None:
        if not self._with_logprobs:
            return None
        offsets = []
        for token in tokens:
            offsets.append(start)
            start += len(token.text)
        return {
            "tokens": [token.text for token in tokens],
            "token_logprobs": [_finite(token.logprob) for token in tokens],
            "top_logprobs": [{t.text: _finite(t.logprob) for t in token.top} for token in tokens],
            "text_offset": offsets,
        }


def usage_of(usages: Sequence[Usage | None], choices_a_prompt: int) -> dict[str, Any] | None:
    """The sum over the answers; a prompt answered several times counts once."""
    known = [usage for usage in usages if usage is not None]
    if len(known) < len(usages):
        return None
    prompt = sum(usage.prompt for usage in known[::choices_a_prompt])
    cached = sum(usage.cached for usage in known[::choices_a_prompt])
    completion = sum(usage.completion for usage in known)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


def _delta(
    index: int, delta: dict[str, str], logprobs: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": None}


def _finish(finish: FinishReason | None) -> dict[str, Any]:
    """OpenAI's reasons; a deadline is a `length` that says so, as vLLM's `stop_reason` does."""
    if finish == "deadline":
        return {"finish_reason": "length", "stop_reason": "deadline"}
    return {"finish_reason": finish}


def _logprob(token: TokenLogprob) -> dict[str, Any]:
    logprob = _finite(token.logprob)
    return {"token": token.text, "logprob": logprob, "bytes": list(token.bytes)}


def _finite(logprob: float) -> float:
    return max(logprob, _LEAST_LOGPROB)
