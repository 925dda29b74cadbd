"""The vocabulary of a generation: what is asked, what comes back, what can be wrong with it.

Plain values; knows neither torch nor HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["system", "user", "assistant"]
FinishReason = Literal["stop", "length", "cancelled"]


class RequestRefused(ValueError):
    """The request cannot be served as it stands; the message says what to change."""


class PromptTooLong(RequestRefused):
    """The prompt leaves no room for an answer in the model's context."""

    def __init__(self, tokens: int, limit: int):
        super().__init__(
            f"the prompt has {tokens} tokens; the context holds {limit} with at least one of the"
            " answer. Shorten the messages"
        )


class GenerationFailed(RuntimeError):
    """The model raised while answering, or the generator was closed meanwhile."""


class Overloaded(RuntimeError):
    """Too many requests are waiting already; try again later."""

    def __init__(self, waiting: int):
        super().__init__(f"{waiting} requests are waiting already; try again in a while")


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen. Temperature 0 is greedy; a seed makes sampling repeatable.

    Raises RequestRefused for values outside their range.
    """

    temperature: float = 0.7
    top_p: float = 0.95
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    seed: int | None = None

    def __post_init__(self) -> None:
        _within("temperature", self.temperature, 0, 2)
        _within("top_p", self.top_p, 0, 1)
        _within("presence_penalty", self.presence_penalty, -2, 2)
        _within("frequency_penalty", self.frequency_penalty, -2, 2)


@dataclass(frozen=True, slots=True)
class Request:
    """A conversation to continue. `max_tokens` None means the default, capped by the context."""

    messages: tuple[Message, ...]
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.messages:
            raise RequestRefused("messages is empty; send at least one")
        if self.max_tokens is not None and self.max_tokens < 1:
            raise RequestRefused(f"max_tokens {self.max_tokens!r} is below 1")
        if any(not stop for stop in self.stop):
            raise RequestRefused("a stop string is empty; leave it out")


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written."""

    prompt: int
    completion: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of the answer; the last piece says why it ended, and what it took."""

    text: str
    finish: FinishReason | None = None
    usage: Usage | None = None


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise RequestRefused(f"{name} {value!r} is outside {low} to {high}")
